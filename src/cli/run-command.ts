import { ConfigError } from '../config/setting.js';
import { EXIT_CONFIG, EXIT_FAILED } from '../process.js';

/** The command line, or what it asks for, is wrong; the message says how it is right. */
export class UsageError extends Error {}

/** Runs a command and sets the exit code; what the caller can mend is said without a stack. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isExpected = error instanceof UsageError || error instanceof ConfigError;
    process.stderr.write(
      `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED;
  }
}

import { EXIT_FAILED, fail } from '../process.js';
import { UsageError } from './flags.js';

/**
 * Runs a command with the words after its name and sets the exit code; what the caller can mend is said without a
 * stack. Asked for help it says `usage`, and reads and touches nothing.
 */
export async function runCommand(usage: string, command: (args: string[]) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(usage);
    return;
  }
  try {
    await command(args);
  } catch (error) {
    if (!(error instanceof UsageError)) fail(error);
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_FAILED;
  }
}

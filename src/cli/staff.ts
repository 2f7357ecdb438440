import { createInterface } from 'node:readline/promises';
import { readConfig } from '../config/config.module.js';
import { ConfigError } from '../config/setting.js';
import { EXIT_CONFIG, EXIT_FAILED } from '../process.js';
import { staffCommand, UsageError } from './staff-command.js';

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

try {
  await staffCommand(process.argv.slice(2), await readConfig(), {
    print: (text) => process.stdout.write(text),
    readLine,
  });
} catch (error) {
  const isExpected = error instanceof UsageError || error instanceof ConfigError;
  process.stderr.write(
    `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED;
}

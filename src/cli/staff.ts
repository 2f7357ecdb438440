import { createInterface } from 'node:readline/promises';
import { readConfig } from '../config/config.module.js';
import { runCommand } from './run-command.js';
import { STAFF_USAGE, staffCommand } from './staff-command.js';

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

await runCommand(STAFF_USAGE, async (args) =>
  staffCommand(args, await readConfig(), {
    print: (text) => process.stdout.write(text),
    readLine,
  }),
);

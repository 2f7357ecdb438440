import { styleText } from 'node:util';
import type { Paint } from './layout.js';

const NARROWEST = 80;
const WIDEST = 120;
const WIDTH_OF_A_FILE = 100;

/** A flag or an argument does not fit. */
export const EXIT_USAGE = 2;

/** Colours only on a terminal, and never where NO_COLOR is set: `styleText` looks. */
export const TERMINAL: Paint = {
  heading: (text) => styleText('bold', text),
  strong: (text) => styleText('cyan', text),
  faint: (text) => styleText('dim', text),
};

/** Characters in a line of what is printed. */
export function reportWidth(): number {
  return Math.min(WIDEST, Math.max(NARROWEST, process.stdout.columns ?? WIDTH_OF_A_FILE));
}

/** One line on stderr before every wait: stdout is for what was asked for. */
export function progress(text: string): void {
  process.stderr.write(`${text} …\n`);
}

/** Someone asked this process to stop. */
export class StoppedError extends Error {}

/** Aborts when a signal asks the process to stop, or when something fails that nobody awaits. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Stays installed: a terminal and npm may each send one, and the second must not cut the clearing-up short.
    process.on(name, () => controller.abort(new StoppedError()));
  }
  process.on('uncaughtException', (error) => controller.abort(error));
  return controller.signal;
}

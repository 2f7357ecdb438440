import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { inject } from 'vitest';

/** Once for all files that a worker runs. */
let isBuilt = false;

/** Compiles the sources if they changed since, so that what runs from `dist` is what is being tested. */
export function ensureBuilt(): void {
  if (isBuilt) return;
  execFileSync(process.execPath, ['scripts/ensure-build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  isBuilt = true;
}

/** A process of ours with what it has said so far. */
export interface Spawned {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything it has printed. */
  output(): string;
  /** Waits until it has printed something like `pattern`; fails when it ends first. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Its exit code, or the signal that ended it. */
  ended(): Promise<number | string | null>;
}

/**
 * Starts `node <args>` in a process group of its own, with nothing of this process's environment but the PATH. What one
 * process of the run has compiled the next one takes over.
 */
export function spawnNode(
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Spawned {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? process.cwd(),
    env: { PATH, NODE_COMPILE_CACHE: inject('compileCache'), ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exit = once(child, 'close').then(
    ([code, signal]: (number | string | null)[]) => code ?? signal ?? null,
  );
  return {
    child,
    pid: child.pid ?? 0,
    output: () => output,
    ended: () => exit,
    said: async (pattern) => {
      for (;;) {
        const match = output.match(pattern);
        if (match) return match;
        const over = await Promise.race([
          exit.then(() => true),
          new Promise<false>((r) => setTimeout(r, 5, false)),
        ]);
        if (over && !pattern.test(output)) throw new Error(`It ended without ${String(pattern)}:\n${output}`);
      }
    },
  };
}

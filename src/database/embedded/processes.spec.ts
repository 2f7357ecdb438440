import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { signal } from './processes.js';

const SLEEP = ['-e', 'setInterval(() => {}, 1000)'];

it('signals a process, and leaves one that has ended meanwhile', async () => {
  const child = spawn(process.execPath, SLEEP, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error('No process was started');
  signal(pid, 'SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(() => signal(pid, 'SIGKILL')).not.toThrow();
});

it('says when a process may not be signalled so', () => {
  expect(() => signal(process.pid, 'SIGNOTHING' as NodeJS.Signals)).toThrow('SIGNOTHING');
});

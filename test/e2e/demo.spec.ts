import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { startModelServer, type ModelServer } from '../support/model-server.js';

const COMMAND = 'dist/bin/demo.js';

interface JsonDemo {
  plan: { totalWeeks: number; race: { date: string }; phases: { weeks: { days: { date: string }[] }[] }[] };
  audit: { findings: { severity: string }[] };
  authors: { weekNumber: number; author: string }[];
  seconds: { generate: number; total: number };
  service?: { url: string; accessToken: string };
}

/**
 * The command as npm runs it, with nothing in its environment that a newcomer would not have but what earlier processes
 * of the run have compiled.
 */
class Demo {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;

  constructor(args: readonly string[], folder: string, env: Readonly<Record<string, string>> = {}) {
    const { PATH, HOME } = process.env;
    this.child = spawn(process.execPath, [COMMAND, ...args], {
      env: { PATH, HOME, TMPDIR: folder, NODE_COMPILE_CACHE: inject('compileCache'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  async untilStderr(text: string): Promise<void> {
    while (!this.stderr.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`It ended before it said "${text}":\n${this.stderr}`);
      await sleep(20);
    }
  }

  async exitCode(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  /** The exit code, with what was said where it is not 0. */
  async outcome(): Promise<{ code: number | null; failure: string }> {
    const code = await this.exitCode();
    return { code, failure: code === 0 ? '' : this.stderr };
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** A model in the environment. */
const modelOf = ({ url }: ModelServer) => ({ OPENAI_BASE_URL: url, OPENAI_MODEL: 'a-model' });

/** PostgreSQL's processes stand in their data folder, wherever it has gone since. */
function processesBelow(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`);
      } catch {
        // It ended while we looked, which is one less.
        return '';
      }
    })
    .filter((cwd) => cwd.startsWith(folder));
}

describe('npm run demo', () => {
  let folder: string;
  let running: Demo[];
  const start = (...args: string[]): Demo => {
    const demo = new Demo(args, folder);
    running.push(demo);
    return demo;
  };
  const expectNothingLeft = (): void => {
    expect(readdirSync(folder)).toEqual([]);
    expect(processesBelow(folder)).toEqual([]);
  };

  beforeEach(() => {
    if (!existsSync(COMMAND)) throw new Error('There is no dist/: run npm run build first');
    folder = mkdtempSync(join(tmpdir(), 'gofast-demo-test-'));
    running = [];
  });
  afterEach(() => {
    for (const demo of running) demo.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes the whole plan by itself, whatever model the environment names, and leaves nothing behind', async () => {
    const server = await startModelServer();
    const demo = new Demo(['--json', '--today', '2026-11-22'], folder, modelOf(server));
    running.push(demo);
    expect(await demo.outcome()).toEqual({ code: 0, failure: '' });
    expect(server.requests).toEqual([]);
    await server.stop();
    const { plan, audit, authors, seconds } = JSON.parse(demo.stdout) as JsonDemo;
    const weeks = plan.phases.flatMap((phase) => phase.weeks);
    const days = weeks.flatMap((week) => week.days);
    expect(plan).toMatchObject({ totalWeeks: 16, race: { date: '2027-03-14' } });
    expect(weeks).toHaveLength(16);
    expect(days).toHaveLength(112);
    expect([days[0]?.date, days.at(-1)?.date]).toEqual(['2026-11-23', '2027-03-14']);
    expect(audit.findings.filter(({ severity }) => severity === 'blocking')).toEqual([]);
    expect(authors).toHaveLength(16);
    expect(new Set(authors.map(({ author }) => author))).toEqual(new Set(['built-in coach']));
    expect(seconds.total).toBeGreaterThan(seconds.generate);
    expectNothingLeft();
  });

  it('has the model of the environment write when asked to, and keeps the service until Ctrl-C', async () => {
    const server = await startModelServer();
    const args = ['--json', '--distance', '10K', '--weeks', '6', '--model', '--keep'];
    const demo = new Demo(args, folder, modelOf(server));
    running.push(demo);
    await demo.untilStderr('Ctrl-C stops it');
    const { authors, service } = JSON.parse(demo.stdout) as JsonDemo;
    // As the server reports it: an alias answers under the name of its version.
    expect(authors.every(({ author }) => /^a-model-\d/.test(author))).toBe(true);
    expect(server.requests).not.toEqual([]);
    const me = await fetch(`${service?.url}/api/auth/me`, {
      headers: { authorization: `Bearer ${service?.accessToken}` },
    });
    expect(await me.json()).toMatchObject({ role: 'admin' });
    if (process.platform === 'linux') expect(processesBelow(folder)).not.toEqual([]);
    demo.interrupt();
    expect(await demo.outcome()).toEqual({ code: 0, failure: '' });
    await expect(fetch(`${service?.url}/api/health/live`)).rejects.toThrow('fetch failed');
    expectNothingLeft();
    await server.stop();
  });

  it('says that no model can be asked where the environment has none', async () => {
    const demo = start('--model');
    expect([await demo.exitCode(), demo.stderr]).toEqual([2, expect.stringContaining('OPENAI_API_KEY')]);
  });

  it('prints what a coach reads', async () => {
    const demo = start('--distance', '10K', '--weeks', '8', '--goal', '46:30', '--days', 'Mon,Wed,Fri,Sun');
    expect(await demo.outcome()).toEqual({ code: 0, failure: '' });
    expect(demo.stdout).toContain('City 10K');
    expect(demo.stdout).toContain('46:30');
    expect(demo.stdout).toContain('✓ Sound: 0 blocking');
    // No terminal, no colours.
    expect(demo.stdout).not.toContain('\u001b');
    expect(demo.stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('clears up when it is interrupted half way, however often', async () => {
    const demo = start('--json');
    await demo.untilStderr('Starting the service');
    demo.interrupt();
    await sleep(100);
    demo.interrupt();
    expect(await demo.outcome()).toEqual({ code: 0, failure: '' });
    expect(demo.stdout).toBe('');
    expect(demo.stderr).toContain('nothing is left running');
    expectNothingLeft();
  });

  it('repeats what the service refuses, and fails', async () => {
    const demo = start('--weeks', '3', '--today', '2026-11-22');
    expect(await demo.exitCode()).toBe(1);
    expect(demo.stdout).toBe('');
    expect(demo.stderr).toMatch(/The service refused: .*\n.*400 plan\.too_short, request /s);
    expectNothingLeft();
  });

  it('starts nothing for flags that do not fit', async () => {
    const demo = start('--miles', 'many', '--weeks', '0');
    expect(await demo.exitCode()).toBe(2);
    expect(demo.stderr).toContain('--miles: "many" does not fit');
    expect(demo.stderr).toContain('--weeks: "0" does not fit');
    expect(demo.stderr).not.toContain('Starting');
    expectNothingLeft();
  });
});

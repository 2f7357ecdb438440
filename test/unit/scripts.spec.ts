import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gofast-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('ensure-install', () => {
  const marker = (): string => join(folder, 'node_modules', '.package-lock.json');

  /** A project whose npm notes how it was called, installs a node, and ends with `npmExit`. */
  function run(npmExit = 0): { status: number | null; stderr: string; calls: string } {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(
      join(folder, 'bin', 'npm'),
      `#!/bin/sh\necho "$*" >> calls\nmkdir -p node_modules/.bin\ntouch node_modules/.bin/node node_modules/.package-lock.json\nexit ${npmExit}\n`,
    );
    chmodSync(join(folder, 'bin', 'npm'), 0o755);
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'ensure-install.mjs')], {
      env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
      encoding: 'utf8',
    });
    const calls = join(folder, 'calls');
    return { status, stderr, calls: existsSync(calls) ? readFileSync(calls, 'utf8') : '' };
  }

  beforeEach(() => {
    mkdirSync(join(folder, 'scripts'));
    copyFileSync('scripts/ensure-install.mjs', join(folder, 'scripts', 'ensure-install.mjs'));
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    utimesSync(join(folder, 'package-lock.json'), 1000, 1000);
  });

  it('installs from the lockfile, without install scripts, when there is nothing, and then no more', () => {
    const first = run();
    expect(first).toMatchObject({ status: 0, calls: 'ci --ignore-scripts --loglevel=error\n' });
    expect(first.stderr).toMatch(/^Installing the dependencies .*\nInstalled in \d+ s\.\n$/);
    expect(run()).toEqual({ ...first, stderr: '' });
  });

  it('installs again when the lockfile is newer', () => {
    run();
    utimesSync(marker(), 999, 999);
    expect(run().calls.split('\n')).toHaveLength(3);
  });

  it('says that it failed, and tries again the next time', () => {
    const failed = run(1);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('npm ci failed');
    expect(existsSync(marker())).toBe(false);
    expect(run()).toMatchObject({ status: 0 });
  });

  it('lets a linked node_modules be', () => {
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('elsewhere', join(folder, 'node_modules'));
    expect(run()).toEqual({ status: 0, stderr: '', calls: '' });
  });
});

describe('test-summary', () => {
  const summarise = (report: object | null, code: number): string => {
    const file = join(folder, 'report.json');
    if (report) writeFileSync(file, JSON.stringify(report));
    const { stdout, status } = spawnSync(process.execPath, ['scripts/test-summary.mjs', file, String(code)], {
      encoding: 'utf8',
    });
    return `${stdout}${status}`;
  };
  const file = (status: string, ...tests: string[]) => ({
    status,
    assertionResults: tests.map((outcome) => ({ status: outcome })),
  });

  it('counts what passed', () => {
    const report = {
      success: true,
      numPassedTests: 12,
      numFailedTests: 0,
      testResults: [file('passed', 'passed')],
    };
    expect(summarise(report, 0)).toBe('12 passed, 0 failed\n0');
  });

  it('counts failed tests, and files that could not be loaded', () => {
    const testResults = [file('failed', 'failed', 'passed'), file('failed')];
    const report = { success: false, numPassedTests: 1, numFailedTests: 1, testResults };
    expect(summarise(report, 1)).toBe('1 passed, 2 failed\n1');
  });

  it('takes a run that failed with no failed test, or left no report, for a failure', () => {
    const report = { success: true, numPassedTests: 3, numFailedTests: 0, testResults: [] };
    expect(summarise(report, 1)).toBe('3 passed, 1 failed\n1');
    rmSync(join(folder, 'report.json'));
    expect(summarise(null, 1)).toBe('0 passed, 1 failed\n1');
  });
});

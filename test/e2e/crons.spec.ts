import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Cron, ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { createHttpAdapter } from '../../src/common/http-app.js';
import { startTestApp } from '../support/test-app.js';
import { UNATTENDED_ENV } from '../support/unattended.js';

/**
 * Names in the `@Cron(…, { name: '…' })` of a source, one without a name counts as an empty one; and of the jobs that
 * it adds when the application starts.
 */
function cronsIn(source: string): string[] {
  const decorators = [...source.matchAll(/^\s*@Cron\(([^]*?)\)\s*\n/gm)];
  const added = [...source.matchAll(/\.addCronJob\('([^']+)'/g)];
  return [
    ...decorators.map(([, options = '']) => /name:\s*'([^']+)'/.exec(options)?.[1] ?? ''),
    ...added.map(([, name = '']) => name),
  ];
}

function cronsInSources(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .flatMap((name) => cronsIn(readFileSync(join('src', name), 'utf8')));
}

/** Names of the jobs that will really run: none when no module brings the scheduler. */
function registeredCrons(app: INestApplication): string[] {
  const modules = [...app.get(ModulesContainer).values()];
  const scheduler = modules.some(({ metatype }) => metatype === ScheduleModule);
  return scheduler ? [...app.get(SchedulerRegistry, { strict: false }).getCronJobs().keys()] : [];
}

class Tick {
  ran = 0;

  @Cron('0 0 1 1 *', { name: 'tick' })
  tick(): void {
    this.ran += 1;
  }
}

describe('scheduled work', () => {
  it('is registered, every method that says @Cron and every job that is added, under its name', async () => {
    const test = await startTestApp({ env: UNATTENDED_ENV });
    try {
      const crons = cronsInSources();
      expect(crons).toContain('weeks.look');
      expect(new Set(registeredCrons(test.app))).toEqual(new Set(crons));
      const look = test.app.get(SchedulerRegistry, { strict: false }).getCronJob('weeks.look');
      expect([look.isActive, look.cronTime.source]).toEqual([true, UNATTENDED_ENV.SCHEDULER_CRON]);
    } finally {
      await test.close();
    }
  });

  it('would be missed by neither way of looking', async () => {
    expect(
      cronsIn("  @Cron(EVERY, {\n    name: 'weeks',\n  })\n  run() {}\n  @Cron('* * * * *')\n  x() {}\n"),
    ).toEqual(['weeks', '']);
    expect(cronsIn("registry.addCronJob('look', job);")).toEqual(['look']);
    const module = await Test.createTestingModule({
      imports: [ScheduleModule.forRoot()],
      providers: [Tick],
    }).compile();
    const app = await module.createNestApplication(createHttpAdapter()).init();
    expect(registeredCrons(app)).toEqual(['tick']);
    await app.close();
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CalendarDate } from '../../src/coaching/model.js';
import type { Clock } from '../../src/common/clock.js';
import type { AiConfigEntry } from '../../src/config/ai-config.js';
import { spawnNode, type Spawned } from './built.js';
import { KEY } from './model-requests.js';

/** So many of its seconds are one of ours. */
const RATE = 60;

/** A clock on which hours are minutes, for this process and for others. */
export class FastClock implements Clock {
  private readonly since = Date.now();

  /** @param from what it shows at this moment */
  constructor(private readonly from: Date) {}

  now(): Date {
    return new Date(this.from.getTime() + (Date.now() - this.since) * RATE);
  }

  today(): CalendarDate {
    return this.now().toISOString().slice(0, 10);
  }

  /** By which another process shows the same. */
  get env(): Record<string, string> {
    return {
      FAST_RATE: String(RATE),
      FAST_SINCE: String(this.since),
      FAST_FROM: String(this.from.getTime()),
    };
  }
}

const ARGS = ['--import', resolve('test/support/fast-service.mjs'), resolve('dist/src/main.js')];

/** Processes of the built service, on one database and one fast clock. */
export class FastServices {
  private readonly running = new Set<Spawned>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'gofast-fast-'));

  constructor(
    private readonly options: {
      databaseUrl: string;
      clock: FastClock;
      config: AiConfigEntry;
      settings: Record<string, string>;
    },
  ) {
    writeFileSync(join(this.folder, 'ai.json'), JSON.stringify(options.config));
  }

  /** One more, once it listens; begun again, as whoever runs it would, where a busy machine let it wait too long. */
  async start(): Promise<Spawned> {
    for (;;) {
      const service = this.spawn();
      try {
        await service.said(/listening at/);
        return service;
      } catch (error) {
        if (!service.output().includes('Error: timeout expired')) throw error;
        await this.kill(service);
      }
    }
  }

  async kill(service: Spawned | undefined): Promise<void> {
    if (!service) return;
    service.child.kill('SIGKILL');
    await service.ended();
    this.running.delete(service);
  }

  async close(): Promise<void> {
    for (const service of this.running) await this.kill(service);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private spawn(): Spawned {
    const { databaseUrl, clock, settings } = this.options;
    const service = spawnNode(ARGS, {
      cwd: this.folder,
      env: {
        PORT: '0',
        METRICS_PORT: 'off',
        DATABASE_URL: databaseUrl,
        AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop',
        AI_CONFIG_FILE: join(this.folder, 'ai.json'),
        TEST_KEY: KEY,
        ...clock.env,
        ...settings,
      },
    });
    this.running.add(service);
    return service;
  }
}

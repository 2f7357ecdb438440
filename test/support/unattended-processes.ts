import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Generation } from '../../src/plans/generation.entity.js';
import { spawnNode, type Spawned } from './built.js';
import type { ModelServer } from './model-server.js';
import { signedIn, type Person } from './people.js';
import { aDraft, TODAY } from './plans.js';
import { startTestApp, type TestApp } from './test-app.js';

const MAIN = resolve('dist/bin/main.js');

/** A database with plans that wait to be written, and processes of the built service that write them. */
export class UnattendedProcesses {
  private readonly spawned: Spawned[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'gofast-unattended-'));

  private constructor(
    /** Sees and changes the same database, and does no unattended work itself. */
    readonly desk: TestApp,
    private readonly coach: Person,
    private readonly server: ModelServer,
  ) {}

  static async open(server: ModelServer): Promise<UnattendedProcesses> {
    const desk = await startTestApp({ env: { TODAY } });
    return new UnattendedProcesses(desk, await signedIn(desk, 'coach'), server);
  }

  /** Plans whose second week is due, each of its own, so that no reply is known from another. */
  async plans(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let made = 0; made < count; made += 1) {
      const { id } = await aDraft(this.desk, {
        coach: this.coach,
        draft: { seed: made + 1 },
        athlete: { currentWeeklyMileage: 20 + made / 4, fiveKPace: 420 + made },
      });
      const body = { trainingPlanId: id, model: 'built-in-coach' };
      await this.desk.http.post('/api/training-plan/generate').set(this.coach.headers).send(body).expect(200);
      ids.push(id);
    }
    return ids;
  }

  /** A process that works jobs off, once it listens. */
  async start(env: Record<string, string> = {}): Promise<Spawned> {
    const service = spawnNode([MAIN], {
      cwd: this.folder,
      env: {
        PORT: '0',
        METRICS_PORT: 'off',
        TODAY,
        DATABASE_URL: this.desk.databaseUrl,
        AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop',
        OPENAI_BASE_URL: this.server.url,
        OPENAI_MODEL: 'some-model',
        SCHEDULER_CRON: '0 0 1 1 *',
        ...env,
      },
    });
    this.spawned.push(service);
    await service.said(/listening at/);
    return service;
  }

  /** How the runs of second weeks stand, e.g. `{ 'pending 0': 20 }`: state and tries. */
  async runs(): Promise<Record<string, number>> {
    const runs = await this.desk.orm.em.fork().find(Generation, { scope: 'week:2' });
    const counts: Record<string, number> = {};
    for (const { state, attempt } of runs) {
      const key = `${state} ${attempt}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  async close(): Promise<void> {
    for (const service of this.spawned) {
      if (service.child.exitCode === null && service.child.signalCode === null) service.child.kill('SIGKILL');
      await service.ended();
    }
    await this.desk.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { ensureBuilt } from '../support/built.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { UnattendedProcesses } from '../support/unattended-processes.js';

/** As many as a process writes at once. */
const AT_ONCE = 16;
const LONG = { timeout: 60_000, interval: 50 };

let server: ModelServer;
let processes: UnattendedProcesses;
beforeAll(async () => {
  ensureBuilt();
  server = await startModelServer();
}, 300_000);
beforeEach(async () => {
  server.clear();
  processes = await UnattendedProcesses.open(server);
});
afterEach(() => processes.close());
afterAll(() => server.stop());

describe('a process that is told to stop', () => {
  it('ends what it has begun, begins nothing more, and loses nothing', async () => {
    await processes.plans(20);
    server.latencyMs = 2_000;
    const service = await processes.start();
    await expect.poll(() => server.requests.length, LONG).toBe(AT_ONCE);
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(await processes.runs()).toEqual({ 'succeeded 1': AT_ONCE, 'pending 0': 4 });
    expect(server.requests).toHaveLength(AT_ONCE);
    const lines = service
      .output()
      .split('\n')
      .filter((line) => line.includes('"week written"'));
    expect(lines).toHaveLength(AT_ONCE);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({
        planId: expect.any(String),
        athleteId: expect.any(String),
        weekNumber: 2,
        author: 'model',
        late: false,
        reason: 'week.scheduled',
        rules: expect.any(Array),
        ms: expect.any(Number),
      });
    }
    expect(service.output()).not.toMatch(/Berg|@example\.com/);
  });

  it('puts back at once what does not end within the grace, untried', async () => {
    await processes.plans(20);
    server.latencyMs = 60_000;
    const service = await processes.start({ SHUTDOWN_GRACE_MS: '300' });
    await expect.poll(() => server.requests.length, LONG).toBe(AT_ONCE);
    const stopped = performance.now();
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(15_000);
    expect(await processes.runs()).toEqual({ 'pending 0': 20 });
    const { boss } = processes.desk.app.get(JobQueue, { strict: false });
    const jobs = await boss.findJobs('week.write', { queued: true });
    expect(jobs.map(({ state, retryCount }) => `${state} ${retryCount}`)).toEqual(
      Array.from({ length: 20 }, () => 'created 0'),
    );
    expect(Math.max(...jobs.map(({ startAfter }) => startAfter.getTime()))).toBeLessThan(Date.now() + 5_000);
  });
});

describe('a process that is killed', () => {
  it('has its jobs taken up by another within half a minute', async () => {
    const ids = await processes.plans(3);
    server.latencyMs = 60_000;
    const first = await processes.start();
    await expect.poll(() => server.requests.length, LONG).toBe(3);
    const second = await processes.start();
    server.latencyMs = 0;
    first.child.kill('SIGKILL');
    await first.ended();
    const killed = performance.now();
    await expect.poll(() => processes.runs(), LONG).toEqual({ 'succeeded 2': 3 });
    expect(performance.now() - killed).toBeLessThan(30_000);
    const weeks = await processes.desk.orm.em.fork().find(TrainingPlanWeek, { plan: { $in: ids } });
    expect(weeks).toHaveLength(6);
    second.child.kill('SIGTERM');
    expect(await second.ended()).toBe(0);
  });
});

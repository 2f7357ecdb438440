import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cutLine } from '../support/cut-line.js';
import { killReplicas, MODEL_LATENCY_MS } from '../support/kill-rounds.js';
import { modelEnv, seededNumbers, startModelServer, type ModelServer } from '../support/model-server.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { startReplicas } from '../support/replicas.js';
import { SOAK } from '../support/soak.js';
import { createTestDatabase } from '../support/test-database.js';
import { Coach, lastFaults } from '../support/unattended-work.js';

const KILLS = 100;

let server: ModelServer;
let draw: () => number;
beforeEach(async () => {
  server = await startModelServer({ latencyMs: MODEL_LATENCY_MS });
  draw = seededNumbers(SOAK.seed);
});
afterEach(() => server.stop());

const below = (count: number): number => Math.floor(draw() * count);

it(`two replicas on one PostgreSQL, ${KILLS} times kill -9: no week lost, doubled or half written`, async () => {
  const { faults, plans } = await killReplicas({ kills: KILLS, seed: SOAK.seed });
  expect(faults).toEqual([]);
  expect(plans).toBeGreaterThan(20);
});

it('a replica that sleeps for a minute amid its work and wakes writes nothing more', async () => {
  const database = await createTestDatabase();
  const { replicas, close } = await startReplicas(2, { DATABASE_URL: database.url, ...modelEnv(server.url) });
  const [sleeper, other] = replicas;
  if (!sleeper || !other) throw new Error('Two replicas were started');
  try {
    const coach = new Coach([other, sleeper]);
    const stop = coach.keepBusy();
    for (let round = 0; round < 3; round += 1) {
      await expect.poll(() => server.inFlight, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
      sleeper.signal('SIGSTOP');
      await sleep(60_000);
      sleeper.signal('SIGCONT');
      await sleep(3_000);
    }
    await stop();
    expect(await lastFaults(database.url, coach.acknowledged)).toEqual([]);
  } finally {
    await close();
    await database.drop();
  }
});

it(`one process on the embedded database, it or PostgreSQL killed ${KILLS} times: nothing lost`, async () => {
  const { replicas, folder, close } = await startReplicas(1, modelEnv(server.url));
  const dataDir = join(folder, 'data');
  const postmaster = (): number =>
    Number(
      readFileSync(join(dataDir, 'postgres', 'cluster', 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
    );
  const [service] = replicas;
  if (!service) throw new Error('A process was started');
  try {
    const coach = new Coach(replicas);
    const stop = coach.keepBusy();
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await sleep(below(2000));
      if (below(3) === 0) {
        process.kill(postmaster(), 'SIGKILL');
        // Until it is there again a killed service could only find it gone: both are tried, one after the other.
        await expect
          .poll(() => service.ask('GET', '/athletes'), { timeout: 60_000, interval: 200 })
          .not.toBeNull();
      } else {
        await service.kill();
        await service.start();
      }
    }
    await stop();
    await expect.poll(() => service.ask('GET', '/athletes'), { timeout: 60_000 }).not.toBeNull();
    // Leases of requests that died outlast what their weeks need.
    await sleep(150_000);
    await service.end('SIGTERM');
    const postgres = await startEmbeddedPostgres({ dataDir });
    try {
      expect(await lastFaults(postgres.url, coach.acknowledged, { withinMs: 0 })).toEqual([]);
    } finally {
      await postgres.stop();
    }
  } finally {
    await close();
  }
});

it('the database gone for 30 s amid work: all resumes by itself', async () => {
  const database = await createTestDatabase();
  const line = await cutLine(database.url);
  const { replicas, close } = await startReplicas(2, { DATABASE_URL: line.url, ...modelEnv(server.url) });
  const pids = replicas.map(({ pid }) => pid);
  try {
    const coach = new Coach(replicas);
    const stop = coach.keepBusy();
    for (let round = 0; round < 2; round += 1) {
      await expect.poll(() => server.inFlight, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
      await line.cut();
      await sleep(30_000);
      await line.mend();
      await sleep(5_000);
    }
    await stop();
    expect(await lastFaults(database.url, coach.acknowledged)).toEqual([]);
    expect(replicas.map(({ pid }) => pid)).toEqual(pids);
  } finally {
    await close();
    await line.close();
    await database.drop();
  }
});

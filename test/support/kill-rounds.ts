import { setTimeout as sleep } from 'node:timers/promises';
import { modelEnv, seededNumbers, startModelServer } from './model-server.js';
import { startReplicas } from './replicas.js';
import { createTestDatabase } from './test-database.js';
import { Coach, lastFaults } from './unattended-work.js';

/** Slow enough that most kills meet a week being written. */
export const MODEL_LATENCY_MS = 150;

/**
 * Two replicas on one PostgreSQL write weeks unattended while a coach makes plans; one of them, drawn by the seed, is
 * killed at a random moment and started again, `kills` times.
 * @returns what is wrong when all has settled, and how many plans were acknowledged
 */
export async function killReplicas({
  kills,
  seed,
}: {
  kills: number;
  seed: number;
}): Promise<{ faults: string[]; plans: number }> {
  const draw = seededNumbers(seed);
  const server = await startModelServer({ latencyMs: MODEL_LATENCY_MS });
  const database = await createTestDatabase();
  const { replicas, close } = await startReplicas(2, { DATABASE_URL: database.url, ...modelEnv(server.url) });
  try {
    const coach = new Coach(replicas);
    const stop = coach.keepBusy();
    for (let kill = 1; kill <= kills; kill += 1) {
      await sleep(1500 * draw());
      const victim = replicas[Math.floor(replicas.length * draw())];
      await victim?.kill();
      await victim?.start();
    }
    await stop();
    const faults = await lastFaults(database.url, coach.acknowledged);
    return { faults, plans: coach.acknowledged.plans.length };
  } finally {
    await close();
    await database.drop();
    await server.stop();
  }
}

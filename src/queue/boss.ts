import { PgBoss, type ConstructorOptions } from 'pg-boss';
import { QUEUES } from './queues.js';

/** Few: jobs hold connections of the application's own pool, these only move jobs about. */
const POOL_SIZE = 4;
const CONNECT_TIMEOUT_MS = 3_000;

/**
 * A queue on the PostgreSQL at `url`, not started. Whoever makes one listens to its errors: without a listener, a
 * database that goes away takes the process along.
 */
export function createBoss(url: string, options: ConstructorOptions = {}): PgBoss {
  return new PgBoss({
    connectionString: url,
    application_name: 'gofast-training-plans queue',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    max: POOL_SIZE,
    // Due-ness lives in our rows, and the clock that asks for it is the scheduler's.
    schedule: false,
    openTelemetry: { enabled: false },
    ...options,
  });
}

/** Brings the queue's tables, in a schema of their own, to this version, and makes the queues as they are described. */
export async function installQueues(url: string): Promise<void> {
  const boss = createBoss(url, { supervise: false, max: 1, registerInstance: false });
  let failure: unknown = null;
  boss.on('error', (error) => (failure ??= error));
  await boss.start();
  try {
    for (const { name, policy, ...options } of QUEUES) {
      await boss.createQueue(name, { ...options, ...(policy === undefined ? {} : { policy }) });
      // One that was there already is brought up to date; its policy is for good.
      const { partition: _, ...changeable } = options;
      await boss.updateQueue(name, changeable);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  if (failure !== null) throw failure;
}

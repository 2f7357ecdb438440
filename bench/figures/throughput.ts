import { figure, type Figure } from '../figure.js';
import { inTurn, load } from '../load.js';
import { withPostgres } from '../postgres.js';
import { complete, Drafts } from '../season.js';
import { withService } from '../service.js';

/** Plans that reads go round. */
const PLANS = 100;

/**
 * Complete 16-week plans by the built-in coach, and reads of them, per second through HTTP on PostgreSQL: of one
 * process, so of one core. Beside both the simplest answer there is, of the same process.
 */
export function measureThroughput({ seconds }: { seconds: number }): Promise<Figure[]> {
  return withPostgres(async (newDatabase) =>
    withService({ DATABASE_URL: await newDatabase(), METRICS_PORT: '0' }, async (service) => {
      const drafts = new Drafts(service.staff);
      const live = await load(service, {
        connections: 8,
        duration: seconds,
        next: () => ({ method: 'GET', path: '/health/live' }),
      });
      // As many as fit into the time with room to spare, and some to warm up with.
      const ids = await drafts.makeMany(Math.max(PLANS, 30 * seconds));
      const generate = inTurn(
        ids.map((id) => ({ method: 'POST' as const, path: '/training-plan/generate', body: complete(id) })),
      );
      await load(service, { connections: 4, amount: 20, next: generate });
      const generated = await load(service, { connections: 8, amount: ids.length - 20, next: generate });
      const read = inTurn(
        ids.slice(0, PLANS).map((id) => ({ method: 'GET' as const, path: `/training-plan/${id}` })),
      );
      await load(service, { connections: 8, duration: 2, next: read });
      const reads = await load(service, { connections: 8, duration: seconds, next: read });
      const simplest = { name: 'the simplest answers', value: live.requests.total / live.duration };
      const lag = lagOf(await service.metrics());
      return [
        figure({
          name: 'Complete 16-week plans through HTTP',
          value: generated.requests.total / generated.duration,
          unit: 'a second',
          baseline: simplest,
          wanted: { of: 'value', atLeast: 15 },
        }),
        figure({
          name: 'Reads of a whole plan through HTTP',
          value: reads.requests.total / reads.duration,
          unit: 'a second',
          baseline: simplest,
          wanted: { of: 'value', atLeast: 300 },
        }),
        figure({
          name: 'Event loop held up under load, 99th percentile',
          value: lag,
          unit: 'ms',
          wanted: { of: 'value', atMost: 50 },
        }),
      ];
    }),
  );
}

/** Milliseconds, over the process's life so far. */
function lagOf(metrics: string): number {
  const [, seconds] = metrics.match(/^nodejs_eventloop_lag_p99_seconds (\S+)$/m) ?? [];
  if (seconds === undefined) throw new Error('The service tells no lag of its event loop');
  return 1000 * Number(seconds);
}

import { modelEnv, startModelServer, type ModelServer } from '../../test/support/model-server.js';
import { figure, type Figure } from '../figure.js';
import { withPostgres } from '../postgres.js';
import { median, timed } from '../samples.js';
import { complete, Drafts } from '../season.js';
import { withService, type Service } from '../service.js';

/** How long a model takes that stands for a real one, in milliseconds. */
const SLOW_MS = 2_000;

/**
 * A complete 16-week plan written by a model over HTTP: what of the time is ours when the model takes none, and how
 * many calls' time it takes when the model takes long. The bare calls are the very requests of that plan, sent again
 * side by side to the same server: what the model and the wire take without us.
 */
export async function measureModelTime({ rounds }: { rounds: number }): Promise<Figure[]> {
  const server = await startModelServer();
  try {
    return await withPostgres(async (newDatabase) =>
      withService({ DATABASE_URL: await newDatabase(), ...modelEnv(server.url) }, async (service) => {
        const drafts = new Drafts(service.staff);
        const whole: number[] = [];
        const bare: number[] = [];
        for (let round = -3; round < rounds; round += 1) {
          server.clear();
          const taken = await generated(service, await drafts.make());
          const again = await timed(() => sendAgain(server));
          if (round < 0) continue;
          whole.push(taken);
          bare.push(again);
        }
        server.clear();
        server.latencyMs = SLOW_MS;
        const slow = await generated(service, await drafts.make());
        const [total, calls] = [median(whole), median(bare)];
        return [
          figure({
            name: 'Our own time around a model, 16 weeks',
            value: total - calls,
            unit: 'ms',
            baseline: { name: 'the bare calls', value: calls },
            wanted: { of: 'value', atMost: 60 },
          }),
          figure({
            name: `A complete 16-week plan from a model that takes ${SLOW_MS / 1000} s a call`,
            value: slow,
            unit: 'ms',
            baseline: { name: 'one call', value: SLOW_MS },
            wanted: { of: 'ratio', atMost: 1.5 },
          }),
        ];
      }),
    );
  } finally {
    await server.stop();
  }
}

async function generated({ staff }: Service, id: string): Promise<number> {
  return timed(() => staff.post('/training-plan/generate', complete(id)));
}

/** Sends what the server has been asked once more, all at once. */
async function sendAgain(server: ModelServer): Promise<void> {
  const bodies = server.requests.map(({ body }) => JSON.stringify(body));
  if (bodies.length === 0) throw new Error('No model was asked');
  await Promise.all(
    bodies.map(async (body) => {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-test' };
      const answer = await fetch(`${server.url}/chat/completions`, { method: 'POST', headers, body });
      await answer.text();
    }),
  );
}

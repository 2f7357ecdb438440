import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IdempotencyKey } from '../../src/common/idempotency-key.entity.js';
import { ensureBuilt } from '../support/built.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { signedIn } from '../support/people.js';
import { aDraft } from '../support/plans.js';
import { contentOf, send } from '../support/repeatable.js';
import { UnattendedProcesses } from '../support/unattended-processes.js';

let server: ModelServer;
let processes: UnattendedProcesses;
beforeAll(async () => {
  ensureBuilt();
  server = await startModelServer({ latencyMs: 60_000 });
  processes = await UnattendedProcesses.open(server);
});
afterAll(async () => {
  await processes.close();
  await server.stop();
});

it('a process that is killed amid a generation locks its key for seconds, not for a day', async () => {
  const { desk } = processes;
  const execute = (sql: string) => desk.orm.em.fork().getConnection().execute(sql);
  const as = await signedIn(desk, 'coach');
  const { id: trainingPlanId } = await aDraft(desk, { coach: as });
  const sent = { as, key: v7(), path: '/training-plan/generate', body: { trainingPlanId } };

  const service = await processes.start();
  const [, url = ''] = await service.said(/listening at (http:\/\/[^ ;"]+)/);
  const asked = send({ url }, sent).then(
    () => 'answered',
    () => 'lost',
  );
  await expect.poll(() => server.requests.length, { timeout: 10_000 }).toBe(1);
  service.child.kill('SIGKILL');
  expect(await asked).toBe('lost');
  expect((await send(desk, sent)).code).toBe('idempotency.in_flight');

  const [held] = await desk.orm.em.fork().find(IdempotencyKey, {});
  expect(Number(held?.leaseUntil) - Date.now()).toBeLessThanOrEqual(15_000);
  await execute('update idempotency_key set lease_until = now()');
  // What was being done is not known to be over yet, which is no answer to keep.
  expect((await send(desk, sent)).code).toBe('generation.in_progress');
  await execute('update generation set lease_until = now()');
  const done = await send(desk, sent);
  expect(done.status).toBe(200);
  expect(contentOf(await send(desk, sent))).toEqual(contentOf(done));
});

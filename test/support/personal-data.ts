import { v7 } from 'uuid';
import { vi } from 'vitest';
import { ModelCall } from '../../src/ai/ledger/model-call.entity.js';
import { ApiKey } from '../../src/auth/api-key.entity.js';
import { recordAudit } from '../../src/auth/audit-trail.js';
import { RefreshToken } from '../../src/auth/refresh-token.entity.js';
import { StaffSession } from '../../src/auth/staff-session.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { Suggestion } from '../../src/plans/suggestion.entity.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { inTransaction } from '../../src/database/transaction.js';
import { readOperation } from './operations.js';
import { signedIn, type Person } from './people.js';
import { columnsOf } from '../../src/workouts/workout.mapper.js';
import { WorkoutTemplate } from '../../src/workouts/workout-template.entity.js';
import { anotherWorkout } from './own-workouts.js';
import { aRace, TODAY } from './plans.js';
import type { TestApp } from './test-app.js';

/** Somebody of whom there is a row in every table that can hold one, with a word in it that is theirs alone. */
export interface KnownPerson {
  id: string;
  word: string;
  planId: string;
  account: Person;
}

export async function aKnownPerson(test: TestApp, admin: Person): Promise<KnownPerson> {
  const word = `w${v7().replaceAll('-', '')}`;
  const post = async (path: string, body: object, headers: object = {}) => {
    const answer = await test.http
      .post(`/api${path}`)
      .set({ ...admin.headers, ...headers })
      .send(body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const values = {
    firstName: `${word} first`,
    lastName: `${word} last`,
    email: `${word}@example.com`,
    injuryNotes: `${word} knee`,
    fiveKPace: '7:30',
    currentWeeklyMileage: 25,
    preferredDays: [2, 4, 6, 7],
  };
  const { body: athlete } = await post('/athletes', values, { 'idempotency-key': word });
  const { id } = athlete;
  const account = await signedIn(test, 'athlete', id);
  await post('/webhooks', { url: 'https://receiver.example.com/hooks' });
  const activity = { date: TODAY, kind: 'run', miles: 5, source: word, externalId: word };
  await post(`/athletes/${id}/activities`, activity, { 'idempotency-key': word });
  await post(`/athletes/${id}/time-off`, { from: '2027-02-01', to: '2027-02-02', reason: 'illness' });
  const race = await aRace(test);
  const { body: plan } = await post('/training-plan', {
    athleteId: id,
    raceId: race.id,
    goalTime: '3:45:00',
    startDate: TODAY,
    name: `${word} plan`,
  });
  const begun = await post(
    '/training-plan/generate',
    { trainingPlanId: plan.id },
    { prefer: 'respond-async' },
  );
  await vi.waitFor(async () => {
    const { status } = await readOperation(test, admin, begun.body.id);
    if (status !== 'succeeded') throw new Error(`The generation is ${status}`);
  }, 20_000);
  await post(`/training-plan/${plan.id}/calendar`, {});
  await post(`/users/${account.id}/password-reset`, {});
  await addRows(test, { id, word, planId: plan.id, account });
  return { id, word, planId: plan.id, account };
}

/** What takes long to come about by itself. */
async function addRows({ app, orm }: TestApp, { id, word, planId, account }: KnownPerson): Promise<void> {
  await inTransaction(orm.em, async (em) => {
    const email = `${word}.account@example.com`;
    await em.nativeUpdate(Staff, { id: account.id }, { email, name: `${word} name` });
    const session = await em.findOneOrFail(StaffSession, { staff: account.id });
    em.create(RefreshToken, { session, digest: word, usedAt: new Date(), usedBy: word, answer: word });
    em.create(ApiKey, { staff: account.id, name: word, scopes: [], digest: word, createdBy: account.id });
    const rule = 'goal.review' as const;
    const proposal = { goalTimeSeconds: 14_000 };
    const drawn = { shared: false, retiredAt: null, createdBy: account.id };
    em.create(WorkoutTemplate, { ...columnsOf(anotherWorkout()), ...drawn });
    em.create(Suggestion, { plan: planId, weekNumber: null, rule, key: word, text: word, proposal });
    const [run] = await em.find(Generation, { plan: planId });
    if (!run) throw new Error('The plan was generated without a run');
    await app.get(JobQueue, { strict: false }).send(em, 'week.write', { data: { generationId: run.id } });
    em.create(ModelCall, { ...CALL, at: new Date(), planId, requestId: run.id, prompt: word, reply: word });
    recordAudit(em, {
      actor: { id: account.id, origin: { address: '192.0.2.7', userAgent: word, requestId: word } },
      action: 'plan.tried',
      subject: { type: 'training_plan', id: planId },
      detail: { before: word },
    });
    await em.flush();
    const execute = (sql: string, ...values: unknown[]) =>
      em.getConnection().execute(sql, values, 'run', em.getTransactionContext());
    const weeks = JSON.stringify([{ written: word }]);
    const error = JSON.stringify({ code: 'ai.models_failed', detail: word });
    // The next week waits to be written already.
    await execute(
      `update generation set state = 'running', fence = fence + 1, lease_until = '2099-01-01', weeks_decoded = ?, error = ?
        where plan_id = ? and state = 'pending'`,
      weeks,
      error,
      planId,
    );
    await execute('update training_plan_day set notes = ? where plan_id = ?', word, planId);
    const batch = v7();
    await execute(
      `insert into operation (id, kind, status, actor_id, path, trace_id, done, last_sequence, attempt, lease_until, batch,
        created_at, updated_at) values (?, 'plan.batch', 'running', ?, '', '', 0, 0, 1, '2099-01-01', '{}', now(), now())`,
      batch,
      v7(),
    );
    await execute(
      `insert into operation_item (id, operation_id, index, athlete_id, status, input, attempt, created_at, updated_at)
        values (?, ?, 0, ?, 'pending', ?, 0, now(), now())`,
      v7(),
      batch,
      id,
      JSON.stringify({ athleteId: id, name: word }),
    );
    await execute(
      `insert into ai_batch_item (id, custom_id, state, task, created_at) values (?, ?, 'live', ?, now())`,
      v7(),
      v7(),
      JSON.stringify({ subject: { athleteId: id, planId, injuryNotes: word } }),
    );
  });
}

const CALL = {
  weekNumber: 1,
  target: 'gpt-4o-mini',
  model: 'gpt-4o-mini',
  contract: 'sessions',
  promptVersion: '1',
  mode: 'strict_schema',
  serviceTier: 'default',
  reAsk: false,
  experiment: 'one',
  arm: 'gpt-4o-mini/sessions',
  outcome: 'ok',
  status: 200,
  inputTokens: 700,
  cachedTokens: 100,
  outputTokens: 190,
  reasoningTokens: 0,
  usd: 0.0002,
  latencyMs: 900,
  firstTokenMs: 300,
  providerRequestId: 'req_1',
  promptHash: 'a'.repeat(64),
  replyHash: 'b'.repeat(64),
  findings: 0,
  mended: 0,
} as const;

/** Tables in which a word stands anywhere, of all schemas that are ours or the queue's. */
export async function tablesWith({ orm }: TestApp, word: string): Promise<string[]> {
  const connection = orm.em.fork().getConnection();
  const tables: { name: string }[] = await connection.execute(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row]: { n: number }[] = await connection.execute(
      `select count(*)::int as n from ${name} t where position(lower(?) in lower(t::text)) > 0`,
      [word],
    );
    if (row && row.n > 0) found.push(name.replace(/^public\./, ''));
  }
  return found;
}

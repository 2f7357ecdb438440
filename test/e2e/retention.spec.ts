import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetentionSweeper } from '../../src/privacy/retention-sweeper.service.js';
import { retentionRules } from '../../src/privacy/retention-rules.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

const KEPT = {
  RETENTION_OPERATIONS_DAYS: '10',
  RETENTION_WEBHOOK_DELIVERIES_DAYS: '20',
  RETENTION_SCHEDULED_RUNS_DAYS: '30',
  RETENTION_AUDIT_LOG_DAYS: '40',
  RETENTION_MODEL_CALLS_DAYS: '50',
  AI_KEEP_REPLIES_DAYS: '5',
};

let test: TestApp;
let webhook: string;
beforeAll(async () => {
  test = await startTestApp({ env: KEPT });
  webhook = v7();
  await execute(
    `insert into webhook (id, url, event_types, secret, state, consecutive_failures, created_at, updated_at)
     values (?, 'https://receiver.example.com', '[]', 'x', 'enabled', 0, now(), now())`,
    [webhook],
  );
});
afterAll(() => test.close());

const execute = (sql: string, values: unknown[] = []) =>
  test.orm.em.fork().getConnection().execute<{ n: number }[]>(sql, values);
const sweep = ({ app }: TestApp = test) => app.get(RetentionSweeper, { strict: false }).sweep();

/** How a row of a table is made that has ended so many days ago. */
const MADE: Record<string, (age: string) => [sql: string, values: unknown[]]> = {
  operation: (age) => [
    `insert into operation (id, kind, status, actor_id, path, trace_id, attempt, done, last_sequence, lease_until, result, finished_at, created_at, updated_at)
     values (?, 'plan.generate', 'succeeded', ?, '/', 'x', 0, 0, 0, null, '{}', ${age}, ${age}, ${age})`,
    [v7(), v7()],
  ],
  ai_batch: (age) => [
    `insert into ai_batch (id, profile, tries, closed_at, created_at) values (?, '{}', 0, ${age}, ${age})`,
    [v7()],
  ],
  webhook_delivery: (age) => [
    `insert into webhook_delivery (id, webhook_id, message_id, type, payload, state, attempts, round, next_attempt_at, created_at, updated_at)
     values (?, ?, ?, 'x', '{}', 'failed', 9, 9, null, ${age}, ${age})`,
    [v7(), webhook, v7()],
  ],
  scheduled_run: (age) => [
    `insert into scheduled_run (id, trigger, instance, started_at, due, enqueued, caught_up, released, completed, resent)
     values (?, 'cron', 'x', ${age}, 0, 0, 0, 0, 0, 0)`,
    [v7()],
  ],
  audit_entry: (age) => [
    `insert into audit_entry (id, at, action, subject_type, detail) values (?, ${age}, 'tested', 'x', '{}')`,
    [v7()],
  ],
  model_call: (age) => [
    `insert into model_call (id, at, request_id, plan_id, week_number, target, contract, prompt_version, mode, service_tier,
       re_ask, outcome, latency_ms, prompt_hash, findings, mended)
     values (?, ${age}, ?, ?, 1, 'x', 'sessions', '1', 'plain', 'default', false, 'ok', 1, '', 0, 0)`,
    [v7(), v7(), v7()],
  ],
};

const daysAgo = (days: number) => `now() - interval '${days} days'`;
const countOf = async (table: string) => (await execute(`select count(*)::int as n from ${table}`))[0]?.n;

describe.each([
  ['operation', 10],
  ['ai_batch', 10],
  ['webhook_delivery', 20],
  ['scheduled_run', 30],
  ['audit_entry', 40],
  ['model_call', 50],
])('a row of %s', (table, days) => {
  it(`is kept for ${days} days`, async () => {
    for (const age of [days - 0.1, days + 0.1]) await execute(...(MADE[table]?.(daysAgo(age)) ?? ['', []]));
    const before = await countOf(table);
    expect(await sweep()).toEqual({ [table]: 1 });
    expect(await countOf(table)).toBe((before ?? 0) - 1);
    expect(await sweep()).toEqual({});
  });

  it('is kept for ever when no limit is set', async () => {
    const none = {
      operationsDays: 0,
      webhookDeliveriesDays: 0,
      scheduledRunsDays: 0,
      auditLogDays: 0,
      modelCallsDays: 0,
    };
    const deleted = retentionRules({ ...test.config, retention: none }).filter(
      ({ set }) => set === undefined,
    );
    expect(deleted.map((rule) => rule.table)).toEqual(['reply_cache']);
  });
});

it('what has not ended is kept however old it is', async () => {
  const age = daysAgo(1000);
  await execute(
    `insert into webhook_delivery (id, webhook_id, message_id, type, payload, state, attempts, round, next_attempt_at, created_at, updated_at)
     values (?, ?, ?, 'x', '{}', 'pending', 0, 0, ${age}, ${age}, ${age})`,
    [v7(), webhook, v7()],
  );
  await execute(`insert into ai_batch (id, profile, tries, created_at) values (?, '{}', 0, ${age})`, [v7()]);
  expect(await sweep()).toEqual({});
});

it('texts of models go before the row that counts', async () => {
  const id = v7();
  const [sql, values] = MADE['model_call']?.(daysAgo(6)) ?? ['', []];
  await execute(sql, [id, ...values.slice(1)]);
  await execute(`update model_call set prompt = 'p', reply = 'r' where id = ?`, [id]);
  expect(await sweep()).toEqual({ model_call: 1 });
  expect(await execute('select prompt, reply, outcome from model_call where id = ?', [id])).toEqual([
    { prompt: null, reply: null, outcome: 'ok' },
  ]);
});

it('any number of rows goes, in small transactions, by any number of replicas', async () => {
  const other = await startReplica(test);
  try {
    await execute(
      `insert into audit_entry (id, at, action, subject_type, detail)
       select gen_random_uuid(), ${daysAgo(41)}, 'old', 'x', '{}' from generate_series(1, 1700)`,
    );
    const swept = await Promise.all([sweep(), sweep(other)]);
    const counts = swept.map(({ audit_entry: count = 0 }) => count);
    expect(counts[0]).toBeGreaterThan(0);
    // A batch that finds its rows taken ends a sweep: what is left then goes with the next.
    const rest = (await sweep())['audit_entry'] ?? 0;
    expect(counts.reduce((sum, count) => sum + count, rest)).toBe(1700);
  } finally {
    await other.close();
  }
});

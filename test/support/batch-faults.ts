import { Client } from 'pg';
import type { ModelServer } from './model-server.js';

/** What there is to be told of a database whose weeks went to batches. */
export interface BatchReport {
  /** What stands in the way of "all is written and paid for once, and nothing is lost"; empty when nothing does. */
  faults: string[];
  /** Batches that the provider has and the service knows nothing of. */
  lost: number;
  /** Weeks that the provider wrote more than once live: the first time, whoever had asked died before it was kept. */
  twiceLive: number;
  /** Attempts in the ledger by target, tier and outcome. */
  calls: Record<string, number>;
  /** USD that are set aside for calls of which nothing became known. */
  setAside: number;
}

const PLANS = `
  select p.id, p.status,
    (select coalesce(json_agg(week_number order by week_number), '[]') from training_plan_week w where w.plan_id = p.id) as weeks,
    (select count(*)::int from training_plan_day d where d.plan_id = p.id) as days,
    (select coalesce(json_agg(number order by number), '[]') from plan_version v where v.plan_id = p.id) as versions
  from training_plan p where p.id = any($1)`;
const RUNS = `select id, scope, state, error from generation where state <> 'succeeded' and plan_id = any($1)`;
/** Weeks that a batch brought well, and another call too. */
const PAID_TWICE = `
  select plan_id, week_number, array_agg(target || ' ' || service_tier order by at) as calls
  from model_call where outcome = 'ok' group by plan_id, week_number
  having count(*) > 1 and bool_or(service_tier = 'batch')`;
const SAME_REQUEST = `
  select provider_request_id as id, count(*)::int as rows from model_call
  where provider_request_id is not null group by provider_request_id having count(*) > 1`;
const AUDITED_TWICE = `
  select action, subject_id, count(*)::int as rows from audit_entry where subject_type = 'plan'
  group by action, subject_id, detail having count(*) > 1`;

/** Reads what became of plans that each had one week due, and of the batches of that server. */
export async function batchReport(
  url: string,
  { plans, server }: { plans: readonly string[]; server: ModelServer },
): Promise<BatchReport> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const read = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query<Row>(sql, values)).rows;
  try {
    const faults: string[] = [];
    for (const { id, ...state } of await read<{ id: string }>(PLANS, [plans])) {
      const isRight =
        JSON.stringify(state) === '{"status":"active","weeks":[1,2],"days":14,"versions":[1,2]}';
      if (!isRight) faults.push(`plan ${id}: ${JSON.stringify(state)}`);
    }
    for (const run of await read(RUNS, [plans])) faults.push(`run ${JSON.stringify(run)}`);
    const batches = await read<{ id: string; open: boolean; provider_id: string | null }>(
      'select id, closed_at is null as open, provider_id from ai_batch',
    );
    for (const { id, open } of batches) if (open) faults.push(`batch ${id} is open`);
    for (const item of await read('select id, state, lease_until from ai_batch_item'))
      faults.push(`left over: ${JSON.stringify(item)}`);
    const known = new Set(batches.map(({ provider_id: id }) => id));
    const taken = server.batches.ids;
    const items = taken.filter((id) => known.has(id)).flatMap((id) => server.batches.itemsOf(id));
    if (new Set(items).size !== items.length) faults.push('a request is in two batches');
    const calls: Record<string, number> = {};
    for (const { call, rows } of await read<{ call: string; rows: number }>(
      `select concat_ws(' ', target, service_tier, outcome) as call, count(*)::int as rows from model_call group by 1 order by 1`,
    ))
      calls[call] = rows;
    const inLedger = Object.entries(calls).filter(([call]) => call.startsWith('first batch '));
    const rows = inLedger.reduce((sum, [, count]) => sum + count, 0);
    if (rows !== items.length)
      faults.push(`${items.length} requests were in batches, the ledger has ${rows} of them`);
    for (const { id, rows: count } of await read<{ id: string; rows: number }>(SAME_REQUEST))
      faults.push(`request ${id} is ${count} times in the ledger`);
    for (const week of await read(PAID_TWICE)) faults.push(`paid for twice: ${JSON.stringify(week)}`);
    const again = answeredAgain(server);
    for (const { inBatch, answers } of again)
      if (inBatch > 0) faults.push(`a week was answered ${answers} times, ${inBatch} of them in a batch`);
    for (const entry of await read(AUDITED_TWICE)) faults.push(`audited twice: ${JSON.stringify(entry)}`);
    const [spend = { set_aside: 0 }] = await read<{ set_aside: number }>(
      `select coalesce((select sum(spent_usd) from model_spend where scope like 'day:%'), 0)::float
         - coalesce((select sum(usd) from model_call), 0)::float as set_aside`,
    );
    return {
      faults,
      lost: taken.filter((id) => !known.has(id)).length,
      twiceLive: again.length,
      calls,
      setAside: spend.set_aside,
    };
  } finally {
    await client.end();
  }
}

/** What that server has answered well more than once, as it saw it. */
function answeredAgain(server: ModelServer): { answers: number; inBatch: number }[] {
  const well = server.requests.filter(({ told, fault }) => told !== null && fault === null);
  const byPrompt = Map.groupBy(well, ({ body }) => JSON.stringify(body.messages));
  return [...byPrompt.values()]
    .filter(({ length }) => length > 1)
    .map((group) => ({
      answers: group.length,
      // No request of its own has brought it.
      inBatch: group.filter(({ headers }) => headers.host === undefined).length,
    }));
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { addDays, mondayOf } from '../../src/coaching/calendar.js';
import type { Replica } from './replicas.js';

const WEEKS = 10;
const HORIZON_DAYS = 60;

/** What the service has said yes to, and so has to have for good. */
export interface Acknowledged {
  plans: string[];
  activities: string[];
}

/** A coach who makes plans and enters runs on whichever replica answers, and remembers what was acknowledged. */
export class Coach {
  readonly acknowledged: Acknowledged = { plans: [], activities: [] };
  private readonly athletes: string[] = [];
  private raceId: string | null = null;
  private made = 0;

  constructor(private readonly replicas: readonly Replica[]) {}

  /** One athlete with a progressive plan. What is lost on the way is left behind, as a person would. */
  async makePlan(): Promise<void> {
    this.made += 1;
    const athleteId = await this.create('/athletes', {
      firstName: 'Ana',
      lastName: `Berg ${this.made}`,
      email: `ana-${this.made}-${Math.random()}@example.com`,
      fiveKPace: '7:30',
      currentWeeklyMileage: 25,
      preferredDays: [2, 4, 6, 7],
    });
    if (athleteId === null) return;
    this.athletes.push(athleteId);
    const monday = mondayOf(today());
    this.raceId ??= await this.create('/races', {
      name: 'The half',
      distance: 'half marathon',
      date: addDays(monday, 7 * WEEKS - 1),
    });
    const { raceId } = this;
    if (raceId === null) return;
    const draft = { athleteId, raceId, goalTime: '1:50:00', startDate: monday };
    const trainingPlanId = await this.create('/training-plan', draft);
    if (trainingPlanId === null) return;
    const generated = await this.ask('POST', '/training-plan/generate', { trainingPlanId });
    if (generated?.status === 200) this.acknowledged.plans.push(trainingPlanId);
  }

  /** One run of the last days, of somebody who was made before. */
  async enterRun(): Promise<void> {
    const athleteId = this.athletes[this.made % Math.max(1, this.athletes.length)];
    if (athleteId === undefined) return;
    this.made += 1;
    const run = { date: today(), kind: 'run', miles: 3, externalId: `run-${this.made}`, source: 'watch' };
    const id = await this.create(`/athletes/${athleteId}/activities`, run);
    if (id !== null) this.acknowledged.activities.push(id);
  }

  /** Makes plans and enters runs all the while; the returned function stops that. */
  keepBusy(): () => Promise<void> {
    let busy = true;
    const work = async (): Promise<void> => {
      while (busy) {
        await this.makePlan();
        for (let run = 0; run < 3; run += 1) await this.enterRun();
        await sleep(400);
      }
    };
    const working = work();
    return async () => {
      busy = false;
      await working;
    };
  }

  private async create(path: string, body: object): Promise<string | null> {
    const answer = await this.ask('POST', path, body);
    if (answer === null) return null;
    if (answer.status !== 200 && answer.status !== 201) {
      throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return (answer.body as { id: string }).id;
  }

  private async ask(method: string, path: string, body: object) {
    for (const replica of this.replicas) {
      const answer = await replica.ask(method, path, body);
      if (answer) return answer;
    }
    return null;
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Weeks that are to be there today: those that begin within the horizon. */
function weeksDue(startMonday: string): number {
  const last = addDays(today(), HORIZON_DAYS);
  return Array.from({ length: WEEKS }, (_, index) => addDays(startMonday, 7 * index)).filter(
    (monday) => monday <= last,
  ).length;
}

/** What stands in the way of "all is written, once, and nothing is lost"; empty when nothing does. */
async function faultsOf(url: string, { plans, activities }: Acknowledged): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const read = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query<Row>(sql, values)).rows;
  try {
    const faults: string[] = [];
    const rows = await read<{
      id: string;
      monday: string;
      weeks: number[];
      days: number;
      versions: number[];
    }>(
      `select p.id, to_char(date_trunc('week', p.start_date), 'YYYY-MM-DD') as monday,
              (select coalesce(json_agg(w.week_number order by w.week_number), '[]') from training_plan_week w where w.plan_id = p.id) as weeks,
              (select count(*)::int from training_plan_day d where d.plan_id = p.id) as days,
              (select coalesce(json_agg(v.number order by v.number), '[]') from plan_version v where v.plan_id = p.id) as versions
         from training_plan p where p.status = 'active'`,
    );
    const active = new Set(rows.map(({ id }) => id));
    for (const id of plans) if (!active.has(id)) faults.push(`plan ${id} was acknowledged and is not active`);
    for (const { id, monday, weeks, days, versions } of rows) {
      const due = Array.from({ length: weeksDue(monday) }, (_, index) => index + 1);
      if (String(weeks) !== String(due))
        faults.push(`plan ${id} has weeks ${String(weeks)}, due are ${String(due)}`);
      if (days !== 7 * weeks.length) faults.push(`plan ${id} has ${days} days in ${weeks.length} weeks`);
      // Each week came with one version of its own: a week written twice would show here.
      const numbers = weeks.map((_, index) => index + 1);
      if (String(versions) !== String(numbers))
        faults.push(`plan ${id} has versions ${String(versions)} of ${weeks.length} weeks`);
    }
    const open = await read<{ id: string; scope: string; state: string }>(
      'select id, scope, state from generation where finished_at is null',
    );
    for (const { id, scope, state } of open) faults.push(`run ${id} of ${scope} is still ${state}`);
    const [{ count } = { count: 0 }] = await read<{ count: number }>(
      'select count(*)::int as count from activity where id = any($1)',
      [activities],
    );
    if (count !== activities.length) faults.push(`${activities.length - count} acknowledged runs are lost`);
    return faults;
  } finally {
    await client.end();
  }
}

/** What is still wrong once nothing is left to do, or after `withinMs`. */
export async function lastFaults(
  url: string,
  acknowledged: Acknowledged,
  { withinMs = 180_000 }: { withinMs?: number } = {},
): Promise<string[]> {
  const until = Date.now() + withinMs;
  for (;;) {
    const faults = await faultsOf(url, acknowledged);
    if (faults.length === 0 || Date.now() > until) return faults;
    await sleep(1_000);
  }
}

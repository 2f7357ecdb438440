import { LookAhead } from '../../src/jobs/look-ahead.service.js';
import { seedPlans } from '../../test/support/many-plans.js';
import { withApplication } from '../application.js';
import { figure, type Figure } from '../figure.js';
import { withPostgres, type NewDatabase } from '../postgres.js';
import { median, timed, total } from '../samples.js';
import { complete, Drafts, TODAY } from '../season.js';
import { withService } from '../service.js';

/** Ten times the work may cost this much more. */
const TENFOLD = { of: 'ratio', atMost: 11 } as const;
const FEW_PLANS = 20;

/** How cost grows with weeks, with plans, and with the active plans that the look-ahead looks through. */
export function measureGrowth({ most }: { most: number }): Promise<Figure[]> {
  return withPostgres(async (newDatabase) => [
    ...(await withWeeksAndPlans(newDatabase)),
    ...(await withActivePlans(newDatabase, most)),
  ]);
}

async function withWeeksAndPlans(newDatabase: NewDatabase): Promise<Figure[]> {
  return withService({ DATABASE_URL: await newDatabase() }, async ({ staff }) => {
    const drafts = new Drafts(staff);
    const generate = (id: string) => timed(() => staff.post('/training-plan/generate', complete(id)));
    const each = async (ids: readonly string[]): Promise<number[]> => {
      const times: number[] = [];
      for (const id of ids) times.push(await generate(id));
      return times;
    };
    await each(await drafts.makeMany(FEW_PLANS));
    const short: number[] = [];
    const long: number[] = [];
    for (let round = 0; round < FEW_PLANS; round += 1) {
      short.push(await generate(await drafts.make(13)));
      long.push(await generate(await drafts.make(52)));
    }
    const few = await each(await drafts.makeMany(FEW_PLANS));
    const many = await each(await drafts.makeMany(10 * FEW_PLANS));
    return [
      figure({
        name: 'A plan of 52 weeks, against one of 13',
        value: median(long),
        unit: 'ms',
        baseline: { name: '13 weeks', value: median(short) },
        // Four times the weeks: at most 11/10 of four times the work.
        wanted: { of: 'ratio', atMost: 4.4 },
      }),
      figure({
        name: `${10 * FEW_PLANS} plans, against ${FEW_PLANS}`,
        value: total(many),
        unit: 'ms',
        baseline: { name: `${FEW_PLANS} plans`, value: total(few) },
        wanted: TENFOLD,
      }),
    ];
  });
}

async function withActivePlans(newDatabase: NewDatabase, most: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  let before: { name: string; value: number } | null = null;
  for (const count of [most / 100, most / 10, most]) {
    const value = await lookAhead(await newDatabase(), count);
    const name = `Look-ahead over ${count} active plans, 1 % due`;
    if (before) figures.push(figure({ name, value, unit: 'ms', baseline: before, wanted: TENFOLD }));
    else figures.push(figure({ name, value, unit: 'ms' }));
    before = { name: `over ${count}`, value };
  }
  const last = before?.value ?? 0;
  const name = `Look-ahead over ${most} active plans`;
  return [...figures, figure({ name, value: last, unit: 'ms', wanted: { of: 'value', atMost: 2_000 } })];
}

async function lookAhead(databaseUrl: string, count: number): Promise<number> {
  const now = new Date(`${TODAY}T00:00:00Z`);
  return withApplication(databaseUrl, async ({ app, request }) => {
    await seedPlans(databaseUrl, { count, dueEvery: 100, now, startDate: TODAY });
    const look = () => request(() => app.get(LookAhead, { strict: false }).look('request'));
    const begun = performance.now();
    const run = await look();
    const milliseconds = performance.now() - begun;
    if (run?.enqueued !== count / 100)
      throw new Error(`Of ${count} plans ${run?.enqueued} were found due: ${JSON.stringify(run)}`);
    return milliseconds;
  });
}

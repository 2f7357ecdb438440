import type { EntityManager } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { WeekWriter } from '../../src/ai/week-writer.js';
import { inTransaction } from '../../src/database/transaction.js';
import { PHASE_NAMES } from '../../src/coaching/model.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { writeActivation, type Activation } from '../../src/plans/cascade.writer.js';
import { GenerationRuns } from '../../src/plans/generation-runs.service.js';
import { storedWeek } from '../../src/plans/generation.service.js';
import { forecastOf, outlinePlan } from '../../src/plans/plan-outline.js';
import { mergeWeeks } from '../../src/plans/stored-week.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlanPhase } from '../../src/plans/training-plan-phase.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { MARATHON_INPUTS } from '../../test/support/contract-cases.js';
import { withApplication, type Application } from '../application.js';
import { figure, type Figure } from '../figure.js';
import { withPostgres } from '../postgres.js';
import { median, timed } from '../samples.js';
import { athlete, TODAY } from '../season.js';

/** Tables of a cascade, parents first: 4 + 16 + 112 rows. */
const CASCADE = ['training_plan_phase', 'training_plan_week', 'training_plan_day'] as const;
/** What a save writes beside it. */
const BESIDE = ['athlete_training_plan', 'plan_version'] as const;

/**
 * The rows of a 16-week plan in one transaction: through the unit of work; the same rows as bare multi-row INSERTs through
 * the same driver; and each created and flushed by itself. Then the whole save of the service, which also locks, checks,
 * numbers and keeps the plan as it was, beside bare INSERTs of all rows that it adds.
 */
export function measureSave({ rounds }: { rounds: number }): Promise<Figure[]> {
  return withPostgres(async (newDatabase) =>
    withApplication(await newDatabase(), async (application) => {
      const scene = new SaveScene(application, await activationOf(application));
      const model = await scene.copyOf(await scene.saved());
      const inTurn = async (work: (em: EntityManager) => Promise<void>): Promise<number> =>
        timed(() => application.em.fork().transactional(work));
      const times: {
        unitOfWork: number;
        bare: number;
        rowByRow: number;
        whole: number;
        bareWhole: number;
      }[] = [];
      // In turn, so that what else the machine does meets all of them alike; the first rounds warm up.
      for (let round = -3; round < rounds; round += 1) {
        // Drafts and claims are made before the clock runs.
        const [{ planId: oneFlush }, { planId: flushes }] = [await scene.draft(), await scene.draft()];
        const rows = model.forPlan(await scene.draft());
        const allRows = model.forPlan(await scene.draft());
        const run = await scene.claimed();
        const taken = {
          unitOfWork: await inTurn(async (em) => scene.createRows(em, oneFlush)),
          bare: await inTurn((em) => insertAll(em, rows, CASCADE)),
          rowByRow: await inTurn((em) => scene.createRows(em, flushes, () => em.flush())),
          whole: await timed(() => scene.save(run)),
          bareWhole: await inTurn((em) => insertAll(em, allRows, [...CASCADE, ...BESIDE])),
        };
        if (round >= 0) times.push(taken);
      }
      const of = (way: keyof (typeof times)[number]): number => median(times.map((taken) => taken[way]));
      return [
        figure({
          name: 'Save of the 132 rows of a plan, against bare multi-row INSERTs',
          value: of('unitOfWork'),
          unit: 'ms',
          baseline: { name: 'the same rows by bare INSERTs', value: of('bare') },
          wanted: { of: 'ratio', atMost: 1.75 },
        }),
        figure({
          name: 'Save of the 132 rows of a plan, against a create per row',
          value: of('unitOfWork'),
          unit: 'ms',
          baseline: { name: 'a create per row', value: of('rowByRow') },
          wanted: { of: 'ratio', atMost: 1 / 5 },
        }),
        figure({
          name: 'Whole save of a plan, with its locks, checks and version',
          value: of('whole'),
          unit: 'ms',
          baseline: { name: 'all rows that it adds by bare INSERTs', value: of('bareWhole') },
        }),
      ];
    }),
  );
}

/** A row as the driver takes it: columns by name. */
type Row = Record<string, unknown>;
type Rows = Record<string, Row[]>;

/** A whole plan as it is before it is stored; the same for every draft. */
async function activationOf({ app }: Application): Promise<Activation> {
  const inputs = { ...MARATHON_INPUTS, startDate: TODAY, raceDate: '2027-03-14' };
  const outline = outlinePlan(inputs);
  const { blueprint } = outline;
  const laid = await app.get(WeekWriter, { strict: false }).write({
    inputs,
    blueprint,
    seed: 7,
    weekNumbers: blueprint.weeks.map(({ weekNumber }) => weekNumber),
    stored: [],
    variation: 0,
    model: null,
    subject: { runId: v7(), planId: v7(), athleteId: v7(), aiConsent: null, injuryNotes: null },
    kept: [],
    keep: async () => {},
    signal: new AbortController().signal,
  });
  const shown = { settings: {}, author: null, before: null, now: new Date() };
  const weeks = laid.map((week) => storedWeek(week, { inputs, blueprint, variation: 0, shown }));
  const phases = PHASE_NAMES.map((name) => ({ name, weekCount: blueprint.phases[name], totalMiles: 0 }));
  const cascade = mergeWeeks({ phases, weeks: [] }, weeks);
  return { inputs, blueprint, forecast: forecastOf(outline), mode: 'complete', cascade };
}

class SaveScene {
  private made = 0;

  constructor(
    private readonly application: Application,
    private readonly activation: Activation,
  ) {}

  async draft(): Promise<{ planId: string; athleteId: string }> {
    this.made += 1;
    const em = this.application.em.fork();
    const { firstName, lastName, email } = athlete(this.made);
    const runner = em.create(Athlete, { firstName, lastName, email });
    const plan = em.create(TrainingPlan, {
      athlete: runner,
      name: 'To the marathon',
      startDate: TODAY,
      seed: 7,
    });
    await em.flush();
    return { planId: plan.id, athleteId: runner.id };
  }

  async claimed() {
    const { planId } = await this.draft();
    const runs = this.application.app.get(GenerationRuns, { strict: false });
    return runs.claim({ planId, revision: 1, scope: 'plan', actorId: null, check: () => {} });
  }

  save(run: Awaited<ReturnType<SaveScene['claimed']>>): Promise<unknown> {
    const { activation } = this;
    return inTransaction(this.application.em, (em) =>
      writeActivation(em, { run, activation, now: new Date() }),
    );
  }

  /** The rows of the cascade alone, each by an entity of its own; told of each. */
  async createRows(em: EntityManager, planId: string, created?: () => Promise<void>): Promise<void> {
    const { blueprint, cascade } = this.activation;
    const plan = em.getReference(TrainingPlan, planId);
    const phases: TrainingPlanPhase[] = [];
    for (const { name, weekCount, totalMiles } of cascade.phases) {
      const position = PHASE_NAMES.indexOf(name) + 1;
      phases.push(em.create(TrainingPlanPhase, { plan, name, position, weekCount, totalMiles }));
      await created?.();
    }
    for (const { days, endDate: _, phase: name, ...week } of cascade.weeks) {
      const phase = phases.find((each) => each.name === name);
      const laidOut = blueprint.weeks[week.weekNumber - 1];
      if (!phase || !laidOut) throw new Error(`Week ${week.weekNumber} is not one of the plan`);
      const { recovery, part, touched } = laidOut;
      const { author } = week.provenance;
      const columns = { ...week, plan, phase, author, recovery, part, touched, lookedAt: null };
      const row = em.create(TrainingPlanWeek, columns);
      await created?.();
      for (const day of days) {
        em.create(TrainingPlanDay, { plan, phase, week: row, ...day });
        await created?.();
      }
    }
  }

  async saved(): Promise<string> {
    const run = await this.claimed();
    await this.save(run);
    return run.planId;
  }

  /** What the unit of work stored of a plan, ready to be stored of another. */
  async copyOf(planId: string) {
    const read = (sql: string): Promise<Row[]> =>
      this.application.em.fork().getConnection().execute(sql, [planId]);
    const rows: Rows = {};
    for (const table of [...CASCADE, ...BESIDE])
      rows[table] = await read(`select * from ${table} where plan_id = ? order by id`);
    return new StoredCopy(rows);
  }
}

class StoredCopy {
  constructor(private readonly rows: Rows) {}

  /** The same rows with keys of their own, so that they can stand beside those they were read from. */
  forPlan({ planId, athleteId }: { planId: string; athleteId: string }): Rows {
    const renamed = new Map<unknown, string>();
    const fresh = (id: unknown): string => {
      const known = renamed.get(id) ?? v7();
      renamed.set(id, known);
      return known;
    };
    return Object.fromEntries(
      Object.entries(this.rows).map(([table, rows]) => [
        table,
        rows.map((row) => ({
          ...row,
          id: fresh(row['id']),
          plan_id: planId,
          ...('athlete_id' in row && { athlete_id: athleteId }),
          ...('phase_id' in row && { phase_id: fresh(row['phase_id']) }),
          ...('week_id' in row && { week_id: fresh(row['week_id']) }),
        })),
      ]),
    );
  }
}

/** One INSERT per table. */
async function insertAll(em: EntityManager, rows: Rows, tables: readonly string[]): Promise<void> {
  for (const table of tables) await insert(em, table, rows[table] ?? []);
}

async function insert(em: EntityManager, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const marks = `(${columns.map(() => '?').join(', ')})`;
  const sql = `insert into ${table} (${columns.join(', ')}) values ${rows.map(() => marks).join(', ')}`;
  const values = rows.flatMap((row) => columns.map((column) => asParameter(row[column])));
  await em.getConnection().execute(sql, values, 'run', em.getTransactionContext());
}

/** JSON goes to the driver as text. */
function asParameter(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
    ? JSON.stringify(value)
    : value;
}

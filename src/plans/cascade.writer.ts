import type { EntityManager } from '@mikro-orm/core';
import { PHASE_NAMES, type Blueprint, type PlanInputs } from '../coaching/model.js';
import { AthleteTrainingPlan } from './athlete-training-plan.entity.js';
import { forecastColumns } from './draft-values.js';
import { close, lockForSave, type Run } from './generation-runs.service.js';
import { requireDraft } from './plan-access.js';
import type { PlanForecast } from './plan-outline.js';
import { requireFree } from './plan-overlap.js';
import { recordVersion } from './plan-versions.js';
import {
  loadRows,
  type Cascade,
  type CascadeRows,
  type StoredWeek,
  mergeWeeks,
  milesOfPhase,
  withPhasesOf,
} from './stored-week.js';
import { TrainingPlanDay } from './training-plan-day.entity.js';
import { TrainingPlanPhase } from './training-plan-phase.entity.js';
import { TrainingPlanWeek } from './training-plan-week.entity.js';
import { TrainingPlan, type PlanMode } from './training-plan.entity.js';

/** A plan ready to be stored: all that was worked out since its draft was read. */
export interface Activation {
  inputs: PlanInputs;
  blueprint: Blueprint;
  forecast: PlanForecast;
  mode: PlanMode;
  cascade: Cascade;
}

/** A plan, its row locked, and all of its weeks' rows, new ones among them. */
export interface SavedWeeks {
  plan: TrainingPlan;
  rows: TrainingPlanWeek[];
}

/**
 * Makes a draft an active plan with its cascade, inside the caller's transaction: all rows with its flush, one INSERT
 * per table.
 * @throws ConflictError when the draft or the run are not what they were, or `athlete.plan_overlaps`
 */
export async function writeActivation(
  em: EntityManager,
  { run, activation, now }: { run: Run; activation: Activation; now: Date },
): Promise<SavedWeeks> {
  const { plan, generation } = await lockForSave(em, run);
  requireDraft(plan);
  const { inputs, blueprint, forecast, mode, cascade } = activation;
  await requireFree(em, { plan, dates: inputs });
  em.assign(plan, {
    ...forecastColumns(forecast),
    status: 'active',
    mode,
    inputs,
    blueprint,
    fiveKPace: inputs.fiveKPace,
    raceDate: inputs.raceDate,
    revision: plan.revision + 1,
  });
  const phases = cascade.phases.map(({ name, weekCount, totalMiles }) =>
    em.create(TrainingPlanPhase, {
      plan,
      name,
      position: PHASE_NAMES.indexOf(name) + 1,
      weekCount,
      totalMiles,
    }),
  );
  const rows = cascade.weeks.map((week) => createWeek(em, { plan, phases, week, blueprint }));
  em.create(AthleteTrainingPlan, { plan, athlete: plan.athlete.id, assignedAt: now });
  await recordVersion(em, { plan, reason: 'generated', actorId: run.actorId, cascade, blueprint });
  close(generation, { state: 'succeeded', error: null, now });
  return { plan, rows };
}

/** What a run has come to, and why. */
export interface WeeksToStore {
  run: Run;
  /** The cascade that the run went by: with the run's revision it is what is stored. */
  before: Cascade;
  weeks: readonly StoredWeek[];
  /** Of the new version. */
  reason: string;
  now: Date;
  /** What changes in the plan's own row with them, such as its blueprint; called when the row is locked. */
  alter?: (plan: TrainingPlan) => void;
}

/**
 * Adds weeks to an active plan, or puts them in the place of those stored, inside the caller's transaction.
 * @throws ConflictError when the plan or the run are not what they were
 */
export async function writeWeeks(
  em: EntityManager,
  { run, before, weeks, reason, now, alter }: WeeksToStore,
): Promise<SavedWeeks> {
  const { plan, generation } = await lockForSave(em, run);
  alter?.(plan);
  const { blueprint } = plan;
  if (!blueprint) throw new Error(`Plan ${plan.id} has weeks to come but no blueprint`);
  const { phases, weeks: stored } = await loadRows(em, plan.id, { depth: 'weeks' });
  const replaced = stored.filter((row) => weeks.some(({ weekNumber }) => weekNumber === row.weekNumber));
  const days = replaced.length > 0 ? await em.find(TrainingPlanDay, { week: { $in: replaced } }) : [];
  const { rows } = await replaceWeeks(em, {
    plan,
    blueprint,
    before,
    rows: { phases, weeks: stored, days },
    weeks,
    reason,
    actorId: run.actorId,
  });
  close(generation, { state: 'succeeded', error: null, now });
  return { plan, rows };
}

/**
 * Ends a run that leaves an active plan's weeks as they are, inside the caller's transaction: there is no new version.
 * Those written anew came out the same, and are up to date.
 * @throws ConflictError as `writeWeeks`
 */
export async function keepWeeks(
  em: EntityManager,
  { run, weeks, now, alter }: Omit<WeeksToStore, 'before' | 'reason'>,
): Promise<SavedWeeks> {
  const { plan, generation } = await lockForSave(em, run);
  alter?.(plan);
  const rows = await em.find(TrainingPlanWeek, { plan });
  let isNoted = false;
  for (const { weekNumber, provenance } of weeks) {
    const row = rows.find((each) => each.weekNumber === weekNumber);
    if (!row || !provenance.changes || row.provenance.changes === provenance.changes) continue;
    row.provenance = { ...row.provenance, changes: provenance.changes };
    isNoted = true;
  }
  // Whoever reads a week reads that as well.
  if (isNoted) plan.revision += 1;
  close(generation, { state: 'succeeded', error: null, now });
  return { plan, rows };
}

/**
 * Puts weeks into the cascade of a locked plan, new or in the place of those stored, as its next version and revision.
 * @param change.blueprint of the plan as it is with them
 * @param change.before the cascade as it is stored
 * @param change.rows its phases, its weeks, and at least the days of weeks that are replaced
 * @returns the rows of all its weeks, and the number of the version
 */
export async function replaceWeeks(
  em: EntityManager,
  change: {
    plan: TrainingPlan;
    blueprint: Blueprint;
    before: Cascade;
    rows: CascadeRows;
    weeks: readonly StoredWeek[];
    reason: string;
    actorId: string | null;
  },
): Promise<{ rows: TrainingPlanWeek[]; version: number }> {
  const { plan, blueprint, before, rows, weeks, reason, actorId } = change;
  const added: TrainingPlanWeek[] = [];
  for (const week of weeks) {
    const stored = rows.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
    if (stored) replaceWeek(em, { stored, phases: rows.phases, days: rows.days, week, blueprint });
    else added.push(createWeek(em, { plan, phases: rows.phases, week, blueprint }));
  }
  const cascade = mergeWeeks(withPhasesOf(blueprint, before), weeks);
  for (const phase of rows.phases) {
    phase.weekCount = blueprint.phases[phase.name];
    phase.totalMiles = milesOfPhase(cascade, phase.name);
  }
  plan.revision += 1;
  const version = await recordVersion(em, { plan, reason, actorId, cascade, blueprint });
  return { rows: [...rows.weeks, ...added], version };
}

function createWeek(
  em: EntityManager,
  {
    plan,
    phases,
    week,
    blueprint,
  }: { plan: TrainingPlan; phases: readonly TrainingPlanPhase[]; week: StoredWeek; blueprint: Blueprint },
): TrainingPlanWeek {
  const phase = phases.find(({ name }) => name === week.phase);
  const laidOut = blueprint.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
  if (!phase || !laidOut) throw new Error(`Week ${week.weekNumber} is not one of plan ${plan.id}`);
  const row = em.create(TrainingPlanWeek, {
    plan,
    phase,
    weekNumber: week.weekNumber,
    startDate: week.startDate,
    recovery: laidOut.recovery,
    part: laidOut.part,
    touched: laidOut.touched,
    lookedAt: null,
    ...weekColumns(week),
  });
  for (const day of week.days) em.create(TrainingPlanDay, { plan, phase, week: row, ...day });
  return row;
}

function replaceWeek(
  em: EntityManager,
  {
    stored,
    phases,
    days,
    week,
    blueprint,
  }: {
    stored: TrainingPlanWeek;
    phases: readonly TrainingPlanPhase[];
    days: readonly TrainingPlanDay[];
    week: StoredWeek;
    blueprint: Blueprint;
  },
): void {
  const laidOut = blueprint.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
  const phase = phases.find(({ name }) => name === week.phase);
  if (!phase) throw new Error(`Week ${week.weekNumber} belongs to no phase of its plan`);
  em.assign(stored, {
    ...weekColumns(week),
    phase,
    recovery: laidOut?.recovery ?? stored.recovery,
    touched: laidOut?.touched ?? stored.touched,
  });
  for (const day of week.days) {
    const row = days.find(({ date }) => date === day.date);
    if (!row) throw new Error(`Week ${week.weekNumber} has no row for ${day.date}`);
    em.assign(row, { ...day, phase });
  }
}

function weekColumns(week: StoredWeek) {
  const { miles, trainingMiles, targetMiles, wantedMiles, stretch, notes, provenance, releasedAt } = week;
  const { author } = provenance;
  return { miles, trainingMiles, targetMiles, wantedMiles, stretch, notes, author, provenance, releasedAt };
}

import type { EntityManager } from '@mikro-orm/core';
import type { ApprovedWeek } from '../ai/contracts/fine-tuning.js';
import type { Athlete } from '../athletes/athlete.entity.js';
import { weekBrief } from '../coaching/brief.js';
import { drawWorkouts, type DrawnWorkout, type WorkoutDraw } from '../coaching/draw.js';
import { planPaces } from '../coaching/goal.js';
import { phasesOf } from '../coaching/phases.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import { weekFrame } from '../coaching/week-frame.js';
import { findWorkout } from '../coaching/workouts/library.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { everyWorkoutFor } from '../workouts/own-workouts.js';
import { RaceTrainingPlan } from './race-training-plan.entity.js';
import { readCascade } from './read-cascade.js';
import type { Cascade, StoredWeek } from './stored-week.js';
import { TrainingPlan } from './training-plan.entity.js';

/** What a plan gives to learn from. */
export interface ApprovedPlan {
  planId: string;
  athleteId: string;
  /** The athlete wants nothing to do with models: there are no weeks then. */
  declined: boolean;
  weeks: ApprovedWeek[];
  /** Weeks that a model wrote anew: which workouts it was asked for is not kept. */
  leftOut: number;
}

/** Plans whose weeks a coach reviews before the athlete sees them, in the order of their making. */
export async function reviewedPlanIds(em: EntityManager): Promise<string[]> {
  const plans = await em.find(
    TrainingPlan,
    { settings: { release: 'coach' }, blueprint: { $ne: null } },
    { fields: ['id'], orderBy: { id: 'asc' } },
  );
  return plans.map(({ id }) => id);
}

/**
 * The released weeks of a plan as they would be asked of a model today, with all names that are not to leave the house.
 * @returns null when there is no such plan, or it is a draft
 */
export async function readApproved(em: EntityManager, planId: string): Promise<ApprovedPlan | null> {
  const plan = await em.findOne(TrainingPlan, planId, { populate: ['athlete.coach'] });
  const { inputs, blueprint } = plan ?? {};
  if (!plan || !inputs || !blueprint) return null;
  const athlete = plan.athlete.$;
  const declined = athlete.aiConsent === false;
  const found = { planId, athleteId: athlete.id, declined };
  if (declined) return { ...found, weeks: [], leftOut: 0 };
  const entries = await em.find(RaceTrainingPlan, { plan: planId }, { populate: ['race'] });
  const races = entries.flatMap(({ race: { $: race } }) => [race.name, race.city ?? '']);
  const cascade = await readCascade(em, planId);
  const released = cascade.weeks.filter(
    // One that released itself was looked at by nobody.
    ({ releasedAt, provenance }) => releasedAt !== null && provenance.releasedBy !== 'auto',
  );
  const own = await everyWorkoutFor(em, athlete.coach?.id ?? null);
  const approved = released.map((week) =>
    approvedWeek(week, { plan: { inputs, blueprint, seed: plan.seed }, cascade, own }),
  );
  const weeks = approved.filter((week) => week !== null);
  const names = [...namesOf(athlete), ...races];
  return {
    ...found,
    weeks: weeks.map((week) => ({ ...week, athleteId: athlete.id, names })),
    leftOut: approved.length - weeks.length,
  };
}

function approvedWeek(
  stored: StoredWeek,
  {
    plan,
    cascade,
    own,
  }: {
    plan: { inputs: PlanInputs; blueprint: Blueprint; seed: number };
    cascade: Cascade;
    own: readonly Workout[];
  },
): Pick<ApprovedWeek, 'facts' | 'week'> | null {
  const { inputs, blueprint, seed } = plan;
  const { programme } = inputs;
  const { weekNumber, provenance } = stored;
  const week = blueprint.weeks.find((each) => each.weekNumber === weekNumber);
  const isPlain = provenance.variation === 0 && blueprint.weeks.every(({ adaptation }) => !adaptation);
  // Which of staff's own there were to draw from at that time is not kept.
  const asDrawn = isPlain && own.length === 0;
  const draw = asDrawn
    ? drawWorkouts(blueprint, String(seed), programme && { programme })
    : storedDraw(stored, own);
  if (!week || !draw) return null;
  const inForce = inputsOfWeek(inputs, weekNumber);
  const paces = planPaces(inForce, { taperWeeks: phasesOf(inForce).taper });
  const { raceDistanceMiles, injuryRisk, tuneUps } = inForce;
  const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles, tuneUps });
  const before = cascade.weeks.find((each) => each.weekNumber === weekNumber - 1) ?? null;
  const brief = weekBrief({ blueprint, frame, draw, injuryRisk, stored: before, own });
  return { facts: { brief, inputs: inForce, paces, injuryNotes: null }, week: stored };
}

/** The draw of a week written anew, or of a plan adapted since, depended on what was around it at that time; the week itself says what it was. */
function storedDraw({ weekNumber, days }: StoredWeek, own: readonly Workout[]): WorkoutDraw | null {
  const runs = days.filter(({ workoutType }) => workoutType !== 'rest' && workoutType !== 'race');
  const drawn = runs.flatMap(({ dayNumber, workoutId }): DrawnWorkout[] => {
    const workout = findWorkout(workoutId, own);
    return workout ? [{ dayNumber, workoutId: workout.id, family: workout.family }] : [];
  });
  return drawn.length === runs.length ? new Map([[weekNumber, drawn]]) : null;
}

function namesOf({ firstName, lastName, email, coach }: Athlete): string[] {
  const { name = '', email: coachEmail = '' } = coach?.getEntity() ?? {};
  return [firstName, lastName, email, name, coachEmail];
}

import { readFileSync } from 'node:fs';
import type { AuditedPlan } from '../../src/coaching/audit.js';
import { planPaces, type PlanPaces } from '../../src/coaching/goal.js';
import {
  PHASE_NAMES,
  type Blueprint,
  type BlueprintDay,
  type BlueprintWeek,
  type DayType,
  type Lap,
  type PhaseName,
  type PlanInputs,
  type PlannedDay,
  type PlannedWeek,
} from '../../src/coaching/model.js';
import { formatPace } from '../../src/coaching/pace.js';
import { goldenBlueprints } from './golden-blueprints.js';

/** A blueprint as a stored plan: its day types and miles, with plain laps that break no rule. Open to change. */
export interface PlainPlan extends AuditedPlan {
  inputs: PlanInputs;
  phases: { name: PhaseName; weekCount: number; totalMiles: number }[];
  weeks: PlannedWeek[];
}

/** The eight plans of `test/golden/blueprint-examples.txt`, made anew at each call. */
export function goldenPlans(): PlainPlan[] {
  return goldenBlueprints().map((golden) => plainPlan(golden));
}

/** What the example file lists under `advise:`, plan by plan. */
export function goldenAdvice(): string[][] {
  const file = new URL('../golden/blueprint-examples.txt', import.meta.url);
  return readFileSync(file, 'utf8')
    .split(/\n(?=\{)/)
    .slice(1)
    .map((text) =>
      [...text.matchAll(/advise:(.*?)(?= \||\n| base share|$)/g)].map((match) => (match[1] ?? '').trim()),
    );
}

/** Lays plain laps on every day of a blueprint. */
export function plainPlan({ inputs, blueprint }: { inputs: PlanInputs; blueprint: Blueprint }): PlainPlan {
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const plan = {
    inputs,
    phases: PHASE_NAMES.map((name) => ({ name, weekCount: blueprint.phases[name], totalMiles: 0 })),
    weeks: blueprint.weeks.map((week) => plainWeek(week, { inputs, paces })),
  };
  addUp(plan);
  return plan;
}

interface Runner {
  inputs: PlanInputs;
  paces: PlanPaces;
}

function plainWeek(week: BlueprintWeek, runner: Runner): PlannedWeek {
  const { weekNumber, phase, startDate, endDate, targetMiles, wantedMiles, stretch } = week;
  const notes =
    stretch > 1 ? [{ rule: 'E' as const, code: 'stretch', text: 'Day ranges are stretched.' }] : [];
  const days = week.days.map((day) => plainDay(day, { ...runner, weekNumber }));
  const sums = { miles: 0, trainingMiles: 0 };
  return { weekNumber, phase, startDate, endDate, targetMiles, wantedMiles, stretch, notes, days, ...sums };
}

function plainDay(day: BlueprintDay, of: Runner & { weekNumber: number }): PlannedDay {
  const { date, dayNumber, outsidePlan, type, miles } = day;
  return { date, dayNumber, outsidePlan, ...layDay({ ...of, type, miles }) };
}

/** Warmup, a workout with a little work of its kind, cooldown: valid at every length a plan has. */
export function layDay(of: {
  inputs: PlanInputs;
  paces: PlanPaces;
  type: DayType;
  miles: number;
  weekNumber: number;
}): Omit<PlannedDay, 'date' | 'dayNumber' | 'outsidePlan'> {
  const { inputs, paces, type, miles, weekNumber } = of;
  const day = { workoutType: type, alternative: null, locked: false };
  if (type === 'rest') {
    return { ...day, miles: 0, warmup: [], workout: [], cooldown: [], notes: '', workoutId: null };
  }
  const workoutId = `${type}-${weekNumber % 9}`;
  if (type === 'race') {
    const length = Math.round(inputs.raceDistanceMiles * 100) / 100;
    const { goalRacePace } = paces;
    const workout = laps([[length, goalRacePace === null ? null : formatPace(goalRacePace)]]);
    return { ...day, miles: length, warmup: [], workout, cooldown: [], notes: 'Race day.', workoutId: null };
  }
  const side = miles >= 4 ? 1 : 0.5;
  const rest = miles - 2 * side;
  const parts: [number, string | null][] =
    type === 'tempo'
      ? [
          [1, formatPace(paces.threshold)],
          [rest - 1, null],
        ]
      : type === 'intervals'
        ? [
            [0.25, formatPace(paces.interval)],
            [0.1, null],
            [0.25, formatPace(paces.interval)],
            [rest - 0.6, null],
          ]
        : [[rest, null]];
  return {
    ...day,
    miles,
    warmup: laps([[side, null]]),
    workout: laps(parts),
    cooldown: laps([[side, null]]),
    notes: 'An honest run, by run-walk where that is kinder.',
    workoutId,
  };
}

/** Laps of miles and pace, counted from 1. */
export function laps(parts: readonly (readonly [number, string | null])[]): Lap[] {
  return parts
    .filter(([miles]) => miles > 0)
    .map(([miles, paceGoal], position) => ({
      lapIndex: position + 1,
      distanceMiles: Math.round(miles * 100) / 100,
      paceGoal,
    }));
}

/** Sums of weeks and phases from the days as they stand. */
export function addUp(plan: Pick<PlainPlan, 'weeks' | 'phases'>): void {
  for (const week of plan.weeks) {
    week.miles = sum(week.days.map((day) => day.miles));
    week.trainingMiles = sum(week.days.filter((day) => day.workoutType !== 'race').map((day) => day.miles));
  }
  for (const phase of plan.phases) {
    phase.totalMiles = sum(plan.weeks.filter((week) => week.phase === phase.name).map((week) => week.miles));
  }
}

function sum(miles: readonly number[]): number {
  return miles.reduce((total, each) => total + Math.round(each * 100), 0) / 100;
}

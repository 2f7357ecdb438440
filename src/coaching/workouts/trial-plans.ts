import { auditPlan } from '../audit.js';
import { layBlueprint } from '../blueprint.js';
import { isQuality } from '../day-types.js';
import { drawWorkouts, isRun, occasionOf, type WorkoutDraw } from '../draw.js';
import { planPaces } from '../goal.js';
import { layWeek } from '../laps.js';
import type {
  Blueprint,
  BlueprintDay,
  DistanceClass,
  Experience,
  PlanInputs,
  PlannedWeek,
} from '../model.js';
import { phaseTotals } from '../phases.js';
import type { Session } from '../sessions.js';
import { weekFrame, type WeekFrame } from '../week-frame.js';
import { briefLimit } from '../work-limits.js';
import { findWorkout, isSuitable } from './library.js';
import { workoutBlocks } from './structure.js';
import { RACE_MILES } from './trial-days.js';
import type { WorkoutFault } from './workout-fault.js';
import type { Workout } from './workout.js';

type Runner = Pick<PlanInputs, 'fiveKPace' | 'baseline' | 'preferredDays' | 'raceDate'>;

/** One runner for each class of races: slow and fast, of few miles and many, on few days and many. */
const RUNNERS: Readonly<Record<DistanceClass, Runner>> = {
  '5k': { fiveKPace: 780, baseline: 12, preferredDays: [2, 4, 6], raceDate: '2026-04-25' },
  '10k': { fiveKPace: 430, baseline: 45, preferredDays: [1, 2, 3, 4, 6, 7], raceDate: '2026-05-09' },
  ten_mile: { fiveKPace: 560, baseline: 20, preferredDays: [1, 3, 5, 7], raceDate: '2026-05-10' },
  half: { fiveKPace: 320, baseline: 70, preferredDays: [1, 2, 3, 4, 5, 6, 7], raceDate: '2026-05-10' },
  marathon: { fiveKPace: 480, baseline: 30, preferredDays: [2, 3, 4, 6, 7], raceDate: '2026-05-17' },
  ultra: { fiveKPace: 640, baseline: 35, preferredDays: [2, 3, 5, 6, 7], raceDate: '2026-05-23' },
};
const START = '2026-03-02';
const SEED = 'trial';

/**
 * Writes a plan for a runner of each class with the workout on every day that it suits, and has it audited as one that
 * is to be stored. Each blocking finding is told of once, with the first plan that it was met in.
 */
export function planFaults(workout: Workout): WorkoutFault[] {
  const faults = new Map<string, WorkoutFault>();
  for (const [index, distanceClass] of workout.classes.entries()) {
    const experience = workout.levels[index % workout.levels.length] ?? 'intermediate';
    const plan = trialPlan(distanceClass, experience);
    for (const { code, rule, message, expected, actual } of blockingFindings(plan, workout)) {
      if (faults.has(code)) continue;
      const detail = `In a plan (${experience}, ${distanceClass}): ${message}`;
      faults.set(code, { pointer: '/structure', rule, detail, expected, actual });
    }
  }
  return [...faults.values()];
}

function inputsOf(distanceClass: DistanceClass, experience: Experience): PlanInputs {
  return {
    ...RUNNERS[distanceClass],
    raceDistanceMiles: RACE_MILES[distanceClass],
    startDate: START,
    goalTimeSeconds: null,
    experience,
    injuryRisk: 'normal',
    phases: null,
  };
}

/** A plan that is to be written, with all that no workout changes. */
interface TrialPlan {
  inputs: PlanInputs;
  blueprint: Blueprint;
  frames: readonly WeekFrame[];
  draw: WorkoutDraw;
}

const PLANS_KNOWN = new Map<string, TrialPlan>();

/** Laid once for each class and level. */
function trialPlan(distanceClass: DistanceClass, experience: Experience): TrialPlan {
  const key = `${distanceClass}/${experience}`;
  const plan = PLANS_KNOWN.get(key) ?? layPlan(inputsOf(distanceClass, experience));
  PLANS_KNOWN.set(key, plan);
  return plan;
}

function layPlan(inputs: PlanInputs): TrialPlan {
  const blueprint = layBlueprint(inputs);
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const { raceDistanceMiles } = inputs;
  const frames = blueprint.weeks.map((week) => weekFrame({ week, blueprint, paces, raceDistanceMiles }));
  return { inputs, blueprint, frames, draw: drawWorkouts(blueprint, SEED) };
}

function blockingFindings(plan: TrialPlan, workout: Workout): ReturnType<typeof auditPlan> {
  const { inputs, blueprint } = plan;
  const weeks = writeWeeks(plan, workout);
  const phases = phaseTotals(blueprint.phases, weeks);
  return auditPlan({ inputs, phases, weeks }).filter(({ severity }) => severity === 'blocking');
}

/** A week that cannot be laid is left to `trialFaults`, and so are those after it. */
function writeWeeks({ blueprint, frames, draw }: TrialPlan, workout: Workout): PlannedWeek[] {
  const written: PlannedWeek[] = [];
  for (const frame of frames) {
    const { week, goalPace } = frame;
    const drawn = draw.get(week.weekNumber) ?? [];
    const sessions = week.days.filter(isRun).flatMap((day) => {
      const usual = drawn.find(({ dayNumber }) => dayNumber === day.dayNumber)?.workoutId ?? null;
      const isTried = isSuitable(workout, occasionOf(day, { week, blueprint, goalPace }));
      const chosen = isTried ? workout : findWorkout(usual);
      return chosen ? [sessionOf(chosen, day, frame)] : [];
    });
    const { week: laid } = layWeek({ frame, sessions });
    if (!laid) break;
    written.push(laid);
  }
  return written;
}

function sessionOf(workout: Workout, { dayNumber, miles }: BlueprintDay, frame: WeekFrame): Session {
  const { id: workoutId, dayType, purpose: notes } = workout;
  const work = isQuality(dayType) ? briefLimit(frame[dayType]) : null;
  const blocks = workoutBlocks(workout, { miles, work, effort: 1 });
  return { dayNumber, workoutId, blocks, notes };
}

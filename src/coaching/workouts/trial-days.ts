import { FIVE_K_MILES, HALF_MARATHON_MILES, MARATHON_MILES } from '../distance.js';
import { planPaces, type PlanPaces } from '../goal.js';
import {
  DAY_NUMBERS,
  type BlueprintDay,
  type BlueprintWeek,
  type DistanceClass,
  type PhaseName,
} from '../model.js';
import { formatPace } from '../pace.js';
import { weekFrame, type WeekFrame } from '../week-frame.js';
import { DAY_TYPE_SHAPES } from './workout-shape.js';
import type { Workout, WorkoutDayType } from './workout.js';

/** A day in a week of its own, for one runner. */
export interface TrialDay {
  day: BlueprintDay;
  frame: WeekFrame;
  /** Of the most work the day may hold, as the built-in coach asks. */
  effort: number;
  /** Who runs it, in words. */
  runner: string;
}

export const RACE_MILES: Readonly<Record<DistanceClass, number>> = {
  '5k': FIVE_K_MILES,
  '10k': 2 * FIVE_K_MILES,
  ten_mile: 10,
  half: HALF_MARATHON_MILES,
  marathon: MARATHON_MILES,
  ultra: 10 * FIVE_K_MILES,
};

/** Today's 5K pace in seconds per mile, from end to end of what is accepted. */
const PACES = [230, 320, 440, 570, 720, 930, 1200] as const;
/** Goal race time as a share of the race at 5K pace; null: none. */
const GOALS = [null, 0.95, 1.05, 1.2] as const;
/** Miles of the week beside the day itself. */
const OTHER_MILES = [2, 12, 27, 70] as const;
const EFFORTS = [1, 0.75, 0.9] as const;
/** Half miles from one length of a day to the next. */
const STEPS = [0, 1, 2, 3, 5, 8, 12, 17, 24, 32] as const;

/** Days that a workout may be drawn for, at the ends of every range and between them. */
export function* trialDays(workout: Workout): Generator<TrialDay> {
  const { dayType, minMiles, classes, levels, phases } = workout;
  const [, longest] = DAY_TYPE_SHAPES[dayType].minMiles;
  const lengths = STEPS.map((step) => minMiles + step / 2).filter((miles) => miles <= longest);
  let turn = 0;
  for (const distanceClass of classes) {
    for (const fiveKPace of PACES) {
      for (const miles of lengths) {
        for (const otherMiles of OTHER_MILES) {
          turn += 1;
          const experience = levels[turn % levels.length] ?? 'intermediate';
          const phase = phases[turn % phases.length] ?? 'build';
          const goal = GOALS[turn % GOALS.length] ?? null;
          const week = trialWeek({ dayType, miles, otherMiles, phase });
          const paces = pacesOf({ distanceClass, fiveKPace, goal });
          const blueprint = { distanceClass, experience };
          const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: RACE_MILES[distanceClass] });
          const day = week.days[2];
          const isRoomy = workout.family !== 'goal_pace' || frame.goalPace;
          if (!day || !isRoomy) continue;
          const pace = `${formatPace(fiveKPace)} per mile over 5K`;
          const runner = `${experience}, ${distanceClass}, ${pace}, ${week.targetMiles} miles in the week`;
          yield { day, frame, effort: EFFORTS[turn % EFFORTS.length] ?? 1, runner };
        }
      }
    }
  }
}

function trialWeek(given: {
  dayType: WorkoutDayType;
  miles: number;
  otherMiles: number;
  phase: PhaseName;
}): BlueprintWeek {
  const { dayType, miles, otherMiles, phase } = given;
  const days = DAY_NUMBERS.map((dayNumber): BlueprintDay => {
    const day = { date: `2026-03-0${dayNumber + 1}`, dayNumber, outsidePlan: false };
    if (dayNumber === 3) return { ...day, type: dayType, miles };
    const isEasy = otherMiles >= 18 && dayNumber > 3;
    return isEasy ? { ...day, type: 'easy', miles: otherMiles / 4 } : { ...day, type: 'rest', miles: 0 };
  });
  return {
    weekNumber: 5,
    phase,
    startDate: '2026-03-02',
    endDate: '2026-03-08',
    recovery: false,
    part: false,
    touched: dayType === 'shakeout',
    targetMiles: miles + otherMiles,
    wantedMiles: miles + otherMiles,
    stretch: 1,
    notes: [],
    days,
  };
}

interface TrialRunner {
  distanceClass: DistanceClass;
  fiveKPace: number;
  goal: number | null;
}

const PACES_KNOWN = new Map<string, PlanPaces>();

/** Worked out once for each of the few runners there are: it costs more than laying a day. */
function pacesOf(runner: TrialRunner): PlanPaces {
  const key = JSON.stringify(runner);
  const paces = PACES_KNOWN.get(key) ?? pacesFor(runner);
  PACES_KNOWN.set(key, paces);
  return paces;
}

function pacesFor({ distanceClass, fiveKPace, goal }: TrialRunner): PlanPaces {
  const raceDistanceMiles = RACE_MILES[distanceClass];
  const inputs = {
    raceDistanceMiles,
    raceDate: '2026-05-10',
    startDate: '2026-02-02',
    goalTimeSeconds: goal === null ? null : Math.round(raceDistanceMiles * fiveKPace * goal),
    fiveKPace,
    baseline: 20,
    preferredDays: [3, 6] as const,
    experience: null,
    injuryRisk: 'normal' as const,
    phases: null,
  };
  return planPaces(inputs, { taperWeeks: 3 });
}

import type { DistanceClass, PhaseName, RuleId } from '../model.js';
import type { Zone, ZoneShade } from '../sessions.js';
import { HALF_UP, LATE, PEAK, SHORT_RACES } from './suitability.js';
import type { WorkoutFault } from './workout-fault.js';
import type { Part, Step, Structure, Workout, WorkoutDayType, WorkoutFamily } from './workout.js';

type Shade = ZoneShade | 'middle';

/** What workouts of a day type are made of (rules E, G and K). */
interface DayTypeShape {
  kind: Structure['kind'];
  zones: Readonly<Partial<Record<Zone, readonly Shade[]>>>;
  families: readonly WorkoutFamily[];
  /** Shortest and longest day that the shortest day may be asked to be, in miles. */
  minMiles: readonly [number, number];
}

const EASY: DayTypeShape['zones'] = { easy: ['middle', 'slow', 'fast', 'free'] };
const SLOW: DayTypeShape['zones'] = { easy: ['slow', 'free'] };

export const DAY_TYPE_SHAPES: Readonly<Record<WorkoutDayType, DayTypeShape>> = {
  easy: {
    kind: 'parts',
    zones: EASY,
    families: ['steady', 'by_feel', 'easy_progression', 'easy_mix'],
    minMiles: [3, 15],
  },
  recovery: { kind: 'parts', zones: SLOW, families: ['jog'], minMiles: [2, 6] },
  shakeout: { kind: 'parts', zones: SLOW, families: ['shakeout'], minMiles: [2, 4] },
  long_run: {
    kind: 'parts',
    zones: { ...EASY, race: ['middle'] },
    families: ['long_steady', 'long_progression', 'goal_pace'],
    minMiles: [4, 22],
  },
  tempo: {
    kind: 'sets',
    zones: { threshold: ['middle', 'slow', 'fast'], race: ['middle'] },
    families: ['continuous', 'cruise', 'tempo_progression', 'over_under', 'race_specific'],
    minMiles: [4, 15],
  },
  intervals: {
    kind: 'sets',
    zones: { interval: ['middle', 'slow', 'fast'], repetition: ['middle'], race: ['middle'] },
    families: ['short_repeats', 'long_repeats', 'pyramid', 'ladder', 'hills', 'race_specific'],
    minMiles: [4, 15],
  },
};

/** Minutes of a step: an interval repetition at most six, threshold work at most 45 (rule K). */
const STEP_MINUTES = { tempo: [2, 45], intervals: [1, 6] } as const;
const MOST_STEPS = 5;
const MOST_PARTS = 7;
const MOST_SETS = 12;
/** Of a run; less is no lap. */
const LEAST_SHARE = 0.05;
/** Rule K: goal pace in a long run. */
const MOST_GOAL_SHARE = 0.4;

/** Races at whose pace, or the effort of which, intervals and tempo runs may be run (§2: which pace where). */
const RACE_ZONE_CLASSES: Readonly<Partial<Record<WorkoutDayType, readonly DistanceClass[]>>> = {
  tempo: HALF_UP,
  intervals: [...SHORT_RACES, 'ten_mile', 'half'],
};

/** What of a workout cannot be, whoever runs it. */
export function shapeFaults(workout: Workout): WorkoutFault[] {
  const { dayType, family, structure, minMiles } = workout;
  const shape = DAY_TYPE_SHAPES[dayType];
  const [least, longest] = shape.minMiles;
  return [
    ...unless(shape.families.includes(family), {
      pointer: '/family',
      rule: null,
      detail: `On ${dayType} days: ${shape.families.join(', ')}.`,
    }),
    ...unless(minMiles >= least && minMiles <= longest && Number.isInteger(minMiles * 2), {
      pointer: '/minMiles',
      rule: 'E',
      detail: `The shortest ${dayType} day it makes sense on: ${least} to ${longest} miles, in half miles.`,
    }),
    ...(structure.kind === shape.kind
      ? structureFaults(workout)
      : [
          {
            pointer: '/structure/kind',
            rule: 'G' as const,
            detail: `A workout for ${dayType} days is made of ${shape.kind}.`,
          },
        ]),
    ...phaseFaults(workout),
  ];
}

function structureFaults(workout: Workout): WorkoutFault[] {
  const { structure } = workout;
  return structure.kind === 'parts' ? partsFaults(workout, structure) : setsFaults(workout, structure);
}

function partsFaults(workout: Workout, { parts }: Extract<Structure, { kind: 'parts' }>): WorkoutFault[] {
  const whole = sumOf(parts);
  const goal = sumOf(parts.filter(({ zone }) => zone !== 'easy'));
  const isGoalPace = workout.family === 'goal_pace';
  return [
    ...countFault('/structure/parts', { count: parts.length, most: MOST_PARTS, what: 'parts' }),
    ...parts.flatMap(({ share }, index) =>
      unless(share >= LEAST_SHARE && share <= 1, {
        pointer: `/structure/parts/${index}/share`,
        rule: 'G',
        detail: `A share of the run, ${LEAST_SHARE} to 1.`,
      }),
    ),
    ...parts.flatMap((part, index) => zoneFaults(workout, part, `/structure/parts/${index}`)),
    ...unless(Math.round(whole * 100) === 100, {
      pointer: '/structure/parts',
      rule: 'G',
      detail: `The shares make ${Number(whole.toFixed(4))}; together they are the whole run, 1.`,
    }),
    ...unless(goal <= MOST_GOAL_SHARE + 1e-9, {
      pointer: '/structure/parts',
      rule: 'K',
      detail: `Goal pace takes at most ${MOST_GOAL_SHARE} of a long run, not ${Number(goal.toFixed(4))}.`,
    }),
    ...unless(workout.dayType !== 'long_run' || isGoalPace === goal > 0, {
      pointer: '/family',
      rule: 'K',
      detail: isGoalPace
        ? 'A goal_pace run has a part in zone race.'
        : 'A long run with parts in zone race is of the family goal_pace.',
    }),
  ];
}

function setsFaults(workout: Workout, structure: Extract<Structure, { kind: 'sets' }>): WorkoutFault[] {
  const { steps, fewest, most, jog, unbroken } = structure;
  const [least, longest] = STEP_MINUTES[workout.dayType === 'intervals' ? 'intervals' : 'tempo'];
  const intervals = workout.dayType === 'intervals';
  return [
    ...countFault('/structure/steps', { count: steps.length, most: MOST_STEPS, what: 'steps' }),
    ...steps.flatMap(({ minutes }, index) =>
      unless(minutes >= least && minutes <= longest, {
        pointer: `/structure/steps/${index}/minutes`,
        rule: 'K',
        detail: `A step on ${workout.dayType} days takes ${least} to ${longest} minutes, not ${minutes}.`,
      }),
    ),
    ...steps.flatMap((step, index) => zoneFaults(workout, step, `/structure/steps/${index}`)),
    ...unless(isCount(fewest), countOf('fewest')),
    ...unless(isCount(most), countOf('most')),
    ...unless(fewest <= most, {
      pointer: '/structure/fewest',
      rule: null,
      detail: `No more than most, ${most}.`,
    }),
    ...unless(jog >= 0 && jog <= 1, {
      pointer: '/structure/jog',
      rule: 'K',
      detail: `A recovery takes at most the time of the step before it: 0 to 1, not ${jog}.`,
    }),
    ...unless(!intervals || jog > 0, {
      pointer: '/structure/jog',
      rule: 'K',
      detail: 'A recovery lies between repetitions: above 0.',
    }),
    ...unless(!unbroken || (!intervals && jog > 0 && steps.length > 1), {
      pointer: '/structure/unbroken',
      rule: 'K',
      detail:
        'Only for tempo sets of two or more steps with a jog after each set; intervals have one after each.',
    }),
  ];
}

function zoneFaults(
  { dayType, classes, phases }: Workout,
  part: Step | Part,
  pointer: string,
): WorkoutFault[] {
  const { zones } = DAY_TYPE_SHAPES[dayType];
  const shades = zones[part.zone];
  if (!shades) {
    const accepted = Object.keys(zones).join(', ');
    return [faultAt(`${pointer}/zone`, 'K', `No ${part.zone} running on ${dayType} days, but ${accepted}.`)];
  }
  const faults: WorkoutFault[] = [];
  if (!shades.includes(part.shade ?? 'middle')) {
    const accepted = shades.map((shade) => (shade === 'middle' ? 'none' : shade)).join(', ');
    faults.push(faultAt(`${pointer}/shade`, 'K', `In zone ${part.zone} on ${dayType} days: ${accepted}.`));
  }
  if (part.zone !== 'race') return faults;
  const raceClasses = RACE_ZONE_CLASSES[dayType];
  const wrong = raceClasses ? classes.filter((each) => !raceClasses.includes(each)) : [];
  if (wrong.length > 0) {
    const detail = `Race pace is no pace for ${dayType} before ${wrong.join(', ')} races; leave them out.`;
    faults.push(faultAt('/classes', 'K', detail));
  }
  const racePhases = dayType === 'long_run' ? PEAK : LATE;
  if (phases.some((phase) => !racePhases.includes(phase))) {
    faults.push(faultAt('/phases', 'K', `Race pace on ${dayType} days: ${racePhases.join(' and ')} only.`));
  }
  return faults;
}

function phaseFaults({ family, phases }: Workout): WorkoutFault[] {
  const hillsInTaper = family === 'hills' && phases.some((phase: PhaseName) => phase === 'taper');
  return unless(!hillsInTaper, {
    pointer: '/phases',
    rule: 'S',
    detail: 'Legs are spared hills in the taper.',
  });
}

function countFault(
  pointer: string,
  { count, most, what }: { count: number; most: number; what: string },
): WorkoutFault[] {
  return unless(count >= 1 && count <= most, {
    pointer,
    rule: 'G',
    detail: `1 to ${most} ${what}, not ${count}.`,
  });
}

function isCount(sets: number): boolean {
  return Number.isInteger(sets) && sets >= 1 && sets <= MOST_SETS;
}

function faultAt(pointer: string, rule: RuleId, detail: string): WorkoutFault {
  return { pointer, rule, detail };
}

function countOf(field: 'fewest' | 'most'): WorkoutFault {
  return {
    pointer: `/structure/${field}`,
    rule: 'G',
    detail: `A whole number of sets from 1 to ${MOST_SETS}.`,
  };
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { share }) => sum + share, 0);
}

function unless(holds: boolean, fault: WorkoutFault): WorkoutFault[] {
  return holds ? [] : [fault];
}

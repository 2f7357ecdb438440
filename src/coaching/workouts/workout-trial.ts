import { isQuality } from '../day-types.js';
import { layDay } from '../laps.js';
import { lapMiles, toHundredths } from '../hundredths.js';
import type { PlannedDay, RuleId } from '../model.js';
import type { SessionBlock } from '../sessions.js';
import { briefLimit, type WorkLimit } from '../work-limits.js';
import { workoutBlocks } from './structure.js';
import { trialDays, type TrialDay } from './trial-days.js';
import type { WorkoutFault } from './workout-fault.js';
import type { Workout } from './workout.js';

/** The rule that each departure of laying a day stands for. */
const RULES: Readonly<Record<string, RuleId>> = {
  'blocks.too_many': 'L',
  'block.invalid': 'L',
  'work.over_room': 'G',
  'work.too_little': 'G',
};

/** Worth a lap: a step and a jog in miles, and how often one step may come. */
const SHORTEST_STEP = 0.15;
const SHORTEST_JOG = 0.1;
const MOST_REPEATS = 12;

/**
 * Lays a workout of a sound shape on many days that it may be drawn for. Each kind of departure is told of once, with
 * the first day that it was met on.
 */
export function trialFaults(workout: Workout): WorkoutFault[] {
  const faults = new Map<string, WorkoutFault>();
  for (const trial of trialDays(workout)) {
    for (const { code, rule, detail } of departures(workout, trial)) {
      if (faults.has(code)) continue;
      const where = `On a day of ${trial.day.miles} miles (${trial.runner})`;
      faults.set(code, { pointer: '/structure', rule, detail: `${where}: ${detail}` });
    }
  }
  return [...faults.values()];
}

interface Departure {
  code: string;
  rule: RuleId | null;
  detail: string;
}

function departures(workout: Workout, { day, frame, effort }: TrialDay): Departure[] {
  const work = isQuality(day.type) ? briefLimit(frame[day.type]) : null;
  const blocks = workoutBlocks(workout, { miles: day.miles, work, effort });
  const session = { dayNumber: day.dayNumber, workoutId: null, blocks, notes: workout.purpose };
  const laid = layDay(day, session, frame);
  const met = (laid.day ? laid.mended : laid.refused).map(({ code, detail }) => ({
    code,
    rule: RULES[code] ?? ('K' as const),
    detail,
  }));
  const laidOut = laid.day ? lapDepartures(workout, laid.day, { blocks, work }) : [];
  return [...met, ...laidOut];
}

function lapDepartures(
  { structure, dayType }: Workout,
  day: PlannedDay,
  { blocks, work }: { blocks: readonly SessionBlock[]; work: WorkLimit | null },
): Departure[] {
  if (structure.kind === 'parts') {
    if (day.workout.length >= structure.parts.length) return [];
    const detail = `there is no room for ${structure.parts.length} parts; have fewer, or a longer shortest day.`;
    return [{ code: 'parts', rule: 'G', detail }];
  }
  const found: Departure[] = [];
  const add = (code: string, rule: RuleId | null, detail: string): void => {
    found.push({ code, rule, detail });
  };
  const steps = blocks.map(({ distanceMiles }) => distanceMiles);
  const jogs = blocks.flatMap(({ recoveryMiles }) => (recoveryMiles > 0 ? [recoveryMiles] : []));
  if (steps.some((miles) => miles < SHORTEST_STEP)) {
    add('steps', 'G', `a step comes to less than ${SHORTEST_STEP} mile, which is not worth a lap.`);
  }
  if (jogs.some((miles) => miles < SHORTEST_JOG)) {
    add('jogs', 'G', `a jog comes to less than ${SHORTEST_JOG} mile; have it longer, or the steps.`);
  }
  if (structure.jog > 0 && !structure.unbroken && jogs.length < blocks.length) {
    add('jogs', 'K', 'not every step is followed by a jog; have longer jogs or steps.');
  }
  if (blocks.some(({ repeat }) => repeat > MOST_REPEATS)) {
    add('repeats', 'G', `a step is run more than ${MOST_REPEATS} times.`);
  }
  const ran = toHundredths(lapMiles(day.workout.filter(({ paceGoal }) => paceGoal !== null)));
  if (work && ran < Math.min(work.floor * 0.8, work.sixMinutes * 2)) {
    add(
      'work',
      'K',
      `${ran / 100} miles of work are too few to call it a ${dayType} day; have longer or more steps.`,
    );
  }
  return found;
}

import { coachProvenance, coachSessions } from '../ai/built-in-coach.js';
import { WritingPlan } from '../ai/writing-plan.js';
import { withDays } from '../coaching/day-edit.js';
import { layAround } from '../coaching/held-days.js';
import { layWeek } from '../coaching/laps.js';
import type { Blueprint, BlueprintWeek, CalendarDate, PlanInputs } from '../coaching/model.js';
import { restBlueprint, restWeek, unwrittenRestWeek, type PausedDays } from '../coaching/pause.js';
import { isLaidLike } from '../coaching/re-anchor.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { DefectError } from '../common/errors.js';
import { keepAround } from './locked-days.js';
import { isHeld, writtenWith } from './outdated-weeks.js';
import { mergeWeeks, type Cascade, type StoredWeek } from './stored-week.js';

/** A plan that goes on after a pause, and what it is to be like. */
export interface Resumed {
  inputs: PlanInputs;
  seed: number;
  /** Staff's own among the workouts that are drawn. Absent: none. */
  ownWorkouts?: readonly Workout[];
  cascade: Cascade;
  /** The blueprint as it stood in the pause, and as it is from now on. */
  before: Blueprint;
  wanted: Blueprint;
  paused: PausedDays;
  now: Date;
}

/**
 * The weeks that are other than before: rest where days passed, and laid anew where the plan now wants other runs. The
 * built-in coach writes them, so that a plan that goes on is whole at once, whatever models are up to.
 */
export function resumedWeeks(resumed: Resumed): StoredWeek[] {
  const { cascade, before, wanted, paused } = resumed;
  const { asOf } = paused;
  const rested = restBlueprint(before, paused);
  const stored = cascade.weeks.map((week) => restWeek(week, { ...paused, laidOut: weekOf(wanted, week) }));
  const outdated = stored.filter(
    (week) => week.endDate >= asOf && !isLaidLike(weekOf(wanted, week), weekOf(rested, week)),
  );
  const write = builtInCoach(resumed, stored, outdated);
  const weeks = stored.map((week) => (outdated.includes(week) ? write(week) : week));
  const missed = wanted.weeks.slice(stored.length).filter(({ endDate }) => endDate < asOf);
  return [
    ...weeks.filter((week, index) => week !== cascade.weeks[index]),
    ...missed.map((week) => storedRest(week, resumed)),
  ];
}

function weekOf({ weeks }: Blueprint, { weekNumber }: Pick<StoredWeek, 'weekNumber'>): BlueprintWeek {
  const week = weeks.find((each) => each.weekNumber === weekNumber);
  if (!week) throw new RangeError(`The blueprint has no week ${weekNumber}`);
  return week;
}

/** Writes a stored week anew around its days that are over and those that staff hold. */
function builtInCoach(
  { inputs, seed, ownWorkouts = [], cascade, wanted, paused: { asOf } }: Resumed,
  stored: readonly StoredWeek[],
  outdated: readonly StoredWeek[],
): (week: StoredWeek) => StoredWeek {
  const weekNumbers = outdated.map(({ weekNumber }) => weekNumber);
  const around = new Map(
    outdated.map((week) => [week.weekNumber, aroundHeld(week, { inputs, wanted, asOf })]),
  );
  const weeks = wanted.weeks.map((week) => around.get(week.weekNumber) ?? week);
  const blueprint = { ...wanted, weeks };
  const asked = { inputs, blueprint, seed, ownWorkouts, weekNumbers, stored, variation: 0 };
  const plan = new WritingPlan(asked);
  const rested = mergeWeeks(cascade, stored);
  return (week) => {
    const { frame, brief } = plan.week(week.weekNumber);
    const { week: laid, refused } = layWeek({ frame, sessions: coachSessions(brief) });
    if (!laid) {
      const why = `Week ${week.weekNumber} could not be laid after the pause: ${JSON.stringify(refused)}`;
      throw new DefectError('generation.rules_broken', why);
    }
    const changes = writtenWith(inputs, week.weekNumber);
    const provenance = { ...week.provenance, ...coachProvenance(), ...changes };
    const { releasedAt } = week;
    const kept = withDays(
      laid,
      week.days.filter(({ date }) => date < asOf),
    );
    return keepAround({ ...kept, provenance, releasedAt }, rested, { inputs, blueprint: wanted });
  };
}

/** A week to come as it is laid around the days of it that staff hold; those that are over stay as well then. */
function aroundHeld(
  week: StoredWeek,
  { inputs, wanted, asOf }: { inputs: PlanInputs; wanted: Blueprint; asOf: CalendarDate },
): BlueprintWeek {
  if (!isHeld(week)) return weekOf(wanted, week);
  const held = week.days.filter(({ date, locked, outsidePlan }) => !outsidePlan && (locked || date < asOf));
  return layAround({ inputs, blueprint: wanted, weekNumber: week.weekNumber, held });
}

/** Rest is written by nobody: what stands here is what anybody would have written, by whatever paces. */
function storedRest(week: BlueprintWeek, { inputs, wanted: { rulesVersion }, now }: Resumed): StoredWeek {
  const changes = writtenWith(inputs, week.weekNumber);
  const provenance = {
    ...coachProvenance(),
    attempts: 0,
    rulesVersion,
    variation: 0,
    ...changes,
  };
  return { ...unwrittenRestWeek(week), releasedAt: now, provenance };
}

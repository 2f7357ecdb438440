import { Logger } from '@nestjs/common';
import { addDays } from '../coaching/calendar.js';
import type { Blueprint, CalendarDate } from '../coaching/model.js';
import { restBlueprint, type PausedDays } from '../coaching/pause.js';
import { isLaidLike, reanchor } from '../coaching/re-anchor.js';
import { DefectError } from '../common/errors.js';
import { isHeld } from './outdated-weeks.js';
import { faultsOf, refuse } from './plan-audit.js';
import { resumedWeeks, type Resumed } from './resumed-weeks.js';
import { mergeWeeks, type StoredWeek } from './stored-week.js';

const logger = new Logger('SoundResume');

/** How a plan goes on. */
export interface SoundResume {
  blueprint: Blueprint;
  /** Those that are other than before. */
  weeks: readonly StoredWeek[];
}

/** A plan that goes on, with the blueprint it was first laid by. */
export interface ResumeToJudge extends Resumed {
  drawn: Blueprint;
}

/**
 * What is stored of a plan that goes on: its weeks as the return rules want them, laid around the days that staff hold,
 * and judged as whatever is written. What a held day breaks in a week as light as the one to come back to is not held
 * against it: left as it was, that week would ask more still. Where a week breaks a rule by itself no plan stays paused
 * for it: the days left of the running week rest too, and the weeks after it rise from there, or else stand as they
 * were; before they begin they are looked at.
 */
export function soundlyResumed(resumed: ResumeToJudge): SoundResume {
  const sound = judged(resumed, 'a plan could not come back by the return rules');
  if (sound) return sound;
  const { before, paused } = resumed;
  const resting = { ...paused, offDates: withRestOfWeek(resumed) };
  const rested = restBlueprint(before, resting);
  const risen = { ...resumed, paused: resting, wanted: risenFrom(rested, resumed) };
  return (
    judged(risen, 'the weeks after a pause could not be laid anew') ?? {
      blueprint: rested,
      weeks: resumedWeeks({ ...risen, wanted: rested }),
    }
  );
}

/** The way a plan is to go on; null where it breaks a rule. */
function judged(resumed: Resumed, complaint: string): SoundResume | null {
  try {
    const weeks = resumedWeeks(resumed);
    requireSoundResume(resumed, weeks);
    return { blueprint: resumed.wanted, weeks };
  } catch (error) {
    if (!(error instanceof DefectError)) throw error;
    logger.error({ err: error }, complaint);
    return null;
  }
}

function risenFrom(current: Blueprint, { inputs, drawn, paused: { asOf } }: ResumeToJudge): Blueprint {
  const next = current.weeks.find(({ startDate }) => startDate > asOf);
  if (!next) return current;
  return reanchor({ inputs, drawn, current, weekNumber: next.weekNumber, adaptation: null });
}

/** @throws DefectError where weeks break a rule that the plan at rest in its pause does not, and that no held day breaks */
function requireSoundResume(resumed: Resumed, weeks: readonly StoredWeek[]): void {
  const { inputs, cascade, before, wanted, paused } = resumed;
  const rested = restBlueprint(before, paused);
  const atRest = mergeWeeks(cascade, resumedWeeks({ ...resumed, wanted: rested }));
  const stored = { inputs, blueprint: rested, cascade: atRest };
  const held = new Set<number | null>(weeks.filter(isHeld).map(({ weekNumber }) => weekNumber));
  const faults = faultsOf({ inputs, blueprint: wanted }, { stored, weeks });
  refuse(faults.filter(({ weekNumber }) => !held.has(weekNumber)));
}

/** From two days before the race on rule D and the race have the say. */
const FIXED_BEFORE_RACE = 2;

/** The days off, and those left of the running week where the return rules would have had it otherwise. */
function withRestOfWeek({ inputs, cascade, before, wanted, paused }: Resumed): PausedDays['offDates'] {
  const { asOf, offDates } = paused;
  const rested = restBlueprint(before, paused);
  const index = wanted.weeks.findIndex(({ startDate, endDate }) => startDate <= asOf && asOf <= endDate);
  const [is, was] = [wanted.weeks[index], rested.weeks[index]];
  if (!is || !was || isLaidLike(is, was)) return offDates;
  const isFree = ({ date, locked }: { date: CalendarDate; locked: boolean }) =>
    date >= asOf && !locked && date < addDays(inputs.raceDate, -FIXED_BEFORE_RACE);
  const running = cascade.weeks.find(({ weekNumber }) => weekNumber === index + 1);
  const left = running?.days.filter(isFree).map(({ date }) => date) ?? [];
  return new Set([...offDates, ...left]);
}

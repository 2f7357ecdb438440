import type { BriefDay } from '../../coaching/brief.js';
import { isQuality } from '../../coaching/day-types.js';
import type { PlanPaces } from '../../coaching/goal.js';
import { toHundredths, toMiles } from '../../coaching/hundredths.js';
import type { DistanceClass, Lap } from '../../coaching/model.js';
import { formatPace, parsePace } from '../../coaching/pace.js';
import { easyLapPace, goalSegmentPace, intervalLapPace, tempoLapPace } from '../../coaching/pace-windows.js';
import { MOST_REPEATS } from '../../coaching/session-check.js';
import type { SessionBlock, Zone, ZoneShade } from '../../coaching/sessions.js';
import { zoneOf } from './zone-words.js';

/** What laps are read against. */
export interface LapReader {
  day: BriefDay;
  paces: PlanPaces;
  distanceClass: DistanceClass;
  /** Hears of every pace that could not be read and was taken from the day's type. */
  mend: (code: string, detail: string) => void;
}

/** How a lap is run, and the pace that running so would give this athlete, seconds per mile. */
interface Effort {
  zone: Zone;
  shade?: ZoneShade;
  pace: number | null;
}

interface ReadLap extends Effort {
  /** Hundredths of a mile. */
  length: number;
}

/**
 * The structure of a day's workout laps as blocks: zones from the paces nearest to the athlete's own, repeats from
 * equal laps with easy ones between. Empty where a quality day has no lap at any faster pace.
 */
export function readLaps(
  workout: readonly Pick<Lap, 'distanceMiles' | 'paceGoal'>[],
  reader: LapReader,
): SessionBlock[] {
  const efforts = effortsOf(reader);
  const laps = workout.map((lap): ReadLap => ({
    ...effortOf(lap.paceGoal, efforts, reader),
    length: toHundredths(lap.distanceMiles),
  }));
  const { type } = reader.day;
  return isQuality(type) ? repetitions(laps) : stretches(laps);
}

/** Every way to run a lap of this day, the usual first: of two at the same pace the first is read. */
function effortsOf({ day, paces, distanceClass }: LapReader): readonly [Effort, ...Effort[]] {
  const easy: [Effort, Effort, Effort] = [
    { zone: 'easy', pace: easyLapPace(paces, undefined) },
    { zone: 'easy', shade: 'slow', pace: easyLapPace(paces, 'slow') },
    { zone: 'easy', shade: 'fast', pace: easyLapPace(paces, 'fast') },
  ];
  const work = (zone: Zone, shade?: ZoneShade): Effort => {
    const block = { repeat: 1, distanceMiles: 1, zone, recoveryMiles: 0, ...(shade && { shade }) };
    const pace = day.type === 'tempo' ? tempoLapPace(paces, block) : intervalLapPace(paces, block);
    return { zone, ...(shade && { shade }), pace };
  };
  switch (day.type) {
    case 'tempo':
      return [
        work('threshold'),
        work('threshold', 'fast'),
        work('threshold', 'slow'),
        work('marathon'),
        work('race'),
        ...easy,
      ];
    case 'intervals':
      return [
        work('interval'),
        work('interval', 'fast'),
        work('interval', 'slow'),
        work('repetition'),
        work('race'),
        work('threshold'),
        ...easy,
      ];
    default: {
      if (day.goalPaceMiles === 0) return easy;
      const zone = ['half', 'marathon', 'ultra'].includes(distanceClass) ? 'race' : 'marathon';
      return [...easy, { zone, pace: goalSegmentPace(paces, distanceClass) }];
    }
  }
}

const BY_FEEL: Effort = { zone: 'easy', shade: 'free', pace: null };
const NO_PACE = /^(?:|null|none|n\/?a|-|by feel|feel)$/i;
const PER_MILE = /\s*(?:min(?:utes)?)?\s*(?:\/|per)?\s*(?:mi|miles?)?\s*$/i;

function effortOf(goal: string | null, efforts: readonly [Effort, ...Effort[]], reader: LapReader): Effort {
  const words = goal?.slice(0, 40).trim() ?? '';
  if (NO_PACE.test(words)) return BY_FEEL;
  const zone = zoneOf(words);
  const named = zone && efforts.find((each) => each.zone === zone);
  if (named) return named;
  const pace = parsePace(words.replace(PER_MILE, ''));
  if (pace !== null) return nearest(pace, efforts);
  const [usual] = efforts;
  reader.mend('pace.unreadable', 'A pace is not m:ss per mile; the usual one for the day stands in.');
  return usual;
}

function nearest(pace: number, efforts: readonly [Effort, ...Effort[]]): Effort {
  const off = (effort: Effort): number => Math.abs((effort.pace ?? Infinity) - pace);
  return efforts.reduce((best, each) => (off(each) < off(best) ? each : best));
}

/** Repetitions with the easy laps after each as its recovery; easy laps before and after them are warmup and cooldown. */
function repetitions(laps: readonly ReadLap[]): SessionBlock[] {
  const work: { lap: ReadLap; recovery: number }[] = [];
  for (const lap of laps) {
    const before = work.at(-1);
    if (lap.zone !== 'easy') work.push({ lap, recovery: 0 });
    else if (before) before.recovery += lap.length;
  }
  const blocks: SessionBlock[] = [];
  for (const [index, { lap, recovery }] of work.entries()) {
    const last = index === work.length - 1;
    const block = blocks.at(-1);
    if (block && isSame(block, lap) && block.repeat < MOST_REPEATS) {
      if (last || toHundredths(block.recoveryMiles) === recovery) {
        block.repeat += 1;
        continue;
      }
    }
    blocks.push(blockOf(lap, last ? 0 : recovery));
  }
  return blocks;
}

/** Easy running in one piece as far as its pace stays the same, with any goal-pace laps in their places. */
function stretches(laps: readonly ReadLap[]): SessionBlock[] {
  const joined: ReadLap[] = [];
  for (const lap of laps) {
    const before = joined.at(-1);
    if (before?.zone === 'easy' && lap.zone === 'easy' && before.shade === lap.shade)
      before.length += lap.length;
    else joined.push({ ...lap });
  }
  return joined.map((lap) => blockOf(lap, 0));
}

function isSame(block: SessionBlock, lap: ReadLap): boolean {
  return (
    block.zone === lap.zone && block.shade === lap.shade && toHundredths(block.distanceMiles) === lap.length
  );
}

function blockOf({ length, zone, shade }: ReadLap, recovery: number): SessionBlock {
  return {
    repeat: 1,
    distanceMiles: toMiles(length),
    zone,
    recoveryMiles: toMiles(recovery),
    ...(shade && { shade }),
  };
}

/** A pace that came as a number of seconds per mile, as text; null for a number that is no pace. */
export function paceOfSeconds(seconds: number): string | null {
  return seconds >= 150 && seconds <= 1800 ? formatPace(seconds) : null;
}

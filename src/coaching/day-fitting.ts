import { MILE, toHundredths, toMiles } from './hundredths.js';
import type { BlueprintDay, DayType, Lap } from './model.js';
import { formatPace } from './pace.js';
import { easyLapPace } from './pace-windows.js';
import type { Session } from './sessions.js';
import type { WeekFrame } from './week-frame.js';
import { fitWork, lengthOf, type Segment } from './work-fitting.js';
import type { WorkLimit } from './work-limits.js';

/** The three lists of laps of a day. */
export interface DayLaps {
  warmup: Lap[];
  workout: Lap[];
  cooldown: Lap[];
}

interface FitOptions {
  day: Pick<BlueprintDay, 'miles'>;
  type: DayType;
  session: Session;
  frame: WeekFrame;
  /** Hears of every departure from what the author wrote. */
  mend: (code: string, detail: string) => void;
}

/** Rule G, in hundredths of a mile: a side is warmup or cooldown, in laps of half a mile to a mile. */
const SHORTEST_SIDE = 50;
const LONGEST_SIDE = 200;
const SHORTEST_WORKOUT = 200;
/** Easy running shorter than this is not worth a lap of its own. */
const SHORTEST_EASY = 25;

/**
 * A tempo or interval day, or null when the session holds too little work to call the day by its name. The
 * work stays as written inside its limits; warmup and cooldown take what is left, and easy miles before the
 * work take the rest.
 */
export function fitQuality(options: FitOptions & { type: 'tempo' | 'intervals' }): DayLaps | null {
  const { day, type, session, frame, mend } = options;
  const total = toHundredths(day.miles);
  const room = total - 2 * SHORTEST_SIDE;
  const segments = fitWork({ session, type, dayMiles: day.miles, room, frame, mend });
  if (lengthOf(segments, 'work') < leastWork(frame[type])) return null;
  const { sides, easy } = shareQuality(total, lengthOf(segments, 'work', 'jog'));
  const cooldown = Math.max(SHORTEST_SIDE, Math.floor(sides / 2 / 25) * 25);
  const warmup = Math.min(LONGEST_SIDE, sides - cooldown);
  const laps = segments.map(({ length, pace }) => ({ length, pace }));
  return {
    warmup: side(warmup),
    workout: numbered(easy > 0 ? [{ length: easy, pace: null }, ...laps] : laps),
    cooldown: side(sides - warmup),
  };
}

/** An easy, long, recovery or shakeout run; a long run may hold goal-pace segments where its week allows. */
export function fitEasy(options: FitOptions): DayLaps {
  const { day, type, session, frame, mend } = options;
  const { warmup, cooldown } = easySides(toHundredths(day.miles));
  const room = toHundredths(day.miles) - warmup - cooldown;
  const workType = type === 'long_run' ? type : 'easy';
  const segments = fitWork({ session, type: workType, dayMiles: day.miles, room, frame, mend });
  const easy = room - lengthOf(segments, 'work', 'jog');
  const byFeel = type === 'recovery' || type === 'shakeout';
  const laps = spreadEasy(segments, easy).map((segment) => ({
    length: segment.length,
    pace: segment.kind === 'easy' ? easyPace(segment, byFeel, frame) : segment.pace,
  }));
  return { warmup: side(warmup), workout: numbered(laps), cooldown: side(cooldown) };
}

/** Recovery and shakeout runs carry a pace only where their author asks for the slow end. */
function easyPace({ block }: Segment, byFeel: boolean, { paces }: WeekFrame): number | null {
  if (byFeel && block.shade !== 'slow') return null;
  return easyLapPace(paces, block.shade);
}

/** Half the work that is always allowed, or eight minutes of it for those whom that takes longer. */
function leastWork({ floor, sixMinutes }: WorkLimit): number {
  return Math.min(floor / 2, (sixMinutes * 8) / 6);
}

/** Splits what the work leaves of a quality day between warmup and cooldown, and easy miles. */
function shareQuality(total: number, fixed: number): { sides: number; easy: number } {
  const rest = total - fixed;
  const missing = Math.max(0, SHORTEST_WORKOUT - fixed);
  const easy = Math.max(missing, rest - 2 * LONGEST_SIDE);
  if (easy === 0 || easy >= SHORTEST_EASY) return { sides: rest - easy, easy };
  const worthALap = Math.min(SHORTEST_EASY, rest - 2 * SHORTEST_SIDE);
  return { sides: rest - Math.max(easy, worthALap), easy: Math.max(easy, worthALap) };
}

function easySides(total: number): { warmup: number; cooldown: number } {
  if (total < 5 * MILE) return { warmup: SHORTEST_SIDE, cooldown: SHORTEST_SIDE };
  return { warmup: MILE, cooldown: total < 10 * MILE ? SHORTEST_SIDE : MILE };
}

/**
 * Stretches the easy segments, in proportion, to `length` hundredths in all: in quarter miles, which a runner can
 * read off a watch, the last one with what is left.
 */
function spreadEasy(segments: readonly Segment[], length: number): Segment[] {
  const easy = segments.filter(({ kind }) => kind === 'easy');
  const kept = new Set(easy.slice(0, Math.max(1, Math.floor(length / SHORTEST_EASY))));
  if (kept.size === 0) return length > 0 ? [easySegment(length), ...segments] : [...segments];
  const written = [...kept].reduce((sum, each) => sum + each.length, 0);
  const last = [...kept].at(-1);
  const spread: Segment[] = [];
  let given = 0;
  let toCome = kept.size;
  for (const segment of segments) {
    if (segment.kind === 'easy' && !kept.has(segment)) continue;
    if (segment.kind !== 'easy') {
      spread.push(segment);
      continue;
    }
    toCome -= 1;
    const wanted = Math.round((segment.length * length) / written / SHORTEST_EASY) * SHORTEST_EASY;
    const most = length - given - toCome * SHORTEST_EASY;
    const share = segment === last ? length - given : Math.min(Math.max(wanted, SHORTEST_EASY), most);
    given += share;
    if (share > 0) spread.push({ ...segment, length: share });
  }
  return spread;
}

function easySegment(length: number): Segment {
  const block = { repeat: 1, distanceMiles: toMiles(length), zone: 'easy', recoveryMiles: 0 } as const;
  return { kind: 'easy', length, pace: null, block };
}

/** Warmup or cooldown laps, each half a mile to a mile, by feel, the first of two in whole twentieths. */
function side(length: number): Lap[] {
  if (length <= MILE) return numbered([{ length, pace: null }]);
  const first = length - MILE >= SHORTEST_SIDE ? MILE : Math.floor(length / 10) * 5;
  return numbered([
    { length: first, pace: null },
    { length: length - first, pace: null },
  ]);
}

function numbered(laps: readonly { length: number; pace: number | null }[]): Lap[] {
  return laps.map(({ length, pace }, index) => ({
    lapIndex: index + 1,
    distanceMiles: toMiles(length),
    paceGoal: pace === null ? null : formatPace(pace),
  }));
}

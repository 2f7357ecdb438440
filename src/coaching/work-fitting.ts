import { isQuality } from './day-types.js';
import { toHundredths } from './hundredths.js';
import { goalSegmentPace, intervalLapPace, tempoLapPace } from './pace-windows.js';
import type { Session, SessionBlock } from './sessions.js';
import type { WeekFrame } from './week-frame.js';
import { distanceIn, goalPaceLimit, LONGEST_REPETITION_SECONDS, SHORTEST_REPETITION } from './work-limits.js';

/** One lap's worth of a session: `work` at a pace, the `jog` after it, or `easy` running that gives way. */
export interface Segment {
  kind: 'work' | 'jog' | 'easy';
  /** Hundredths of a mile. */
  length: number;
  block: SessionBlock;
  /** Whole seconds per mile; null for a jog and for easy running. */
  pace: number | null;
}

/** What must hold of the work of one day. Lengths in hundredths of a mile. */
interface WorkRules {
  most: number;
  longestSeconds: number | null;
  /** Recovery between repetitions is a must, and at most as long in time as its neighbours. */
  jogs: boolean;
  pace: (block: SessionBlock) => number;
  isWork: (block: SessionBlock) => boolean;
}

/** What fitting asks of a day's type; `easy` stands for every run that holds no work at all. */
export type WorkDayType = 'tempo' | 'intervals' | 'long_run' | 'easy';

/** Least jog between repetitions, some hundred metres, before one of them gives way instead. */
const SHORTEST_JOG = 6;
/** More laps than any session needs, and few enough to write down. */
const MOST_SEGMENTS = 80;

/**
 * The segments of a session with its work held to the rules of the day: paces inside their window,
 * repetitions, recoveries and their sum inside their limits, all of it inside `room` hundredths of a mile.
 * `mend` hears of every departure from what the author wrote.
 */
export function fitWork(options: {
  session: Session;
  type: WorkDayType;
  dayMiles: number;
  /** What the day can hold between the shortest warmup and cooldown. */
  room: number;
  frame: WeekFrame;
  mend: (code: string, detail: string) => void;
}): Segment[] {
  const { session, type, dayMiles, room, frame, mend } = options;
  const rules = workRules(type, dayMiles, frame);
  const expanded = expand(session.blocks, rules, mend);
  const segments = isQuality(type) ? joinRecoveries(expanded) : expanded;
  if (rules.longestSeconds !== null) shortenRepetitions(segments, rules.longestSeconds, mend);
  limitWork(segments, rules.most, mend);
  if (rules.jogs) limitJogs(segments, frame.paces.easy.slow, mend);
  return fitRoom(dropTrailingJog(segments), room, mend);
}

/** Hundredths of a mile of these kinds of segments. */
export function lengthOf(segments: readonly Segment[], ...kinds: readonly Segment['kind'][]): number {
  return segments.reduce((sum, { kind, length }) => (kinds.includes(kind) ? sum + length : sum), 0);
}

function workRules(type: WorkDayType, dayMiles: number, frame: WeekFrame): WorkRules {
  const { paces } = frame;
  if (type === 'intervals') {
    return {
      most: frame.intervals.most,
      longestSeconds: LONGEST_REPETITION_SECONDS,
      jogs: true,
      pace: (block) => intervalLapPace(paces, block),
      isWork: ({ zone }) => zone !== 'easy',
    };
  }
  if (type === 'tempo') {
    return {
      most: frame.tempo.most,
      longestSeconds: null,
      jogs: false,
      pace: (block) => tempoLapPace(paces, block),
      isWork: ({ zone }) => zone !== 'easy',
    };
  }
  const goalPace = type === 'long_run' && frame.goalPace;
  return {
    most: goalPace ? goalPaceLimit(dayMiles) : 0,
    longestSeconds: null,
    jogs: false,
    pace: () => goalSegmentPace(paces, frame.distanceClass),
    isWork: ({ zone }) => goalPace && (zone === 'marathon' || zone === 'race'),
  };
}

function expand(
  blocks: readonly SessionBlock[],
  rules: WorkRules,
  mend: (code: string, detail: string) => void,
): Segment[] {
  const segments: Segment[] = [];
  for (const block of blocks) {
    const work = rules.isWork(block);
    if (!work && block.zone !== 'easy') {
      mend('work.not_allowed', `No ${block.zone} running on this day; it is run easy.`);
    }
    for (let turn = 0; turn < block.repeat && segments.length < MOST_SEGMENTS; turn++) {
      const written = toHundredths(block.distanceMiles);
      const length = work ? Math.max(SHORTEST_REPETITION, written) : written;
      if (length > written)
        mend('repetition.too_short', `A repetition of ${written / 100} miles is lengthened.`);
      if (work) segments.push({ kind: 'work', length, block, pace: rules.pace(block) });
      else segments.push({ kind: 'easy', length, block, pace: null });
      const jog = toHundredths(block.recoveryMiles);
      if (work && (jog > 0 || rules.jogs)) segments.push({ kind: 'jog', length: jog, block, pace: null });
    }
  }
  return segments;
}

/** On a quality day what lies between repetitions is recovery, and other easy running comes before them. */
function joinRecoveries(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const before = joined.at(-1);
    if (segment.kind === 'work') joined.push(segment);
    else if (before?.kind === 'jog') before.length += segment.length;
    else if (before) joined.push({ ...segment, kind: 'jog' });
  }
  return joined;
}

function shortenRepetitions(
  segments: Segment[],
  seconds: number,
  mend: (code: string, detail: string) => void,
): void {
  for (const segment of segments) {
    if (segment.pace === null) continue;
    const longest = distanceIn(seconds, segment.pace);
    if (segment.length <= longest) continue;
    mend('repetition.too_long', `A repetition is cut to ${longest / 100} miles, ${seconds / 60} minutes.`);
    segment.length = longest;
  }
}

/** Leaves out work from the end until the rest is within `most`; the last kept may be cut, to half at least. */
function limitWork(segments: Segment[], most: number, mend: (code: string, detail: string) => void): void {
  const work = lengthOf(segments, 'work');
  if (work <= most) return;
  mend('work.over_limit', `${work / 100} miles of work are cut to the day's limit of ${most / 100}.`);
  let left = most;
  for (const segment of segments) {
    if (segment.kind !== 'work') continue;
    const kept = Math.min(segment.length, left);
    segment.length = left === most || kept >= Math.max(SHORTEST_REPETITION, segment.length / 2) ? kept : 0;
    left -= segment.length;
  }
  dropEmptyWork(segments);
}

/** Takes out work of no length, and the jog after it. */
function dropEmptyWork(segments: Segment[]): void {
  for (let index = segments.length - 1; index >= 0; index--) {
    if (segments[index]?.kind !== 'work' || segments[index]?.length !== 0) continue;
    segments.splice(index, segments[index + 1]?.kind === 'jog' ? 2 : 1);
  }
}

/** Holds each jog to the time of the repetitions beside it, at the slowest easy pace. */
function limitJogs(
  segments: Segment[],
  easySlow: number,
  mend: (code: string, detail: string) => void,
): void {
  for (const [index, segment] of segments.entries()) {
    if (segment.kind !== 'jog') continue;
    const neighbours = [segments[index - 1], segments[index + 1]].filter((each) => each?.kind === 'work');
    const seconds = neighbours.map((each) => ((each?.length ?? 0) * (each?.pace ?? 0)) / 100);
    const longest = distanceIn(Math.min(...seconds), easySlow);
    if (segment.length > 0 && segment.length <= longest) continue;
    if (index < segments.length - 1) {
      mend('recovery.out_of_range', `A recovery of ${segment.length / 100} miles becomes ${longest / 100}.`);
    }
    segment.length = Math.max(1, longest);
  }
}

/** The cooldown, not a jog, follows the last repetition. */
function dropTrailingJog(segments: readonly Segment[]): Segment[] {
  const last = segments.findLastIndex(({ kind }) => kind === 'work');
  return segments.filter(({ kind, length }, index) => length > 0 && (kind !== 'jog' || index < last));
}

/** Shortens the jogs, then leaves out repetitions from the end, until work and jogs fit the day. */
function fitRoom(segments: Segment[], room: number, mend: (code: string, detail: string) => void): Segment[] {
  let fitted = segments;
  if (lengthOf(fitted, 'work', 'jog') <= room) return fitted;
  mend('work.over_room', `Work and recoveries are cut to the ${room / 100} miles the day has for them.`);
  while (lengthOf(fitted, 'work', 'jog') > room) {
    const jogs = fitted.filter(({ kind }) => kind === 'jog');
    const spare = room - lengthOf(fitted, 'work');
    const each = Math.floor(spare / Math.max(1, jogs.length));
    if (jogs.length > 0 && each >= SHORTEST_JOG) {
      for (const jog of jogs) jog.length = Math.min(jog.length, each);
      break;
    }
    const last = fitted.findLastIndex(({ kind }) => kind === 'work');
    const only = fitted.filter(({ kind }) => kind === 'work').length === 1;
    if (only) {
      for (const segment of fitted)
        if (segment.kind === 'work') segment.length = Math.min(segment.length, room);
      fitted = fitted.filter(({ kind }) => kind !== 'jog');
    } else {
      fitted = dropTrailingJog(fitted.toSpliced(last, 1));
    }
  }
  return fitted;
}

import { MILE, toHundredths, toMiles } from '../hundredths.js';
import type { SessionBlock } from '../sessions.js';
import { SHORTEST_REPETITION, type WorkLimit } from '../work-limits.js';
import type { Part, Step, Structure, Workout } from './workout.js';

/** What a day has for a workout. */
export interface WorkoutRoom {
  /** Miles of the whole day. */
  miles: number;
  /** Limits of the day's work in hundredths of a mile; null where the day holds none. */
  work: WorkLimit | null;
  /** Share of the most work allowed that is asked for, 0–1; the limit's floor is asked for anyway. */
  effort: number;
}

type Sets = Extract<Structure, { kind: 'sets' }>;

interface Attempt {
  sets: number;
  lengths: number[];
  total: number;
  scale: number;
}

/** Steps may grow or shrink by this much before another number of sets suits better. */
const SHORTEST_SCALE = 0.6;
const LONGEST_SCALE = 1.4;

/** Least distance jogged over distance run at work pace in the same time, over all paces accepted. */
const JOG_SPEED = 0.6;

/** More interval work than half an hour is more than a slow runner should be asked for, whatever the miles. */
const LONGEST_INTERVAL_MINUTES = 30;

/** Shorter jogs are not worth a lap, where the steps allow longer ones. */
const SHORTEST_JOG = 10;

/** Share of a quality day, between the shortest warmup and cooldown, that work broken by jogs may take. */
const WORK_SHARE = 0.75;

/** Blocks of a workout that fit the day: work inside its limits, and work and jogs inside the day's miles. */
export function workoutBlocks({ structure, dayType }: Workout, room: WorkoutRoom): SessionBlock[] {
  if (structure.kind === 'parts') return structure.parts.map((part) => partBlock(part, room.miles));
  if (!room.work) throw new RangeError('A workout of sets needs a limit for its work.');
  const longest = dayType === 'intervals' ? room.work.sixMinutes : Infinity;
  const space = toHundredths(room.miles) - MILE;
  const longestMinutes = dayType === 'intervals' ? LONGEST_INTERVAL_MINUTES : Infinity;
  const target = Math.min(
    workTarget({ work: room.work, effort: room.effort, space, jog: structure.jog }),
    Math.floor((longestMinutes * room.work.sixMinutes) / 6),
  );
  const best = bestAttempt({ structure, target, minute: room.work.sixMinutes / 6, longest });
  return setBlocks(structure, best, space - best.total);
}

function partBlock({ share, zone, shade }: Part, miles: number): SessionBlock {
  // Quarter miles read well, and rounding down keeps goal-pace shares inside their limit.
  const quarters = Math.max(1, Math.floor(miles * share * 4));
  return { repeat: 1, distanceMiles: quarters / 4, zone, recoveryMiles: 0, ...(shade && { shade }) };
}

function workTarget(options: { work: WorkLimit; effort: number; space: number; jog: number }): number {
  const { work, effort, space, jog } = options;
  const asked = Math.max(work.floor, Math.floor((work.most * effort) / 5) * 5);
  return Math.min(asked, Math.floor(jog > 0 ? space * WORK_SHARE : space));
}

/** The number of sets that fills the target best. */
function bestAttempt(options: { structure: Sets; target: number; minute: number; longest: number }): Attempt {
  const { structure } = options;
  let best = attempt({ ...options, sets: structure.fewest });
  for (let sets = structure.fewest + 1; sets <= structure.most; sets++) {
    const next = attempt({ ...options, sets });
    if (next.scale < SHORTEST_SCALE || next.total > options.target) break;
    if (isBetter(next, best, options.target)) best = next;
  }
  return best;
}

/** Nearer the target by a twentieth or more; else in rounder lengths; else nearer the steps as written. */
function isBetter(next: Attempt, best: Attempt, target: number): boolean {
  const twentieths = ({ total }: Attempt): number => Math.floor((total * 20) / target);
  if (twentieths(next) !== twentieths(best)) return twentieths(next) > twentieths(best);
  const round = ({ lengths }: Attempt): boolean => lengths.every((length) => length % 5 === 0);
  if (round(next) !== round(best)) return round(next);
  return Math.abs(Math.log(next.scale)) < Math.abs(Math.log(best.scale));
}

function attempt(options: {
  structure: Sets;
  target: number;
  minute: number;
  longest: number;
  sets: number;
}): Attempt {
  const { structure, target, minute, longest, sets } = options;
  const nominal = structure.steps.map((step) => step.minutes * minute);
  const wanted = target / (sets * sum(nominal));
  const scale = structure.fewest === structure.most ? wanted : Math.min(LONGEST_SCALE, wanted);
  const unit = Math.min(...nominal) * scale >= 20 ? 5 : 1;
  const lengths = nominal.map((length) => {
    const rounded = Math.floor((Math.min(length * scale, longest) + 1e-6) / unit) * unit;
    return Math.max(SHORTEST_REPETITION, rounded);
  });
  giveRest(
    lengths,
    Math.floor((target - sets * sum(lengths)) / sets),
    Math.min(longest, LONGEST_SCALE * Math.max(...nominal)),
  );
  return { sets, lengths, total: sets * sum(lengths), scale };
}

/** What rounding left over goes to the longest step, if there is one. */
function giveRest(lengths: number[], rest: number, longest: number): void {
  const most = Math.max(...lengths);
  const index = lengths.indexOf(most);
  if (lengths.length > 1 && index === lengths.lastIndexOf(most)) {
    lengths[index] = Math.max(most, Math.min(most + rest, Math.floor(longest)));
  }
}

function setBlocks(structure: Sets, { sets, lengths }: Attempt, jogSpace: number): SessionBlock[] {
  const jogs = sets * lengths.length - 1;
  const longestJog = jogs > 0 ? Math.floor(jogSpace / jogs) : 0;
  if (structure.steps.length === 1) {
    const [step] = structure.steps;
    const [length] = lengths;
    if (!step || length === undefined) throw new RangeError('A structure of sets needs a step.');
    return [
      stepBlock(step, { length, repeat: sets, jog: jogAfter(length, length, structure.jog, longestJog) }),
    ];
  }
  const blocks: SessionBlock[] = [];
  for (let set = 0; set < sets; set++) {
    for (const [index, step] of structure.steps.entries()) {
      const length = lengths[index] ?? 0;
      const next = lengths[index + 1] ?? lengths[0] ?? length;
      const jog = jogAfter(length, next, structure.jog, longestJog);
      blocks.push(stepBlock(step, { length, repeat: 1, jog }));
    }
  }
  return blocks;
}

/** Hundredths jogged after a step: worth a lap, but never longer in time than the steps on either side. */
function jogAfter(length: number, next: number, jog: number, longest: number): number {
  if (jog === 0) return 0;
  const allowed = Math.min(longest, Math.floor(Math.min(length, next) * JOG_SPEED));
  const wanted = Math.min(allowed, Math.max(SHORTEST_JOG, Math.floor(length * jog * JOG_SPEED)));
  return wanted >= 10 ? wanted - (wanted % 5) : wanted;
}

function stepBlock(step: Step, size: { length: number; repeat: number; jog: number }): SessionBlock {
  const { zone, shade } = step;
  return {
    repeat: size.repeat,
    distanceMiles: toMiles(size.length),
    zone,
    recoveryMiles: toMiles(size.jog),
    ...(shade && { shade }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

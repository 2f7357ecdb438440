import { MILE, toHundredths, toMiles } from '../hundredths.js';
import type { SessionBlock } from '../sessions.js';
import type { WorkLimit } from '../work-limits.js';
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
  /** What the work may come to, with room for the jogs of so many sets. */
  most: number;
  /** How much longer the steps came out than written. */
  scale: number;
}

/** Steps may grow or shrink by this much before another number of sets suits better. */
const SHORTEST_SCALE = 0.75;
const LONGEST_SCALE = 1.6;

/** Lengths are multiples of this, which a runner can read off a watch. In hundredths of a mile, as all below. */
const GRID = 5;

/** Shorter steps are fiddly, however slow the runner: the least on the grid that allow a jog worth a lap. */
const SHORTEST_STEP = { quick: 20, usual: 15 } as const;

/** Shorter jogs are not worth a lap, where the steps allow longer ones. */
const SHORTEST_JOG = 10;

/** More interval work than half an hour is more than a slow runner should be asked for, whatever the miles. */
const LONGEST_INTERVAL_MINUTES = 30;
/** Where the week's miles call for no more than the floor, which is far for a slow runner. */
const LONGEST_FLOOR_MINUTES = 20;

/** Least distance jogged over distance run at work pace in the same time, over all paces accepted. */
const JOG_SPEED = { quick: 0.62, usual: 0.69 } as const;

/** Share of a quality day, between the shortest warmup and cooldown, that work broken by jogs may take. */
const WORK_SHARE = 0.75;

/** Blocks of a workout that fit the day: work inside its limits, and work and jogs inside the day's miles. */
export function workoutBlocks({ structure, dayType }: Workout, room: WorkoutRoom): SessionBlock[] {
  if (structure.kind === 'parts') return structure.parts.map((part) => partBlock(part, room.miles));
  const { work } = room;
  if (!work) throw new RangeError('A workout of sets needs a limit for its work.');
  const minute = work.sixMinutes / 6;
  const space = toHundredths(room.miles) - MILE;
  const intervals = dayType === 'intervals';
  const minutes = work.most > work.floor ? LONGEST_INTERVAL_MINUTES : LONGEST_FLOOR_MINUTES;
  const target = Math.min(
    workTarget({ work, effort: room.effort, space, jog: structure.jog }),
    intervals ? Math.floor(minutes * minute) : Infinity,
  );
  const kept = withoutShortRungs(structure, minute);
  const longest = intervals ? work.sixMinutes : Infinity;
  const best = bestAttempt({ structure: kept, target, space, minute, longest });
  return setBlocks(kept, best, space - best.total);
}

/** A ladder or pyramid without the rungs that had to grow too much to be steps for this runner; two lengths are no ladder and stay. */
function withoutShortRungs(structure: Sets, minute: number): Sets {
  const minutes = structure.steps.map((step) => step.minutes);
  if (new Set(minutes).size < 3 || leastScale(structure, minute) <= LONGEST_SCALE) return structure;
  const steps = structure.steps.filter((step) => step.minutes > Math.min(...minutes));
  return withoutShortRungs({ ...structure, steps }, minute);
}

/** How much the steps have to grow for the shortest of them to be a step at all. */
function leastScale({ steps }: Sets, minute: number): number {
  return Math.max(...steps.map((step) => SHORTEST_STEP[speedOf(step)] / (step.minutes * minute)));
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

/**
 * The number of sets that fills the target best. Too little room for the sets as written leaves sets out, down
 * to two, before it shrinks the steps; where only so many sets fit, they grow to fill the target.
 */
function bestAttempt(options: {
  structure: Sets;
  target: number;
  space: number;
  minute: number;
  longest: number;
}): Attempt {
  const { structure, target } = options;
  const { fewest, most } = structure;
  const least = fewest === most ? fewest : Math.min(2, fewest);
  const first = attempt({ ...options, sets: least });
  const others = Array.from({ length: most - least }, (_, more) =>
    attempt({ ...options, sets: least + more + 1 }),
  );
  const fitting = [first, ...others].filter((each) => each.total <= each.most);
  if (fitting.length === 1 && fewest !== most) {
    return bestAttempt({ ...options, structure: { ...structure, fewest: least, most: least } });
  }
  const unshrunk = fitting.filter(({ scale }) => scale >= SHORTEST_SCALE);
  const asWritten = unshrunk.filter(({ sets }) => sets >= fewest);
  if (asWritten.length === 0) return unshrunk.at(-1) ?? first;
  return asWritten.reduce((best, next) => (isBetter(next, best, target) ? next : best));
}

/** Nearer the target by a tenth or more; else nearer the steps as written; else in more sets. */
function isBetter(next: Attempt, best: Attempt, target: number): boolean {
  const tenths = ({ total }: Attempt): number => Math.floor((total * 10) / target);
  if (tenths(next) !== tenths(best)) return tenths(next) > tenths(best);
  return Math.abs(Math.log(next.scale)) <= Math.abs(Math.log(best.scale));
}

function attempt(options: {
  structure: Sets;
  target: number;
  space: number;
  minute: number;
  longest: number;
  sets: number;
}): Attempt {
  const { structure, minute, longest, sets } = options;
  const most = Math.min(options.target, options.space - jogsIn(structure, sets) * SHORTEST_JOG);
  const nominal = structure.steps.map((step) => step.minutes * minute);
  const wanted = most / (sets * sum(nominal));
  const mostScale = Math.max(LONGEST_SCALE, leastScale(structure, minute));
  const scale = structure.fewest === structure.most ? wanted : Math.min(mostScale, wanted);
  const lengths = structure.steps.map((step) =>
    Math.max(SHORTEST_STEP[speedOf(step)], downToGrid(Math.min(step.minutes * minute * scale, longest))),
  );
  const rest = Math.floor((most - sets * sum(lengths)) / sets);
  giveRest(lengths, rest, Math.min(longest, mostScale * Math.max(...nominal)));
  return { sets, lengths, most, total: sets * sum(lengths), scale: sum(lengths) / sum(nominal) };
}

/** What rounding left over goes to the longest step, if there is one. */
function giveRest(lengths: number[], rest: number, longest: number): void {
  const most = Math.max(...lengths);
  const index = lengths.indexOf(most);
  if (lengths.length > 1 && index === lengths.lastIndexOf(most)) {
    lengths[index] = Math.max(most, downToGrid(Math.min(most + rest, longest)));
  }
}

function setBlocks(structure: Sets, { sets, lengths }: Attempt, jogSpace: number): SessionBlock[] {
  const { steps } = structure;
  const longestJog = Math.floor(jogSpace / Math.max(1, jogsIn(structure, sets)));
  const set = steps.map((step, index): SessionBlock => {
    const length = lengths[index] ?? 0;
    const next = (index + 1) % steps.length;
    const neighbours = [
      longestJogBeside(step, length),
      longestJogBeside(steps[next] ?? step, lengths[next] ?? length),
    ];
    const run = structure.unbroken ? sum(lengths) : length;
    const jogs = structure.unbroken !== true || next === 0;
    const jog = jogs ? jogAfter(run * structure.jog, Math.min(longestJog, ...neighbours)) : 0;
    return stepBlock(step, { length, repeat: 1, jog });
  });
  const [only] = set;
  if (only && set.length === 1) return [{ ...only, repeat: sets }];
  return Array.from({ length: sets }, () => set).flat();
}

/** Jogs of a session; after the last step comes the cooldown. */
function jogsIn({ steps, unbroken, jog }: Sets, sets: number): number {
  if (jog === 0) return 0;
  return (unbroken ? sets : sets * steps.length) - 1;
}

/** Hundredths to jog in the time of so many hundredths of work: worth a lap, and on the grid, where they may be. */
function jogAfter(work: number, longest: number): number {
  if (work === 0) return 0;
  const jog = Math.min(longest, Math.max(SHORTEST_JOG, Math.floor(work * JOG_SPEED.quick)));
  return jog >= SHORTEST_JOG ? downToGrid(jog) : jog;
}

/** A jog may be no longer in time than the step beside it. */
function longestJogBeside(step: Step, length: number): number {
  return Math.floor(length * JOG_SPEED[speedOf(step)]);
}

/** Quick steps are those beyond interval pace. */
function speedOf({ zone, shade }: Step): 'quick' | 'usual' {
  return zone === 'repetition' || (zone === 'interval' && shade === 'fast') ? 'quick' : 'usual';
}

function downToGrid(length: number): number {
  return Math.floor((length + 1e-6) / GRID) * GRID;
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

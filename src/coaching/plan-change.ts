import { totalWeeksBetween } from './calendar.js';
import { redraw } from './blueprint.js';
import { distanceClassOf } from './distance.js';
import type {
  Blueprint,
  BlueprintWeek,
  LayoutSettings,
  PhaseSplit,
  PlanChange,
  PlanInputs,
  RuleId,
} from './model.js';
import { settingsRefusals } from './layout-settings.js';
import { PHASE_NAMES } from './model.js';
import {
  defaultPhases,
  MAX_TOTAL_WEEKS,
  MIN_TOTAL_WEEKS,
  phaseOfWeek,
  phasesOf,
  phaseSplitProblem,
} from './phases.js';
import { ownOf, reanchor } from './re-anchor.js';
import { finalInputs, reshapes } from './stages.js';
import { tuneUpMisfits } from './tune-up-places.js';

/** What is wanted of a plan in its course; null phases: the default split, as far as the weeks until then allow. */
export type WantedChange = Omit<PlanChange, 'fromWeek' | 'phases'> & { phases?: PhaseSplit | null };

/** Why a plan cannot be changed so. */
export interface ChangeRefusal {
  field: 'phases' | 'raceDate' | 'tuneUps' | `settings/${keyof LayoutSettings}`;
  /** The rule that stands against it. */
  rule: RuleId;
  detail: string;
  /** That it is the number of weeks that does not do. */
  length?: 'too_short' | 'too_long';
}

/** Most taper weeks of a plan whose taper has begun (§3). */
const LONGEST_TAPER = 3;

/**
 * A change as it holds from a week on. Where the race moves into another week, or other phases are wanted, the weeks
 * left are shared out anew; those before keep their phases.
 * @param options.fromWeek the first by the change; beyond the last week it waits
 * @param options.fixedWeeks weeks whose phases stand
 */
export function planChange(
  inputs: PlanInputs,
  { wanted, fromWeek, fixedWeeks }: { wanted: WantedChange; fromWeek: number; fixedWeeks: number },
): { change: PlanChange; refusal: null } | { change: null; refusal: ChangeRefusal } {
  const { phases: asked, ...rest } = wanted;
  const now = finalInputs(inputs);
  const next = { ...now, ...rest };
  const totalWeeks = totalWeeksBetween(next.startDate, next.raceDate);
  if (totalWeeks < MIN_TOTAL_WEEKS || totalWeeks > MAX_TOTAL_WEEKS) {
    const weeks = Math.max(0, totalWeeks);
    const detail =
      `From ${next.startDate} to a race on ${next.raceDate} the plan would have ${weeks} ${weeks === 1 ? 'week' : 'weeks'}, ` +
      `and rule A needs ${MIN_TOTAL_WEEKS} to ${MAX_TOTAL_WEEKS}.`;
    const length = totalWeeks < MIN_TOTAL_WEEKS ? 'too_short' : 'too_long';
    return { change: null, refusal: { field: 'raceDate', rule: 'A', detail, length } };
  }
  if (totalWeeks <= fixedWeeks) {
    return refused(
      'raceDate',
      `The race on ${next.raceDate} would lie in a week that has begun, or before it.`,
    );
  }
  const [unfit] = settingsRefusals(next);
  if (unfit) {
    const { setting, rule, detail } = unfit;
    return { change: null, refusal: { field: `settings/${setting}`, rule, detail } };
  }
  const [astray] = tuneUpMisfits(next);
  if (astray) {
    const field = wanted.tuneUps ? 'tuneUps' : 'raceDate';
    return { change: null, refusal: { field, rule: astray.rule, detail: astray.detail } };
  }
  const before = phasesOf(now);
  const isLonger = totalWeeks !== totalWeeksBetween(now.startDate, now.raceDate);
  if (asked === undefined && !isLonger) return { change: { ...rest, fromWeek }, refusal: null };
  const field = asked === undefined ? 'raceDate' : 'phases';
  const wish = asked ?? defaultPhases(totalWeeks, distanceClassOf(next.raceDistanceMiles));
  const phases = asked ?? fittedPhases(wish, { before, fixedWeeks, totalWeeks });
  if (!phases) {
    const begun = fixedWeeks > 0 ? phaseOfWeek(before, fixedWeeks) : 'base';
    const detail =
      `Week ${fixedWeeks} stands in the ${begun} phase, and ${totalWeeks - fixedWeeks} weeks after it cannot be shared ` +
      `out among what rule A asks for from there: each phase a week or more, and no taper of more than ${LONGEST_TAPER}.`;
    return refused(field, detail);
  }
  const problem = phaseSplitProblem(phases, totalWeeks) ?? phaseConflict(phases, { before, fixedWeeks });
  if (problem !== null) return refused(field, `Rule A stands against it: ${problem}.`);
  return { change: { ...rest, phases, fromWeek }, refusal: null };
}

function refused(field: ChangeRefusal['field'], detail: string): { change: null; refusal: ChangeRefusal } {
  return { change: null, refusal: { field, rule: 'A', detail } };
}

/** The first week that stands in another phase than a split has it in. */
function phaseConflict(
  phases: PhaseSplit,
  { before, fixedWeeks }: { before: PhaseSplit; fixedWeeks: number },
): string | null {
  for (let week = 1; week <= fixedWeeks; week += 1) {
    const [was, is] = [phaseOfWeek(before, week), phaseOfWeek(phases, week)];
    if (was !== is) return `week ${week} stands in the ${was} phase and would be in the ${is} phase`;
  }
  return null;
}

/** The split nearest to a wished one that leaves weeks in their phases; null where there is none. */
function fittedPhases(
  wish: PhaseSplit,
  options: { before: PhaseSplit; fixedWeeks: number; totalWeeks: number },
): PhaseSplit | null {
  const { before, fixedWeeks, totalWeeks } = options;
  if (fixedWeeks === 0) return wish;
  let left = totalWeeks - fixedWeeks;
  const running = phaseOfWeek(before, fixedWeeks);
  const position = PHASE_NAMES.indexOf(running);
  const later = PHASE_NAMES.slice(position + 1);
  if (left < later.length) return null;
  const split = { ...before };
  // From the race backwards: what is too short for all is taken off the phase that runs.
  for (const [index, name] of later.toReversed().entries()) {
    const others = later.length - index - 1;
    split[name] = Math.min(wish[name], left - others);
    left -= split[name];
  }
  const over = PHASE_NAMES.slice(0, position).reduce((weeks, name) => weeks + before[name], 0);
  split[running] = fixedWeeks - over + left;
  const longest = Math.max(LONGEST_TAPER, before.taper);
  return running === 'taper' && split.taper > longest ? null : split;
}

/**
 * Inputs with one change more, in the order in which changes hold: an earlier one that holds only later holds from the
 * new one on too. One that waits beyond the last week goes on waiting, but for what the new one sets.
 */
export function withChange(inputs: PlanInputs, change: PlanChange): PlanInputs {
  const { fromWeek } = change;
  const { startDate, raceDate } = finalInputs(inputs);
  const totalWeeks = totalWeeksBetween(startDate, raceDate);
  const isWaiting = (each: PlanChange) => each.fromWeek > totalWeeks && fromWeek <= totalWeeks;
  const earlier = inputs.changes ?? [];
  const inForce = earlier
    .filter((each) => !isWaiting(each))
    .map((each) => (each.fromWeek > fromWeek ? { ...each, fromWeek } : each));
  const waiting = earlier.filter(isWaiting).flatMap((each) => withoutKeys(each, change));
  return { ...inputs, changes: [...inForce, change, ...waiting] };
}

/** What is left of a change where a newer one sets the same; nothing where all of it is set. */
function withoutKeys(change: PlanChange, newer: PlanChange): PlanChange[] {
  const entries = Object.entries(change).filter(([key]) => key === 'fromWeek' || !(key in newer));
  if (entries.length === Object.keys(change).length) return [change];
  return entries.length > 1 ? [{ ...Object.fromEntries(entries), fromWeek: change.fromWeek }] : [];
}

/**
 * Inputs all of whose changes hold from a week on at the latest. Phases that waited until weeks stood against them are
 * given up.
 */
export function withoutWaiting(inputs: PlanInputs, fromWeek: number): PlanInputs {
  return withMoved(inputs, (change, before) =>
    change.fromWeek > fromWeek ? heldFrom(change, fromWeek, before).held : [change],
  );
}

/**
 * Inputs whose changes that wait for a week among these hold from it, as far back as one follows the other. Phases that
 * would have a week before it in another one than it stands in go on waiting.
 */
export function reachingBack(inputs: PlanInputs, weekNumbers: readonly number[]): PlanInputs {
  const earliest = (fromWeek: number): number =>
    weekNumbers.includes(fromWeek - 1) ? earliest(fromWeek - 1) : fromWeek;
  return withMoved(inputs, (change, before) => {
    const fromWeek = earliest(change.fromWeek);
    if (fromWeek === change.fromWeek) return [change];
    const { held, left } = heldFrom(change, fromWeek, before);
    return held.length === 0 ? [change] : [...held, ...left];
  });
}

/** Inputs with each change as `move` has it, told of the inputs with those before it; the very same where none moves. */
function withMoved(
  inputs: PlanInputs,
  move: (change: PlanChange, before: PlanInputs) => PlanChange[],
): PlanInputs {
  const changes = inputs.changes ?? [];
  let moved: PlanChange[] = [];
  for (const change of changes) moved = [...moved, ...move(change, { ...inputs, changes: moved })];
  const isSame = moved.length === changes.length && moved.every((change, at) => change === changes[at]);
  return isSame ? inputs : { ...inputs, changes: moved };
}

/** What of a change may hold from an earlier week, and what is left of it: phases that weeks before it stand against. */
function heldFrom(
  change: PlanChange,
  fromWeek: number,
  before: PlanInputs,
): { held: PlanChange[]; left: PlanChange[] } {
  const { phases, ...others } = change;
  const now = phasesOf(finalInputs(before));
  if (!phases || phaseConflict(phases, { before: now, fixedWeeks: fromWeek - 1 }) === null) {
    return { held: [{ ...change, fromWeek }], left: [] };
  }
  const isEmpty = Object.keys(others).length === 1;
  return {
    held: isEmpty ? [] : [{ ...others, fromWeek }],
    left: [{ phases, fromWeek: change.fromWeek }],
  };
}

/** A plan as it is drawn, and as it stands with what its weeks were adapted to. */
export interface PlanCourse {
  drawn: Blueprint;
  blueprint: Blueprint;
}

/** The first week that other inputs lay otherwise; null where none is. */
export function firstReshaped(before: PlanInputs, after: PlanInputs): number | null {
  const [was, is] = [before, after].map((inputs) => (inputs.changes ?? []).filter(reshapes));
  const differing = [...(was ?? []), ...(is ?? [])].filter(
    (change) => !(was?.includes(change) && is?.includes(change)),
  );
  return differing.length === 0 ? null : Math.min(...differing.map(({ fromWeek }) => fromWeek));
}

/**
 * A plan on its inputs as they are by now: laid anew from a week on, weeks before it as they stand. What later weeks
 * were adapted to by themselves they keep.
 */
export function courseFrom(
  inputs: PlanInputs,
  { drawn, blueprint }: PlanCourse,
  weekNumber: number,
): PlanCourse {
  const redrawn = redraw(inputs, drawn, weekNumber);
  if (drawn === blueprint) return { drawn: redrawn, blueprint: redrawn };
  const weeks = redrawn.weeks.map((week) => {
    const stands = blueprint.weeks[week.weekNumber - 1];
    return stands && week.weekNumber < weekNumber ? stands : withOwn(week, stands);
  });
  const current = { ...redrawn, weeks };
  if (weekNumber > redrawn.totalWeeks) return { drawn: redrawn, blueprint: current };
  return {
    drawn: redrawn,
    blueprint: reanchor({ inputs, drawn: redrawn, current, weekNumber, adaptation: null }),
  };
}

/** A week with what it was adapted to before by itself; no raise outlives in a week that is cut now. */
function withOwn(week: BlueprintWeek, stands: BlueprintWeek | undefined): BlueprintWeek {
  const own = ownOf(stands);
  if (!own) return week;
  const mayRise = week.phase !== 'taper' && !week.recovery && !week.touched;
  const rules = own.rules.filter((rule) => mayRise || rule !== 'adapt.raised');
  if (rules.length === 0) return week;
  const level = rules.length < own.rules.length ? null : own.level;
  return { ...week, adaptation: { ...own, rules, level } };
}

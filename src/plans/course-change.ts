import { adaptationsOf } from '../coaching/adaptations.js';
import type { Finding } from '../coaching/audit.js';
import { daysBetween } from '../coaching/calendar.js';
import { askedBeforeRace } from '../coaching/days-before-race.js';
import type { CalendarDate } from '../coaching/model.js';
import {
  planChange,
  reachingBack,
  withChange,
  withoutWaiting,
  type ChangeRefusal,
  type WantedChange,
} from '../coaching/plan-change.js';
import { finalInputs } from '../coaching/stages.js';
import { tuneUpRefusals } from '../coaching/tune-ups.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { ConflictError, InvalidError } from '../common/errors.js';
import { coachWeeks, inFull, onInputs, type PlanBase } from './changed-course.js';
import { hasBegun, isHeld, isWrittenLike, writtenWith } from './outdated-weeks.js';
import { auditAsWritten, faultsOf, fieldErrorsOf, newBlocking, type PlanBasis } from './plan-audit.js';
import { mergeWeeks, withPhasesOf, type Cascade, type StoredWeek } from './stored-week.js';

/** A plan in its course, and what is wanted of it. */
export interface CourseChange {
  base: PlanBase;
  cascade: Cascade;
  seed: number;
  /** Workouts of staff's own that may be drawn for it. */
  ownWorkouts: readonly Workout[];
  /** Written in full: a plan that becomes longer has no week missing either. */
  isComplete: boolean;
  /** The athlete's day. */
  today: CalendarDate;
  wanted: WantedChange;
}

/** What a change makes of a plan. */
export interface ChangedPlan {
  base: PlanBase;
  /** The first week that goes by it; one more than the plan has where all are written. */
  fromWeek: number;
  /** Weeks written anew, or with a note of the change alone; by the built-in coach, not released. */
  weeks: StoredWeek[];
  /** Weeks that the plan has no more. */
  removed: number[];
  /** Weeks ahead that were written before it and stay as they are until they are written anew. */
  writtenBefore: number[];
  findings: { before: Finding[]; after: Finding[] };
}

/**
 * A plan after a change in its course. What is not written yet follows; where the race moves, what is written ahead does
 * too, so that nobody trains for another day than that of the race. Days begun and days that staff hold stay.
 * @throws InvalidError `week.none_ahead`, `plan.phases_invalid`, `plan.too_short`, `plan.too_long`,
 *   `plan.race_too_near`, `plan.settings_refused`, `plan.change_refused`; ConflictError `plan.days_locked`
 */
export function changedPlan(change: CourseChange): ChangedPlan {
  const { base, cascade, wanted } = change;
  const { totalWeeks } = base.blueprint;
  const moves = wanted.raceDate !== undefined || wanted.raceDistanceMiles !== undefined;
  const firstAhead = firstWeekAhead(change);
  if (firstAhead > totalWeeks) {
    throw new InvalidError(
      'week.none_ahead',
      'The last week of the plan has begun: nothing is left to change.',
    );
  }
  const lastWritten = Math.max(0, ...cascade.weeks.map(({ weekNumber }) => weekNumber));
  const fromWeek = moves ? firstAhead : Math.max(firstAhead, lastWritten + 1);
  const waits = fromWeek > totalWeeks;
  const fixedWeeks = (waits ? firstAhead : fromWeek) - 1;
  const planned = planChange(base.inputs, { wanted, fromWeek, fixedWeeks });
  if (!planned.change) throw refused(planned.refusal);
  const settled = moves ? withoutWaiting(base.inputs, fromWeek) : base.inputs;
  const inputs = withChange(settled, planned.change);
  const [beyond] = tuneUpRefusals(inputs);
  if (beyond) throw refused({ field: 'tuneUps', ...beyond });
  const changed = onInputs(base, inputs);
  if (moves) requireRoom(change, changed, firstAhead);
  const made = moves ? followed(change, changed, firstAhead) : { weeks: [], removed: [] };
  const ahead = cascade.weeks.filter(({ weekNumber }) => weekNumber >= firstAhead);
  const writtenBefore = moves ? [] : ahead.map(({ weekNumber }) => weekNumber);
  // A change that waits is judged by what it will come to.
  const judged = waits ? asReplanned(change, changed, writtenBefore) : { base: changed, weeks: made.weeks };
  const after = storedAfter(cascade, { ...made, weeks: judged.weeks });
  const { seed, ownWorkouts } = change;
  const findings = {
    before: auditAsWritten(base, inFull({ basis: base, seed, ownWorkouts, cascade })),
    after: auditAsWritten(judged.base, inFull({ basis: judged.base, seed, ownWorkouts, cascade: after })),
  };
  requireSound(judged, { change, after, findings });
  return { base: changed, fromWeek, ...made, writtenBefore, findings };
}

/** The cascade with weeks in their places, and without those that the plan has no more. */
export function storedAfter(
  { phases, weeks: stored }: Cascade,
  { weeks, removed }: Pick<ChangedPlan, 'weeks' | 'removed'>,
): Cascade {
  const left = stored.filter(({ weekNumber }) => !removed.includes(weekNumber));
  return mergeWeeks({ phases, weeks: left }, weeks);
}

function firstWeekAhead({ base: { blueprint, inputs }, today }: CourseChange): number {
  const ahead = blueprint.weeks.find((week) => !hasBegun(week, { inputs, today }));
  return ahead?.weekNumber ?? blueprint.totalWeeks + 1;
}

const REFUSAL_CODES: Partial<Record<ChangeRefusal['field'], string>> = {
  phases: 'plan.phases_invalid',
  raceDate: 'plan.race_too_near',
  tuneUps: 'plan.tune_up_refused',
};

/** As requests call what a plan has otherwise. */
const ASKED_AS: Partial<Record<ChangeRefusal['field'], string>> = {
  raceDate: 'raceId',
  tuneUps: 'tuneUpRaceIds',
};

function refused({ field, rule, detail, length }: ChangeRefusal): InvalidError {
  const code = length ? `plan.${length}` : (REFUSAL_CODES[field] ?? 'plan.settings_refused');
  return new InvalidError(code, detail, [{ pointer: `/${ASKED_AS[field] ?? field}`, detail, code, rule }]);
}

/** Weeks ahead as a plan wants them whose race has moved: those that stand otherwise are written anew. */
function followed(
  change: CourseChange,
  basis: PlanBasis,
  firstAhead: number,
): Pick<ChangedPlan, 'weeks' | 'removed'> {
  const { cascade, seed, ownWorkouts, isComplete } = change;
  const { blueprint, inputs } = basis;
  const ahead = cascade.weeks.filter(({ weekNumber }) => weekNumber >= firstAhead);
  const removed = ahead.filter(({ weekNumber }) => weekNumber > blueprint.totalWeeks);
  requireFree(removed);
  const stays = ahead.filter((week) => !removed.includes(week));
  const lastWritten = cascade.weeks.at(-1)?.weekNumber ?? 0;
  const added = isComplete ? blueprint.weeks.filter(({ weekNumber }) => weekNumber > lastWritten) : [];
  const left = storedAfter(cascade, { weeks: [], removed: removed.map(({ weekNumber }) => weekNumber) });
  const isAsWanted = (week: StoredWeek) => {
    const wanted = blueprint.weeks[week.weekNumber - 1];
    return wanted !== undefined && week.phase === wanted.phase && isWrittenLike(week, wanted);
  };
  const write = (outdated: readonly StoredWeek[]): StoredWeek[] => {
    const weekNumbers = [...outdated, ...added].map(({ weekNumber }) => weekNumber);
    const asLaid = withPhasesOf(blueprint, left);
    const written = coachWeeks({ basis, seed, ownWorkouts, cascade: asLaid, weekNumbers });
    const same = stays.filter((week) => !outdated.includes(week));
    return [...same.map((week) => upToDate(week, inputs)), ...written].toSorted(
      (a, b) => a.weekNumber - b.weekNumber,
    );
  };
  const weeks = write(stays.filter((week) => !isAsWanted(week)));
  const isSound = faultsOf(basis, { stored: { ...change.base, cascade: left }, weeks }).length === 0;
  // Paces of a goal over another distance, say: then all of them are written anew.
  return { weeks: isSound ? weeks : write(stays), removed: removed.map(({ weekNumber }) => weekNumber) };
}

/** A week that stands as it is wanted by now. */
function upToDate(week: StoredWeek, inputs: PlanBasis['inputs']): StoredWeek {
  const { changes: _, ...provenance } = week.provenance;
  return { ...week, provenance: { ...provenance, ...writtenWith(inputs, week.weekNumber) } };
}

/** The plan as it will be once all that lies ahead is written anew. */
function asReplanned(
  { cascade, seed, ownWorkouts }: CourseChange,
  changed: PlanBase,
  ahead: readonly number[],
): { base: PlanBase; weeks: StoredWeek[] } {
  const base = onInputs(changed, reachingBack(changed.inputs, ahead));
  const asLaid = withPhasesOf(base.blueprint, cascade);
  const task = { basis: base, seed, ownWorkouts, cascade: asLaid, weekNumbers: ahead };
  return { base, weeks: coachWeeks(task) };
}

function requireFree(removed: readonly StoredWeek[]): void {
  const locked = removed.flatMap(({ days }) => days.filter((day) => day.locked).map(({ date }) => date));
  if (locked.length === 0) return;
  throw new ConflictError(
    'plan.days_locked',
    `The plan would have no week any more for ${locked.join(', ')}, which staff hold; unlock them first.`,
  );
}

/** Days left of weeks begun cannot follow a race that comes nearer: they must do as they are. */
function requireRoom(
  { cascade, today }: CourseChange,
  { inputs, blueprint }: PlanBasis,
  firstAhead: number,
): void {
  const { raceDate } = finalInputs(inputs);
  const adaptations = adaptationsOf(blueprint);
  const begun = cascade.weeks.filter(({ weekNumber }) => weekNumber < firstAhead);
  const inTheWay = begun.flatMap(({ weekNumber, days }) => {
    const offDates = adaptations.get(weekNumber)?.offDates ?? [];
    return days.filter((day) => {
      const place = { daysToRace: daysBetween(day.date, raceDate), off: offDates.includes(day.date) };
      return day.date >= today && askedBeforeRace(day, place) !== null;
    });
  });
  if (inTheWay.length === 0) return;
  const detail =
    `Rule D stands against a race on ${raceDate}: the week that has begun is not laid anew, and ` +
    `${inTheWay.map(({ date }) => date).join(', ')} would have to be easier before it. Change these days first, ` +
    'or choose a later date.';
  throw new InvalidError('plan.race_too_near', detail, [
    { pointer: '/raceId', detail, code: 'plan.race_too_near', rule: 'D' },
  ]);
}

/** @throws ConflictError `plan.days_locked` for what only locked days stand against; InvalidError `plan.change_refused` */
function requireSound(
  { base, weeks }: { base: PlanBasis; weeks: readonly StoredWeek[] },
  { change, after, findings }: { change: CourseChange; after: Cascade; findings: ChangedPlan['findings'] },
): void {
  const found = newBlocking(findings);
  if (found.length === 0) return;
  // What stands against rules in weeks that nobody has touched is as it was.
  const stored = { ...change.base, cascade: change.cascade };
  const faults = weeks.length > 0 ? faultsOf(base, { stored, weeks }) : [];
  const written = new Set<number | null>(after.weeks.map(({ weekNumber }) => weekNumber));
  const brought = found.filter(
    (each) => !written.has(each.weekNumber) || faults.some(({ message }) => message === each.message),
  );
  if (brought.length === 0) return;
  const held = after.weeks.filter(
    (week) => isHeld(week) && brought.some(({ weekNumber }) => weekNumber === week.weekNumber),
  );
  const errors = fieldErrorsOf(brought);
  if (held.length > 0) {
    const numbers = held.map(({ weekNumber }) => weekNumber).join(', ');
    throw new ConflictError(
      'plan.days_locked',
      `Week ${numbers} cannot be laid around its locked days after this change; unlock them first.`,
      errors,
    );
  }
  throw new InvalidError(
    'plan.change_refused',
    `The plan would break coaching rules: ${[...new Set(brought.map(({ code }) => code))].join(', ')}.`,
    errors,
  );
}

import { adaptationsOf } from '../coaching/adaptations.js';
import { auditPlan } from '../coaching/audit.js';
import type { Finding } from '../coaching/audit.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import { DefectError, InvalidError, type FieldError } from '../common/errors.js';
import { isHeld, inputsOfOutdated } from './outdated-weeks.js';
import { mergeWeeks, withPhasesOf, type Cascade, type StoredWeek } from './stored-week.js';

/** Most findings that are named in an error. */
const NAMED = 5;

/** The note of a week that is left as it was. */
const LEFT = 'week.held';

/** What a plan is judged by: what it was made from, and what its weeks were adapted to. */
export interface PlanBasis {
  inputs: PlanInputs;
  blueprint: Blueprint;
}

/** What the rules say of a plan as it stands. */
export function auditCascade({ inputs, blueprint }: PlanBasis, { phases, weeks }: Cascade): Finding[] {
  return auditPlan({ inputs, phases, weeks, adaptations: adaptationsOf(blueprint) });
}

/** As `auditCascade`, but weeks that an accepted change has not reached are judged by what they were written with. */
export function auditAsWritten(basis: PlanBasis, cascade: Cascade): Finding[] {
  const { inputs, weekNumbers } = inputsOfOutdated(basis.inputs, cascade);
  const findings = auditCascade(basis, cascade);
  if (weekNumbers.size === 0) return findings;
  return [
    ...findings.filter(({ weekNumber }) => !weekNumbers.has(weekNumber)),
    ...auditCascade({ ...basis, inputs }, cascade).filter(({ weekNumber }) => weekNumbers.has(weekNumber)),
  ];
}

/**
 * Blocking findings that a change brings: they were not there before, or were about something less.
 * @param findings of the plan before and after the change
 */
export function newBlocking({
  before,
  after,
}: {
  before: readonly Finding[];
  after: readonly Finding[];
}): Finding[] {
  const known = new Set(before.map(({ message }) => message));
  return after.filter(({ severity, message }) => severity === 'blocking' && !known.has(message));
}

/** Findings as an answer names them: they are about no field of the request, but each has its rule. */
export function fieldErrorsOf(findings: readonly Finding[]): FieldError[] {
  return findings.map(({ rule, code, message, expected, actual }) => ({
    pointer: '',
    detail: message,
    code,
    rule,
    expected,
    actual,
  }));
}

/**
 * A plan as if no person had changed or held a day of any week but one: type and miles of the others as the blueprint
 * has them. A day that was let go of again is as it was changed until its week is written anew.
 */
function untouchedBut(
  weekNumber: number | null,
  { cascade: { phases, weeks }, basis: { blueprint } }: { cascade: Cascade; basis: PlanBasis },
): Cascade {
  const laid = new Map(blueprint.weeks.flatMap(({ days }) => days.map((day) => [day.date, day])));
  const free = weeks.map((week) => {
    if (week.weekNumber === weekNumber) return week;
    const days = week.days.map((day) => {
      const drawn = laid.get(day.date);
      if (!(day.locked || week.provenance.edited) || !drawn || drawn.type === 'race') return day;
      return { ...day, workoutType: drawn.type, miles: drawn.miles };
    });
    return { ...week, days };
  });
  return { phases, weeks: free };
}

function isAlike(one: Finding, other: Finding): boolean {
  return one.code === other.code && one.weekNumber === other.weekNumber && one.dayNumber === other.dayNumber;
}

/** A plan as it is stored, and weeks that come into it. */
export interface WrittenPlan {
  /** By what the plan is judged as it is stored. */
  stored: PlanBasis & { cascade: Cascade };
  weeks: readonly StoredWeek[];
}

/**
 * What weeks that are about to be stored break. What other weeks stood against before is no fault of these, nor is what
 * they break only because of days that people hold or have changed, here or elsewhere: a long run cut short that carries
 * no longer one.
 * What stands in a week that staff hold by a locked day, and that was not written now, is theirs, though the weeks
 * around it may have been adapted since.
 * @param basis by what the plan is judged with the new weeks
 */
export function faultsOf(basis: PlanBasis, { stored, weeks }: WrittenPlan): Finding[] {
  const { cascade } = stored;
  const written = new Set<number | null>(weeks.map(({ weekNumber }) => weekNumber));
  const isWritten = ({ weekNumber }: { weekNumber: number | null }) => written.has(weekNumber);
  const held = new Set<number | null>(
    [...cascade.weeks.filter((week) => !isWritten(week)), ...weeks]
      .filter(isHeld)
      .map(({ weekNumber }) => weekNumber),
  );
  const merged = mergeWeeks(withPhasesOf(basis.blueprint, cascade), weeks);
  const after = auditCascade(basis, merged).filter(
    (each) => each.severity === 'blocking' && (isWritten(each) || !held.has(each.weekNumber)),
  );
  if (after.length === 0) return [];
  const before = auditCascade(stored, cascade);
  const found = new Map<number | null, Finding[]>();
  const foundAlone = ({ weekNumber }: Finding): Finding[] => {
    const known =
      found.get(weekNumber) ?? auditCascade(basis, untouchedBut(weekNumber, { cascade: merged, basis }));
    found.set(weekNumber, known);
    return known;
  };
  const brought = newBlocking({ before: before.filter((each) => !isWritten(each)), after });
  return brought.filter((fault) => {
    if (!isWritten(fault)) return true;
    const stoodBefore = held.has(fault.weekNumber) && before.some((each) => isAlike(each, fault));
    return !stoodBefore && foundAlone(fault).some((each) => isAlike(each, fault));
  });
}

/**
 * Whatever wrote the weeks: a plan that breaks a rule is not stored.
 * @throws DefectError `generation.rules_broken` naming the first of `faultsOf`
 */
export function requireSound(basis: PlanBasis, written: WrittenPlan): void {
  refuse(faultsOf(basis, written));
}

/** @throws DefectError `generation.rules_broken` naming the first of the faults, where there are any */
export function refuse(faults: readonly Finding[]): void {
  if (faults.length === 0) return;
  throw new DefectError(
    'generation.rules_broken',
    `What was written breaks ${faults.length} of the coaching rules, so nothing was stored. ${namesOf(faults)} ` +
      'Try again, and report it if it happens again.',
  );
}

/**
 * As `requireSound`, of weeks that are written around days that staff hold. Of several that were asked for, one that
 * cannot be laid around them stays as it is, and says so.
 * @param asked the numbers of those asked for; others are written with them because they follow
 * @returns the weeks to store
 * @throws InvalidError `week.held_days` where that is the only one asked for; DefectError as `requireSound`
 */
export function soundAround(
  basis: PlanBasis,
  { stored, weeks, asked }: WrittenPlan & { asked: readonly number[] },
): readonly StoredWeek[] {
  const faults = faultsOf(basis, { stored, weeks });
  if (faults.length === 0) return weeks;
  const held = weeks.filter(isHeld);
  if (asked.length === 1 && held.some(({ weekNumber }) => asked.includes(weekNumber))) {
    throw new InvalidError(
      'week.held_days',
      `The week cannot be laid around its locked days, and stays as it is. ${namesOf(faults)} ` +
        'Unlock a day, or send "overwriteEdits": true to let go of all.',
    );
  }
  const unsound = held.filter((week) => faults.some(({ weekNumber }) => weekNumber === week.weekNumber));
  const leaving = (left: readonly StoredWeek[]) =>
    weeks.map((week) => (left.includes(week) ? asItWas(week, stored.cascade) : week));
  // What stays as it is was not written.
  const writing = (left: readonly StoredWeek[]) => weeks.filter((week) => !left.includes(week));
  if (faultsOf(basis, { stored, weeks: writing(unsound) }).length === 0) return leaving(unsound);
  requireSound(basis, { stored, weeks: writing(held) });
  return leaving(held);
}

/** Whether a week that was to be written anew was left as it was, for the days of it that staff hold. */
export function isLeft({ notes }: StoredWeek): boolean {
  return notes.some(({ code }) => code === LEFT);
}

function asItWas(week: StoredWeek, { weeks }: Cascade): StoredWeek {
  const before = weeks.find(({ weekNumber }) => weekNumber === week.weekNumber) ?? week;
  const text = 'The week was not written anew with the others: it cannot be laid around its locked days.';
  const notes = before.notes.filter(({ code }) => code !== LEFT);
  return { ...before, notes: [...notes, { rule: 'F', code: LEFT, text }] };
}

function namesOf(faults: readonly Finding[]): string {
  return faults
    .slice(0, NAMED)
    .map(({ rule, message }) => `${rule}: ${message}`)
    .join(' ');
}

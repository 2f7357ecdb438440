import { adaptationsOf } from '../coaching/adaptations.js';
import { auditPlan } from '../coaching/audit.js';
import type { Finding } from '../coaching/audit.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import { DefectError } from '../common/errors.js';
import { mergeWeeks } from './cascade.writer.js';
import { inputsOfOutdated } from './outdated-weeks.js';
import type { Cascade, StoredWeek } from './stored-week.js';

/** Most findings that are named in an error. */
const NAMED = 5;

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

/** Stored weeks as if staff held none of their days: type and miles as the blueprint has them. */
function withoutHeldDays({ phases, weeks }: Cascade, { blueprint }: PlanBasis): Cascade {
  const laid = new Map(blueprint.weeks.flatMap(({ days }) => days.map((day) => [day.date, day])));
  const free = weeks.map((week) => ({
    ...week,
    days: week.days.map((day) => {
      const drawn = laid.get(day.date);
      if (!day.locked || !drawn || drawn.type === 'race') return day;
      return { ...day, workoutType: drawn.type, miles: drawn.miles };
    }),
  }));
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
 * Whatever wrote the weeks: a plan that breaks a rule is not stored. What other weeks stood against before is no fault
 * of these, nor is what they break only because of days that staff hold elsewhere, such as a long run cut short that
 * carries no longer one. What stands in a week that staff hold by a locked day, and that was not written now, is
 * theirs, though the weeks around it may have been adapted since.
 * @param basis by what the plan is judged with the new weeks
 * @throws DefectError `generation.rules_broken` naming the first blocking findings
 */
export function requireSound(basis: PlanBasis, { stored, weeks }: WrittenPlan): void {
  const { cascade } = stored;
  const written = new Set<number | null>(weeks.map(({ weekNumber }) => weekNumber));
  const held = cascade.weeks.filter(
    (week) => !written.has(week.weekNumber) && week.days.some(({ locked }) => locked),
  );
  const isHeld = new Set<number | null>(held.map(({ weekNumber }) => weekNumber));
  const after = auditCascade(basis, mergeWeeks(cascade, weeks));
  const faults = after.filter(
    ({ severity, weekNumber }) => severity === 'blocking' && !isHeld.has(weekNumber),
  );
  if (faults.length === 0) return;
  const before = auditCascade(stored, cascade).filter(({ weekNumber }) => !written.has(weekNumber));
  const free = auditCascade(basis, mergeWeeks(withoutHeldDays(cascade, basis), weeks));
  const isOwn = (fault: Finding) =>
    !written.has(fault.weekNumber) || free.some((each) => isAlike(each, fault));
  const blocking = newBlocking({ before, after: faults }).filter(isOwn);
  if (blocking.length === 0) return;
  const named = blocking.slice(0, NAMED).map(({ rule, message }) => `${rule}: ${message}`);
  throw new DefectError(
    'generation.rules_broken',
    `What was written breaks ${blocking.length} of the coaching rules, so nothing was stored. ${named.join(' ')} ` +
      'Try again, and report it if it happens again.',
  );
}

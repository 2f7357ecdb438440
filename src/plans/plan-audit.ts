import { adaptationsOf } from '../coaching/adaptations.js';
import { auditPlan } from '../coaching/audit.js';
import type { Finding } from '../coaching/audit.js';
import type { Blueprint, PlanInputs } from '../coaching/model.js';
import { DefectError } from '../common/errors.js';
import { inputsOfOutdated } from './outdated-weeks.js';
import type { Cascade } from './stored-week.js';

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
 * Whatever wrote the weeks: a plan that breaks a rule is not stored. What stands in a week that staff hold by a locked
 * day, and that was not written now, is theirs: the weeks around it may have been adapted since.
 * @param written numbers of the weeks that are new
 * @throws DefectError `generation.rules_broken` naming the first blocking findings
 */
export function requireSound(basis: PlanBasis, cascade: Cascade, written: readonly number[]): void {
  const held = cascade.weeks.filter(
    (week) => !written.includes(week.weekNumber) && week.days.some(({ locked }) => locked),
  );
  const isHeld = new Set<number | null>(held.map(({ weekNumber }) => weekNumber));
  const blocking = auditCascade(basis, cascade).filter(
    ({ severity, weekNumber }) => severity === 'blocking' && !isHeld.has(weekNumber),
  );
  if (blocking.length === 0) return;
  const named = blocking.slice(0, NAMED).map(({ rule, message }) => `${rule}: ${message}`);
  throw new DefectError(
    'generation.rules_broken',
    `What was written breaks ${blocking.length} of the coaching rules, so nothing was stored. ${named.join(' ')} ` +
      'Try again, and report it if it happens again.',
  );
}

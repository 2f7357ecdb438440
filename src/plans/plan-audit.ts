import { auditPlan } from '../coaching/audit.js';
import type { Finding } from '../coaching/audit.js';
import type { PlanInputs } from '../coaching/model.js';
import { DefectError } from '../common/errors.js';
import type { Cascade } from './stored-week.js';

/** Most findings that are named in an error. */
const NAMED = 5;

/** What the rules say of a plan as it stands. */
export function auditCascade(inputs: PlanInputs, { phases, weeks }: Cascade): Finding[] {
  return auditPlan({ inputs, phases, weeks });
}

/**
 * Whatever wrote the weeks: a plan that breaks a rule is not stored.
 * @throws DefectError `generation.rules_broken` naming the first blocking findings
 */
export function requireSound(inputs: PlanInputs, cascade: Cascade): void {
  const blocking = auditCascade(inputs, cascade).filter(({ severity }) => severity === 'blocking');
  if (blocking.length === 0) return;
  const named = blocking.slice(0, NAMED).map(({ rule, message }) => `${rule}: ${message}`);
  throw new DefectError(
    'generation.rules_broken',
    `What was written breaks ${blocking.length} of the coaching rules, so nothing was stored. ${named.join(' ')} ` +
      'Try again, and report it if it happens again.',
  );
}

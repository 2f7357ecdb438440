import { PHASE_NAMES } from '../model.js';
import type { AuditContext } from './context.js';
import { finding, type Finding } from './finding.js';

/** Rule A: which phases there are, how long they are, and the phase of each week. */
export function auditPhases(context: AuditContext): Finding[] {
  const { plan, split, totalWeeks } = context;
  const findings: Finding[] = [];
  const names = plan.phases.map(({ name }) => name).join(', ');
  if (names !== PHASE_NAMES.join(', ')) {
    findings.push(
      finding('A.phase_order', {}, { expected: PHASE_NAMES.join(', '), actual: names || 'none' }),
    );
  }
  let sum = 0;
  for (const { name, weekCount } of plan.phases) {
    sum += weekCount;
    if (!Number.isInteger(weekCount) || weekCount < 1) {
      findings.push(
        finding('A.phase_empty', {}, { expected: `${name} of 1 week or more`, actual: `${weekCount}` }),
      );
    }
    if (weekCount !== split[name]) {
      const expected = `${name} of ${split[name]} weeks`;
      findings.push(finding('A.phase_split', {}, { expected, actual: `${weekCount}` }));
    }
  }
  if (sum !== totalWeeks) {
    findings.push(finding('A.phase_sum', {}, { expected: `${totalWeeks} weeks`, actual: `${sum}` }));
  }
  for (const { week, weekNumber, phase } of context.weeks) {
    if (week.phase !== phase) {
      findings.push(finding('A.week_phase', { weekNumber }, { expected: phase, actual: week.phase }));
    }
  }
  return findings;
}

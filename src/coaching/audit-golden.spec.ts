import { describe, expect, it } from 'vitest';
import { goldenAdvice, goldenPlans } from '../../test/support/plain-plans.js';
import { auditPlan, type Finding } from './audit.js';

/** Codes the example file prints under `advise:`, in its own words. */
function advised({ code, weekNumber, expected, actual }: Finding): string[] {
  switch (code) {
    case 'E.first_long_run':
      return [`E w${weekNumber} first long run ${Number(actual) < 6 ? 'under 6' : 'over 12'}`];
    case 'C.largest_week':
      return [`peak w0 ${actual}<${parseFloat(expected)}`];
    case 'C.base_share':
      return [`base w0 ${(parseFloat(actual) / 100).toFixed(2)}`];
    // What depends on the goal, on the laps or on the runner is not part of a blueprint.
    case 'S.readiness_not_ready':
    case 'C.monotony':
      return [];
    default:
      return [code];
  }
}

describe('audit of the golden blueprints', () => {
  const advice = goldenAdvice();
  const plans = goldenPlans().map((plan, position) => ({
    example: position + 1,
    plan,
    printed: advice[position],
  }));

  it('covers all eight', () => {
    expect(plans).toHaveLength(8);
  });

  it.each(plans)('finds nothing blocking in example $example', ({ plan }) => {
    expect(auditPlan(plan).filter(({ severity }) => severity === 'blocking')).toEqual([]);
  });

  it.each(plans)('advises what the file prints for example $example', ({ plan, printed }) => {
    const advice = auditPlan(plan).flatMap((finding) => advised(finding));
    expect(advice.toSorted()).toEqual(printed?.toSorted());
  });

  it.each(plans)('finds nothing blocking in the first weeks of example $example', ({ plan }) => {
    const weeks = plan.weeks.slice(0, 3);
    const phases = plan.phases.map((phase) => ({
      ...phase,
      totalMiles: weeks
        .filter((week) => week.phase === phase.name)
        .reduce((sum, week) => sum + week.miles, 0),
    }));
    const findings = auditPlan({ ...plan, weeks, phases });
    expect(findings.filter(({ severity }) => severity === 'blocking')).toEqual([]);
  });
});

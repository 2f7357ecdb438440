import { auditPlan, type AuditedPlan } from '../../src/coaching/audit.js';
import type { PlanInputs } from '../../src/coaching/model.js';
import type { Workout } from '../../src/coaching/workouts/workout.js';
import { inputsOf, type GridPoint } from './plan-inputs.js';
import { writePlan } from './write-plan.js';

/** What is wrong with the built-in coach's complete plan for a point: blocking findings, and weeks off their target. */
export function faultsOfPlan(point: GridPoint, seed: number, own: readonly Workout[] = []): string[] {
  return faultsOfInputs(inputsOf(point), seed, own);
}

/** The same of any inputs. */
export function faultsOfInputs(inputs: PlanInputs, seed: number, own: readonly Workout[] = []): string[] {
  const { blueprint, audited } = writePlan(inputs, { seed: String(seed), own });
  const faults = faultsOf(audited, blueprint.totalWeeks);
  for (const { weekNumber, targetMiles } of blueprint.weeks) {
    const miles = audited.weeks[weekNumber - 1]?.trainingMiles ?? 0;
    if (Math.abs(miles - targetMiles) > 0.25)
      faults.push(`week ${weekNumber}: ${miles} of ${targetMiles} miles`);
  }
  return faults;
}

/** What is wrong with a progressive plan at its first week, and at another. */
export function faultsOfProgress(point: GridPoint, ahead: number): string[] {
  return [1, 1 + (ahead % point.totalWeeks)].flatMap((weeks) =>
    faultsOf(writePlan(inputsOf(point), { weeks, progressive: true }).audited, weeks),
  );
}

function faultsOf(plan: AuditedPlan, weeks: number): string[] {
  const blocking = auditPlan(plan).filter(({ severity }) => severity === 'blocking');
  const faults = blocking.map(({ code, message }) => `${code}: ${message}`);
  if (plan.weeks.length !== weeks) faults.push(`${plan.weeks.length} of ${weeks} weeks`);
  return faults;
}

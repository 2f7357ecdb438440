import type { RunningRecord } from '../coaching/compliance.js';
import type { CalendarDate } from '../coaching/model.js';
import type { PlanPause, TrainingPlan } from './training-plan.entity.js';

/** Ends the running pause of a plan, if there is one; a pause that ends before it began leaves no trace. */
export function endPause(plan: TrainingPlan, lastDay: CalendarDate): PlanPause | null {
  const { pausedOn, pauses } = plan;
  plan.pausedOn = null;
  if (pausedOn === null || lastDay < pausedOn) return null;
  const pause = { startDate: pausedOn, endDate: lastDay };
  plan.pauses = [...pauses, pause];
  return pause;
}

/** A record in which the plan's pauses count as times off, the running one up to the day it is. */
export function withPauses(
  record: RunningRecord,
  { plan, asOf }: { plan: Pick<TrainingPlan, 'pausedOn' | 'pauses'>; asOf: CalendarDate },
): RunningRecord {
  const { pausedOn, pauses } = plan;
  const open = pausedOn !== null && pausedOn <= asOf ? [{ startDate: pausedOn, endDate: asOf }] : [];
  if (pauses.length + open.length === 0) return record;
  return { ...record, timeOff: [...record.timeOff, ...pauses, ...open] };
}

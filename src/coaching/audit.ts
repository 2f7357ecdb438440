import type { DayNumber, PhaseName, PlanInputs, PlannedWeek, RuleId } from './model.js';

/** A plan as it stands, to be checked: what it was made from, its phases, and the weeks written so far. */
export interface AuditedPlan {
  inputs: PlanInputs;
  phases: readonly { name: PhaseName; weekCount: number; totalMiles: number }[];
  /** Consecutive from week 1; in a progressive plan not yet up to the race. */
  weeks: readonly PlannedWeek[];
}

/** One departure from a rule. Blocking: never stored. Advisory: reported. */
export interface Finding {
  rule: RuleId;
  /** Stable machine name, e.g. `C.rise_over_10_percent`. */
  code: string;
  severity: 'blocking' | 'advisory';
  weekNumber: number | null;
  dayNumber: DayNumber | null;
  expected: string;
  actual: string;
  message: string;
}

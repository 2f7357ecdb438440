import type { RuleId } from '../model.js';

/** What stands against a workout: where in it, which rule, and what would do. */
export interface WorkoutFault {
  /** A JSON pointer into the workout, e.g. `/structure/steps/0/minutes`. */
  pointer: string;
  /** Null for what no coaching rule says, but the library asks of all its workouts. */
  rule: RuleId | null;
  detail: string;
  expected?: string;
  actual?: string;
}

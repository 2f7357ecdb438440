import type { DayNumber, PhaseName, PlanInputs, PlannedWeek, RuleId, WeekAdaptation } from '../model.js';
import { FINDING_CATALOGUE, type FindingCode, type Severity } from '../rules.js';

/** A plan as it stands, to be checked: what it was made from, its phases, and the weeks written so far. */
export interface AuditedPlan {
  inputs: PlanInputs;
  phases: readonly { name: PhaseName; weekCount: number; totalMiles: number }[];
  /** Consecutive from week 1; in a progressive plan not yet up to the race. */
  weeks: readonly PlannedWeek[];
  /** What weeks were adapted to, by week number; absent or empty: the plan as drawn. */
  adaptations?: ReadonlyMap<number, WeekAdaptation>;
}

/** One departure from a rule. Blocking: never stored. Advisory: reported. */
export interface Finding {
  rule: RuleId;
  /** Stable machine name, e.g. `C.rise_over_10_percent`. */
  code: string;
  severity: Severity;
  weekNumber: number | null;
  dayNumber: DayNumber | null;
  expected: string;
  actual: string;
  message: string;
}

/** Where a departure was seen; both left out for one of the whole plan. */
export interface Place {
  weekNumber?: number;
  dayNumber?: DayNumber;
}

/** A finding of a catalogued code. The message is the code's title, its place, and what was wanted and met. */
export function finding(code: FindingCode, at: Place, what: { expected: string; actual: string }): Finding {
  const { rule, severity, title } = FINDING_CATALOGUE[code];
  return {
    rule,
    code,
    severity,
    weekNumber: at.weekNumber ?? null,
    dayNumber: at.dayNumber ?? null,
    ...what,
    message: `${title}${placeText(at)}: expected ${what.expected}, found ${what.actual}.`,
  };
}

const WEEKDAYS: Readonly<Record<DayNumber, string>> = {
  1: 'Monday',
  2: 'Tuesday',
  3: 'Wednesday',
  4: 'Thursday',
  5: 'Friday',
  6: 'Saturday',
  7: 'Sunday',
};

function placeText({ weekNumber, dayNumber }: Place): string {
  if (weekNumber === undefined) return '';
  return dayNumber === undefined
    ? ` (week ${weekNumber})`
    : ` (week ${weekNumber}, ${WEEKDAYS[dayNumber] ?? `day ${dayNumber}`})`;
}

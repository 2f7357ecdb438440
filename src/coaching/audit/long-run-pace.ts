import type { PlannedDay } from '../model.js';
import type { AuditContext } from './context.js';
import type { DayFacts, WeekFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { exceeds } from './half-mile.js';
import { lapMiles, workLaps, type PacedLap } from './paced-laps.js';
import { formatPace } from '../pace.js';

const GOAL_PACE_SHARE = 0.4;
/** A pace is printed in whole seconds. */
const PACE_TOLERANCE = 1;

/** Laps of a long run that are faster than the easy range. */
export function goalPaceLaps(week: WeekFacts, day: PlannedDay): PacedLap[] {
  return workLaps(week, day.workout);
}

/** Paces that goal-pace segments of a long run may have, seconds per mile (§7). */
function goalPaces({ distanceClass }: AuditContext, { paces }: WeekFacts): readonly number[] {
  switch (distanceClass) {
    case 'marathon':
    case 'ultra':
      return [paces.trainingGoalPace];
    case 'half':
      return [paces.trainingGoalPace, paces.predictedHalfMarathonPace];
    default:
      // The predicted marathon, or the training pace that eases it at low scores (§2).
      return [paces.predictedMarathonPace, paces.marathon];
  }
}

/** Rule K for a long run. */
export function auditLongRunPace(context: AuditContext, week: WeekFacts, run: DayFacts): Finding[] {
  const fast = goalPaceLaps(week, run.day);
  if (fast.length === 0) return [];
  const findings: Finding[] = [];
  const allowed = goalPaces(context, week);
  const paces = allowed.map((pace) => formatPace(pace)).join(' or ');
  for (const { pace } of fast) {
    if (allowed.some((goal) => Math.abs(pace - goal) <= PACE_TOLERANCE)) continue;
    const what = { expected: `easy pace or ${paces}`, actual: formatPace(pace) };
    findings.push(finding('K.long_run_pace', run, what));
  }
  if (week.phase !== 'peak') {
    const what = { expected: `no goal pace in ${week.phase}`, actual: `${lapMiles(fast)} miles` };
    findings.push(finding('K.goal_pace_phase', run, what));
  }
  const most = GOAL_PACE_SHARE * run.day.miles;
  if (exceeds(lapMiles(fast), most + 0.005)) {
    const what = { expected: `at most ${most.toFixed(2)} miles`, actual: `${lapMiles(fast)}` };
    findings.push(finding('K.goal_pace_share', run, what));
  }
  return findings;
}

import type { AuditContext } from './context.js';
import type { DayFacts, WeekFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { exceeds, hundredths, sumMiles } from './half-mile.js';

/** Training miles may miss the week's target by this much. */
const TARGET_TOLERANCE = 0.25;

/** Rule C, the sums: laps to days, days to weeks, weeks to phases, all against what is stored. */
export function auditTotals(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  for (const week of context.judged.weeks) {
    for (const day of week.days) findings.push(...auditDay(day));
    findings.push(...auditWeek(week));
  }
  for (const phase of context.plan.phases) {
    const stored = context.weeks.filter((week) => week.phase === phase.name);
    const sum = sumMiles(stored.map(({ week }) => week.miles));
    if (differ(phase.totalMiles, sum)) {
      const what = { expected: `${sum} miles of ${phase.name}`, actual: `${phase.totalMiles}` };
      findings.push(finding('C.phase_total', {}, what));
    }
  }
  return findings;
}

function auditDay(facts: DayFacts): Finding[] {
  const { day } = facts;
  const findings: Finding[] = [];
  const laps = [...day.warmup, ...day.workout, ...day.cooldown];
  const sum = sumMiles(laps.map((lap) => lap.distanceMiles));
  if (differ(day.miles, sum)) {
    findings.push(finding('C.day_total', facts, { expected: `${sum} miles`, actual: `${day.miles}` }));
  }
  if (day.workoutType !== 'race' && !isHalf(day.miles)) {
    findings.push(finding('C.half_miles', facts, { expected: 'half miles', actual: `${day.miles}` }));
  }
  return findings;
}

function auditWeek({ week, weekNumber, days, runs }: WeekFacts): Finding[] {
  const findings: Finding[] = [];
  const miles = sumMiles(days.map(({ day }) => day.miles));
  if (differ(week.miles, miles)) {
    const what = { expected: `${miles} miles`, actual: `${week.miles}` };
    findings.push(finding('C.week_total', { weekNumber }, what));
  }
  const training = sumMiles(runs.map(({ day }) => day.miles));
  if (differ(week.trainingMiles, training)) {
    const what = { expected: `${training} training miles`, actual: `${week.trainingMiles}` };
    findings.push(finding('C.week_total', { weekNumber }, what));
  }
  if (!isHalf(week.targetMiles)) {
    const what = { expected: 'a target in half miles', actual: `${week.targetMiles}` };
    findings.push(finding('C.half_miles', { weekNumber }, what));
  }
  if (!(Math.abs(training - week.targetMiles) <= TARGET_TOLERANCE)) {
    const what = { expected: `${week.targetMiles} training miles`, actual: `${training}` };
    findings.push(finding('C.target_not_met', { weekNumber }, what));
  }
  return findings;
}

/** Not the same hundredth of a mile; true too when either is no number. */
function differ(stored: number, sum: number): boolean {
  return hundredths(stored) !== hundredths(sum) || exceeds(Math.abs(stored - sum), 0);
}

const isHalf = (miles: number): boolean => Number.isInteger(miles * 2) && miles >= 0;

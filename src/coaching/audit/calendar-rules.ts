import { DAY_NUMBERS, type CalendarDate } from '../model.js';
import type { AuditContext } from './context.js';
import type { DayFacts, WeekFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { exceeds, floorHalf, nearestHalf } from './half-mile.js';

const DAY_MILLISECONDS = 86_400_000;

/** Date of a plan day, counted in UTC days: hundreds are checked, and calendar objects are slow to make. */
function dateOf({ firstDay }: AuditContext, weekNumber: number, dayNumber: number): CalendarDate {
  const days = 7 * (weekNumber - 1) + (dayNumber - 1);
  return new Date(Date.parse(`${firstDay}T00:00:00Z`) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** Rules B and H: numbers and dates of weeks and days, and the days before the start. */
export function auditCalendar(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  for (const [position, { weekNumber }] of context.plan.weeks.entries()) {
    if (weekNumber === position + 1 && weekNumber <= context.totalWeeks) continue;
    const expected = position < context.totalWeeks ? `week ${position + 1}` : 'no further week';
    findings.push(finding('B.week_numbers', { weekNumber }, { expected, actual: `week ${weekNumber}` }));
  }
  for (const week of context.judged.weeks) findings.push(...auditWeekDates(context, week));
  return findings;
}

function auditWeekDates(context: AuditContext, facts: WeekFacts): Finding[] {
  const { week, weekNumber } = facts;
  const findings: Finding[] = [];
  const expected = `${dateOf(context, weekNumber, 1)} to ${dateOf(context, weekNumber, 7)}`;
  const actual = `${week.startDate} to ${week.endDate}`;
  if (actual !== expected) findings.push(finding('B.week_dates', { weekNumber }, { expected, actual }));
  const dayNumbers = week.days.map((day) => day.dayNumber).join(' ');
  if (dayNumbers !== DAY_NUMBERS.join(' ')) {
    const what = { expected: DAY_NUMBERS.join(' '), actual: dayNumbers || 'none' };
    findings.push(finding('B.seven_days', { weekNumber }, what));
  }
  for (const day of facts.days) findings.push(...auditDayDate(context, day));
  if (facts.part) findings.push(...auditPartWeek(context, facts));
  return findings;
}

function auditDayDate(context: AuditContext, facts: DayFacts): Finding[] {
  const { day, weekNumber, dayNumber, beforeStart } = facts;
  if (!DAY_NUMBERS.includes(dayNumber)) return [];
  const findings: Finding[] = [];
  const date = dateOf(context, weekNumber, dayNumber);
  if (day.date !== date) findings.push(finding('B.day_date', facts, { expected: date, actual: day.date }));
  if (day.outsidePlan !== beforeStart) {
    const what = {
      expected: beforeStart ? 'outside the plan' : 'inside the plan',
      actual: day.outsidePlan ? 'outside' : 'inside',
    };
    findings.push(finding('H.outside_plan', facts, what));
  }
  if (beforeStart && day.workoutType !== 'rest') {
    findings.push(finding('H.run_before_start', facts, { expected: 'rest', actual: day.workoutType }));
  }
  return findings;
}

function auditPartWeek(context: AuditContext, facts: WeekFacts): Finding[] {
  const findings: Finding[] = [];
  for (const run of facts.runs) {
    if (run.day.workoutType === 'easy' || run.day.workoutType === 'recovery') continue;
    const what = { expected: 'easy, recovery or rest', actual: run.day.workoutType };
    findings.push(finding('H.part_week_hard', run, what));
  }
  const { weekNumber, target } = facts;
  const least = leastPartWeekTarget(context, facts);
  const most = partWeekShare(context, facts);
  if (exceeds(target, most) || exceeds(least, target)) {
    const expected = least < most ? `${least} to ${most} miles` : `${most} miles`;
    findings.push(finding('H.part_week_target', { weekNumber }, { expected, actual: `${target}` }));
  }
  return findings;
}

/** Start level × preferred days left ÷ preferred days, to the half mile. */
function partWeekShare(context: AuditContext, facts: WeekFacts): number {
  const { preferredDays } = context.inputs;
  const left = facts.days.filter((day) => day.preferred && !day.off && !day.beforeStart).length;
  return nearestHalf((context.startLevel * left) / preferredDays.length);
}

/** What is left of that share once the days cannot hold more: at least this much is run. */
function leastPartWeekTarget(context: AuditContext, facts: WeekFacts): number {
  const share = partWeekShare(context, facts);
  if (share < 2 || facts.adaptation !== null) return 0;
  const left = facts.days.filter((day) => day.preferred && !day.beforeStart).length;
  const runs = Math.min(left, context.runningDays);
  // The lesser reading of the most it may stretch: by the running days of a full week.
  const stretch = Math.max(1, context.startLevel / (12 + 5 * (context.runningDays - 1)));
  return Math.min(share, runs * floorHalf(Math.min(5 * stretch, facts.dayCeiling)));
}

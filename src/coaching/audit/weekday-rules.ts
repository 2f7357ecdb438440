import type { AuditContext } from './context.js';
import { ceilingOf, milesOf, type DayFacts, type WeekFacts } from './facts.js';
import { spikeLimit } from './record.js';
import { finding, type Finding } from './finding.js';
import { exceeds } from './half-mile.js';
import { neededStretch, stretchedDays } from './stretch.js';
import { firstPossible, longRunWeekday, orderOf, strictlyPossible } from './weekday-order.js';

/** Upper end of a recovery day without stretch, miles. */
const RECOVERY_MILES = 4;
/** What a running day needs at the least, miles. */
const LEAST_RUN = 2;
const LEAST_QUALITY = 4;

/** Rule F: which weekdays run, and which run lies where. */
export function auditWeekdays(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  for (const week of context.judged.weeks) {
    for (const run of week.runs) findings.push(...auditPreferred(run));
    findings.push(...auditRestDay(context, week));
    for (const day of week.days) findings.push(...auditResting(context, week, day));
    findings.push(...auditPattern(context, week));
  }
  return findings;
}

function auditPreferred(run: DayFacts): Finding[] {
  const { workoutType: type, miles, locked } = run.day;
  const beforeRace = type === 'shakeout' && (run.daysToRace === 1 || run.daysToRace === 2);
  // A member of staff may add a very light recovery run; such a day is locked.
  const edited = type === 'recovery' && locked && miles <= RECOVERY_MILES;
  if (run.preferred || beforeRace || edited) return [];
  return [finding('F.not_preferred', run, { expected: 'rest', actual: `${type} of ${miles} miles` })];
}

function auditRestDay(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber, runs, days } = week;
  const all = days.filter((day) => day.run || day.day.workoutType === 'race').length;
  const everyDay = context.experience === 'advanced' && context.inputs.baseline >= 50;
  const shakeout = runs.some(({ day }) => day.workoutType === 'shakeout');
  if (all < 7 || everyDay || shakeout) return [];
  return [finding('F.no_rest_day', { weekNumber }, { expected: 'a rest day', actual: '7 running days' })];
}

function auditResting(context: AuditContext, week: WeekFacts, facts: DayFacts): Finding[] {
  const rests = facts.preferred && !facts.off && facts.day.workoutType === 'rest' && !facts.beforeStart;
  if (!rests || facts.daysToRace < 2) return [];
  const races = week.tuneUpMiles > 0 ? 1 : 0;
  if (week.runs.length + races >= context.runningDays || restsByDesign(week, facts) || isTooLittle(week))
    return [];
  return [finding('F.preferred_day_rests', facts, { expected: 'a run', actual: 'rest' })];
}

/** A preferred Monday or Friday outside the peak, while five other days run without stretch. */
function restsByDesign(week: WeekFacts, { dayNumber }: DayFacts): boolean {
  const mondayOrFriday = dayNumber === 1 || dayNumber === 5;
  return mondayOrFriday && week.phase !== 'peak' && week.runs.length >= 5 && week.week.stretch <= 1;
}

/** Long run first, quality and shakeout as they need, then two miles a day: one more run would find too little. */
function isTooLittle({ others }: WeekFacts): boolean {
  const quality = others.filter((run) => run.quality).length;
  const plain = others.length - quality;
  return milesOf(others) - quality * LEAST_QUALITY < LEAST_RUN * (plain + 1);
}

function auditPattern(context: AuditContext, week: WeekFacts): Finding[] {
  const findings: Finding[] = [];
  const longRunDay = longRunWeekday(context, week);
  if (week.longRun && longRunDay !== undefined && week.longRun.dayNumber !== longRunDay) {
    const what = { expected: `long run on day ${longRunDay}`, actual: `day ${week.longRun.dayNumber}` };
    findings.push(finding('F.weekday_pattern', week.longRun, what));
  }
  const quality = week.runs.filter((run) => run.quality);
  const weekdays = quality.map(({ dayNumber }) => dayNumber);
  const possible = week.runs.filter((run) => strictlyPossible(context, week, run));
  const first = firstPossible(
    possible.map(({ dayNumber }) => dayNumber),
    quality.length,
  );
  if (first && orderOf(first) < orderOf(weekdays)) {
    const what = { expected: `quality on days ${first.join(', ')}`, actual: weekdays.join(', ') };
    findings.push(finding('F.weekday_pattern', { weekNumber: week.weekNumber }, what));
  }
  return [...findings, ...auditDayAfterLongRun(context, week)];
}

/** After a Saturday long run Sunday is recovery, when three runs stand beside the long run and no stretch above 1.5 is needed. */
function auditDayAfterLongRun(context: AuditContext, week: WeekFacts): Finding[] {
  const sunday = week.runs.find(({ dayNumber }) => dayNumber === 7);
  if (week.longRun?.dayNumber !== 6 || sunday?.day.workoutType !== 'easy') return [];
  if (week.others.length < 3 || week.touched) return [];
  const spike = spikeLimit(context, sunday.index) ?? Number.POSITIVE_INFINITY;
  const ceiling = Math.min(ceilingOf(week), spike);
  const without = { ...week, others: week.others.filter((run) => run !== sunday) };
  const days = [...stretchedDays(context, without), { type: 'recovery' as const, ceiling }];
  const stretch = neededStretch(days, milesOf(week.others));
  if (stretch === null || exceeds(stretch, 150)) return [];
  return [finding('F.weekday_pattern', sunday, { expected: 'recovery', actual: 'easy' })];
}

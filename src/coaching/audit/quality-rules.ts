import type { AuditContext } from './context.js';
import type { DayFacts, WeekFacts } from './facts.js';
import { daysLeft } from './reference.js';
import { finding, type Finding } from './finding.js';
import { goalPaceLaps } from './long-run-pace.js';
import { firstPossible, strictlyPossible } from './weekday-order.js';

/** Least training miles of a week for one quality day, and for two. */
const ONE_QUALITY_MILES = 12;
const TWO_QUALITY_MILES = 25;
const TWO_AT_FIVE_DAYS_MILES = 30;
const SHORTEST_QUALITY = 4;

/** Rule S, hard days: how many there are and how far apart. */
export function auditQuality(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  for (const [position, day] of context.days.entries()) {
    const next = context.days[position + 1];
    if (next && day.hard && next.hard && next.index === day.index + 1) {
      const what = {
        expected: `no hard day after ${day.day.workoutType}`,
        actual: next.day.workoutType,
      };
      findings.push(finding('S.hard_neighbours', next, what));
    }
  }
  for (const week of context.judged.weeks) findings.push(...auditCount(context, week));
  return [...findings, ...auditAlternation(context)];
}

/** Quality days of a week: tempo, intervals, and a long run with goal-pace segments. */
export function qualityDaysOf(week: WeekFacts): DayFacts[] {
  return week.runs.filter(
    (run) => run.quality || (run === week.longRun && goalPaceLaps(week, run.day).length > 0),
  );
}

/**
 * Most quality days of a week, by the miles asked for before anything left the target (§6). A tune-up race takes the
 * place of one.
 */
export function mostQualityDays(context: AuditContext, week: WeekFacts): number {
  if (week.tuneUpMiles === 0) return ordinaryQualityDays(context, week);
  if (!(week.wanted >= ONE_QUALITY_MILES)) return 0;
  const gross = { ...week, wanted: week.wanted + week.tuneUpMiles };
  return Math.max(0, ordinaryQualityDays(context, gross) - 1);
}

function ordinaryQualityDays(context: AuditContext, week: WeekFacts): number {
  const { phase, wanted } = week;
  if (phase === 'base' || week.part || week.raceWeek || !(wanted >= ONE_QUALITY_MILES)) return 0;
  if (phase === 'taper' || week.recovery || wanted < TWO_QUALITY_MILES) return 1;
  const days = week.adaptation === null ? context.inputs.preferredDays.length : daysLeft(week);
  if (days >= 6) return 2;
  return days === 5 && context.experience !== 'novice' && wanted >= TWO_AT_FIVE_DAYS_MILES ? 2 : 1;
}

function auditCount(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber } = week;
  // An easy week has none at all: its own rule says so.
  if (week.adaptation?.easyOnly) return [];
  const most = mostQualityDays(context, week);
  const quality = qualityDaysOf(week);
  const actual = `${quality.length}`;
  if (quality.length > most) {
    const what = { expected: `at most ${most} quality days in this ${week.phase} week`, actual };
    return [finding('S.quality_count', { weekNumber }, what)];
  }
  if (week.recovery || week.lowered || quality.length >= most) return [];
  // Where an easy day long enough stood on a possible weekday, quality was left out.
  const roomy = week.runs.filter(
    (run) =>
      (run.quality || (run.day.workoutType === 'easy' && run.day.miles >= SHORTEST_QUALITY)) &&
      strictlyPossible(context, week, run),
  );
  const possible = firstPossible(
    roomy.map(({ dayNumber }) => dayNumber),
    quality.length + 1,
  );
  if (!possible || week.touched) return [];
  const what = { expected: `${quality.length + 1} quality days`, actual };
  return [finding('S.quality_missing', { weekNumber }, what)];
}

function auditAlternation(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  let before: { weekNumber: number; types: string } | undefined;
  for (const { weekNumber, runs } of context.weeks) {
    const quality = runs.filter((run) => run.quality);
    const [first, second] = quality;
    const types = quality.map(({ day }) => day.workoutType).join(' ');
    const alike = second !== undefined && first?.day.workoutType === second.day.workoutType;
    const again = quality.length === 1 && before?.weekNumber === weekNumber - 1 && before.types === types;
    if (alike || again) {
      const what = { expected: 'tempo and intervals in turn', actual: `${types} again` };
      findings.push(finding('S.quality_alternates', { weekNumber }, what));
    }
    if (quality.length > 0) before = { weekNumber, types };
  }
  return findings;
}

import { DAY_TYPES } from '../model.js';
import type { AuditContext } from './context.js';
import { milesOf, type DayFacts, type WeekFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { exceeds, floorHalf } from './half-mile.js';
import {
  DAY_RANGES,
  mostStretch,
  neededStretch,
  stretchedDays,
  stretchedUpper,
  stretchOf,
  widestStretchOf,
} from './stretch.js';

/** From here the week needs a stretch for its first long run to pass it. */
const FIRST_LONG_RUN = 12;
/** Stretch is stored to the hundredth. */
const STRETCH_TOLERANCE = 0.0051;

/** Rules E and J: what a day may hold, with the stretch of its week. */
export function auditRanges(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  for (const week of context.judged.weeks) {
    for (const day of week.days) findings.push(...auditDayType(day));
    for (const day of week.runs) findings.push(...auditFloor(day));
    findings.push(...auditStretch(context, week), ...auditLongest(week));
    if (week.weekNumber === context.firstFullWeek) findings.push(...auditFirstLongRun(context, week));
  }
  return findings;
}

function auditDayType(facts: DayFacts): Finding[] {
  const { workoutType: type, miles } = facts.day;
  if (!DAY_TYPES.includes(type)) {
    return [finding('J.day_type', facts, { expected: DAY_TYPES.join(', '), actual: type })];
  }
  if (type === 'rest' && miles !== 0) {
    return [finding('J.rest_miles', facts, { expected: '0 miles', actual: `${miles}` })];
  }
  if (type !== 'rest' && !(miles > 0)) {
    return [finding('J.run_without_miles', facts, { expected: 'more than 0 miles', actual: `${miles}` })];
  }
  return [];
}

function auditFloor(facts: DayFacts): Finding[] {
  const { workoutType: type, miles } = facts.day;
  if (type === 'race' || type === 'rest') return [];
  // The day before the race may hold a mile or two; rule D says when.
  if (type === 'shakeout' && facts.daysToRace === 1) return [];
  const [floor] = DAY_RANGES[type];
  if (!exceeds(floor, miles)) return [];
  return [
    finding('E.below_floor', facts, { expected: `${type} of ${floor} miles or more`, actual: `${miles}` }),
  ];
}

function auditStretch(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber } = week;
  const { stretch, notes } = week.week;
  const needed = stretchOf(context, week);
  const most = mostStretch(context, week);
  const findings: Finding[] = [];
  // A touched or part week may stretch up to what earlier weeks did, whether its runs fill that or not.
  const allowed = most === null ? widestStretchOf(context, week) : most * 100;
  const least = Math.max(100, needed ?? 100);
  const off =
    most === null
      ? needed !== null &&
        (stretch < needed / 100 - STRETCH_TOLERANCE || stretch > allowed / 100 + STRETCH_TOLERANCE)
      : stretch > most + STRETCH_TOLERANCE || stretch < Math.min(least / 100, most) - STRETCH_TOLERANCE;
  if (off || !(stretch >= 1)) {
    const expected = most === null ? `${least / 100}` : `${least / 100} to ${Number(most.toFixed(2))}`;
    findings.push(finding('E.stretch', { weekNumber }, { expected, actual: `${stretch}` }));
  }
  const days = stretchedDays(context, week);
  for (const [position, run] of week.others.entries()) {
    const day = days[position];
    if (!day) continue;
    const upper = stretchedUpper({ ...day, ceiling: Number.POSITIVE_INFINITY }, Math.floor(allowed + 0.5));
    const limit = day.type === 'recovery' ? Math.min(6, upper) : upper;
    if (!exceeds(run.day.miles, limit)) continue;
    const what = { expected: `${day.type} of at most ${limit} miles`, actual: `${run.day.miles}` };
    findings.push(finding('E.above_range', run, what));
  }
  const said = notes.some((note) => /stretch/i.test(`${note.code} ${note.text}`));
  if (stretch > 1 && !said) {
    findings.push(finding('E.stretch_unsaid', { weekNumber }, { expected: 'a note', actual: 'none' }));
  }
  return findings;
}

function auditLongest({ longRun, others }: WeekFacts): Finding[] {
  if (!longRun) return [];
  const { miles } = longRun.day;
  return others
    .filter(({ day }) => exceeds(day.miles, miles))
    .map((run) =>
      finding('E.longer_than_long_run', run, {
        expected: `at most ${miles} miles`,
        actual: `${run.day.miles}`,
      }),
    );
}

function auditFirstLongRun(context: AuditContext, week: WeekFacts): Finding[] {
  const { longRun } = week;
  if (!longRun) return [];
  const { miles } = longRun.day;
  const findings: Finding[] = [];
  if (miles < 6 || miles > FIRST_LONG_RUN) {
    findings.push(finding('E.first_long_run', longRun, { expected: '6–12 miles', actual: `${miles}` }));
  }
  // The factor is the one needed were the long run at 12: the longer it gets, the less its week stretches.
  const unbound = stretchedDays({ ...context }, { ...week, longRun: undefined });
  const percent = neededStretch(unbound, milesOf(week.runs) - FIRST_LONG_RUN);
  const most = percent === null ? Number.POSITIVE_INFINITY : floorHalf((FIRST_LONG_RUN * percent) / 100);
  if (exceeds(miles, most)) {
    findings.push(
      finding('E.above_range', longRun, { expected: `at most ${most} miles`, actual: `${miles}` }),
    );
  }
  return findings;
}

import { assessGoal } from '../goal.js';
import { inputsOfWeek } from '../inputs-of-week.js';
import { assessReadiness } from '../readiness.js';
import type { AuditContext } from './context.js';
import { milesOf, type DayFacts, type WeekFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { lapMiles, workLaps } from './paced-laps.js';

const BASE_SHARE = { least: 0.2, most: 0.4 };
const EASY_SHARE = 0.75;
const EASY_SHARE_WEEKS = 4;
/** Mean over standard deviation of a week's days above which load is monotonous (Foster 1998). */
const MONOTONY = 2;
const DIFFERENT_WORKOUTS = 8;

/** What is advised of a plan as a whole: balance, variety, realism, readiness, load. */
export function auditWholePlan(context: AuditContext): Finding[] {
  const findings = [...auditRealism(context), ...auditEasyShare(context), ...auditSameSessions(context)];
  if (!context.complete) return findings;
  return [
    ...findings,
    // Where the miles of an adapted plan lie is not for its phases to say.
    ...(context.adaptations.size > 0 ? [] : [...auditBaseShare(context), ...auditLargestWeek(context)]),
    ...auditWorkouts(context),
    ...auditMonotony(context),
    ...auditReadiness(context),
  ];
}

function auditBaseShare(context: AuditContext): Finding[] {
  const all = milesOf(context.weeks.flatMap((week) => week.runs));
  const base = milesOf(context.weeks.filter((week) => week.phase === 'base').flatMap((week) => week.runs));
  const share = all > 0 ? base / all : 0;
  if (share >= BASE_SHARE.least && share <= BASE_SHARE.most) return [];
  return [finding('C.base_share', {}, { expected: '20–40 %', actual: `${Math.round(100 * share)} %` })];
}

function auditLargestWeek(context: AuditContext): Finding[] {
  const all = largestWeek(context.weeks);
  const peak = largestWeek(context.weeks.filter((week) => week.phase === 'peak'));
  if (peak >= all) return [];
  const what = { expected: `${all} miles in the peak phase`, actual: `${peak}` };
  return [finding('C.largest_week', {}, what)];
}

function largestWeek(weeks: readonly WeekFacts[]): number {
  return Math.max(0, ...weeks.map((week) => milesOf(week.runs)));
}

/** Over each four weeks that follow each other. */
function auditEasyShare({ weeks, judged }: AuditContext): Finding[] {
  const wanted = new Set(judged.weeks);
  const windows = weeks
    .map((week, index) => ({ week, window: weeks.slice(index + 1 - EASY_SHARE_WEEKS, index + 1) }))
    .filter(({ week }, index) => index + 1 >= EASY_SHARE_WEEKS && wanted.has(week));
  // Each week is in four of them, and to find its work takes time.
  const looked = new Set(windows.flatMap(({ window }) => window));
  const workOf = new Map([...looked].map((week) => [week, workMiles(week)]));
  return windows.flatMap(({ week: { weekNumber }, window }) => {
    const all = milesOf(window.flatMap(({ runs }) => runs));
    const hard = window.flatMap((week) => workOf.get(week) ?? []).reduce((total, miles) => total + miles, 0);
    if (all <= 0 || 1 - hard / all >= EASY_SHARE) return [];
    const actual = `${Math.round(100 * (1 - hard / all))} %`;
    return [finding('C.easy_share', { weekNumber }, { expected: 'at least 75 %', actual })];
  });
}

/** Miles of work in each run of a week. */
function workMiles(week: WeekFacts): number[] {
  return week.runs.map(({ day }) => lapMiles(workLaps(week, day.workout)));
}

/** The most monotonous full week, where it is too much so. */
function auditMonotony(context: AuditContext): Finding[] {
  let worst = { weekNumber: 0, monotony: MONOTONY };
  for (const { weekNumber, days, part, raceWeek } of context.weeks) {
    if (part || raceWeek) continue;
    const miles = days.map(({ day }) => day.miles);
    const mean = miles.reduce((total, each) => total + each, 0) / miles.length;
    const variance = miles.reduce((total, each) => total + (each - mean) ** 2, 0) / miles.length;
    const monotony = variance > 0 ? mean / Math.sqrt(variance) : 0;
    if (monotony > worst.monotony) worst = { weekNumber, monotony };
  }
  if (worst.weekNumber === 0) return [];
  const what = { expected: `monotony of at most ${MONOTONY}`, actual: worst.monotony.toFixed(2) };
  return [finding('C.monotony', { weekNumber: worst.weekNumber }, what)];
}

function auditSameSessions(context: AuditContext): Finding[] {
  const findings: Finding[] = [];
  let before = '';
  for (const { weekNumber, runs } of context.weeks) {
    const sessions = runs.map((run) => `${run.dayNumber} ${run.day.miles} ${workoutOf(run)}`).join('\n');
    if (sessions !== '' && sessions === before) {
      const what = { expected: 'other sessions than the week before', actual: 'the same' };
      findings.push(finding('S.same_sessions', { weekNumber }, what));
    }
    before = sessions;
  }
  return findings;
}

function auditWorkouts(context: AuditContext): Finding[] {
  const quality = context.days.filter((day) => day.quality);
  const different = new Set(quality.map((day) => workoutOf(day))).size;
  const expected = Math.min(DIFFERENT_WORKOUTS, quality.length);
  if (different >= expected) return [];
  const what = { expected: `${expected} different workouts`, actual: `${different}` };
  return [finding('S.few_workouts', {}, what)];
}

/** Which workout a day holds: the library's id, else its laps. */
function workoutOf({ day }: DayFacts): string {
  return day.workoutId ?? JSON.stringify([day.workoutType, day.workout]);
}

function auditRealism(context: AuditContext): Finding[] {
  const { totalWeeks, split } = context;
  const inputs = inputsOfWeek(context.inputs, totalWeeks);
  const { realism, gapSecondsPerMile } = assessGoal({ ...inputs, totalWeeks, taperWeeks: split.taper });
  if (realism !== 'unrealistic' && realism !== 'ambitious') return [];
  const actual = `${realism}, ${Math.round(gapSecondsPerMile ?? 0)} s per mile faster than predicted`;
  return [finding('K.realism', {}, { expected: 'a comfortable or realistic goal', actual })];
}

function auditReadiness(context: AuditContext): Finding[] {
  const runs = context.days.filter((day) => day.run);
  const longestRunMiles = Math.max(0, ...runs.map(({ day }) => day.miles));
  const { readiness, warnings } = assessReadiness({
    raceMiles: context.inputs.raceDistanceMiles,
    longestRunMiles,
    longestRunSeconds: longestRunMiles * (context.weeks.at(-1)?.paces.easyMiddle ?? 0),
    peakWeekMiles: largestWeek(context.weeks),
  });
  if (readiness === 'ready') return [];
  const what = { expected: 'ready', actual: warnings.map(({ detail }) => detail).join(' ') };
  return [finding(readiness === 'marginal' ? 'S.readiness_marginal' : 'S.readiness_not_ready', {}, what)];
}

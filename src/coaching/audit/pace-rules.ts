import { predictedSeconds } from '../fitness.js';
import { formatPace } from '../pace.js';
import type { AuditContext } from './context.js';
import { milesOf, type DayFacts, type WeekFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { exceeds } from './half-mile.js';
import { auditLongRunPace } from './long-run-pace.js';
import { easyLimit, lapMiles, lapSeconds, pacedLaps, workLaps, type PacedLap } from './paced-laps.js';

const INTERVAL_SHARE = 0.08;
const INTERVAL_MOST_MILES = 6;
const FLOOR_MILES = 2;
const LONGEST_REPETITION_SECONDS = 6 * 60;
const TEMPO_SHARE = 0.1;
const TEMPO_MOST_SECONDS = 45 * 60;
const TEMPO_FLOOR_SECONDS = 20 * 60;
/** Paces are printed in whole seconds, and laps in hundredths of a mile. */
const PACE_ROUNDING = 0.5;
const LAP_ROUNDING = 0.005;
const SLOW_EASY_PACE = 15 * 60;

/** Rule K: paces of laps, and how much of a session and a week is work. */
export function auditPaces(context: AuditContext): Finding[] {
  return context.judged.weeks.flatMap((week) =>
    week.days.flatMap((facts) => {
      switch (facts.day.workoutType) {
        case 'intervals':
          return auditIntervals(week, facts);
        case 'tempo':
          return auditTempo(context, week, facts);
        case 'long_run':
          return [...auditLongRunPace(context, week, facts), ...auditRunWalk(week, facts)];
        case 'easy':
        case 'recovery':
          return [...auditEasyPace(week, facts), ...auditRunWalk(week, facts)];
        case 'shakeout':
          return auditEasyPace(week, facts);
        case 'race':
          return auditRacePace(week, facts);
        default:
          return [];
      }
    }),
  );
}

function auditIntervals(week: WeekFacts, facts: DayFacts): Finding[] {
  const { paces } = week;
  const work = workLaps(week, facts.day.workout);
  const fastest = paces.repetition - 3;
  const slowest = Math.max(1.03 * paces.interval, paces.fiveK + 3);
  const findings = auditPaceRange(facts, work, { code: 'K.interval_pace', fastest, slowest });
  for (const { miles, pace } of work) {
    const seconds = miles * pace;
    if (!exceeds(seconds, LONGEST_REPETITION_SECONDS + LAP_ROUNDING * pace)) continue;
    const what = { expected: 'at most 360 s', actual: `${Math.round(seconds)} s` };
    findings.push(finding('K.repetition_long', facts, what));
  }
  const share = INTERVAL_SHARE * milesOf(week.runs);
  const most = Math.max(FLOOR_MILES, Math.min(share, INTERVAL_MOST_MILES));
  if (exceeds(lapMiles(work), most + LAP_ROUNDING)) {
    const what = { expected: `at most ${most.toFixed(2)} miles`, actual: `${lapMiles(work)}` };
    findings.push(finding('K.interval_work', facts, what));
  }
  return [...findings, ...auditRecoveryLaps(week, facts, work)];
}

/** Laps between two repetitions: no pace, and together no longer in time than the one before. */
function auditRecoveryLaps(week: WeekFacts, facts: DayFacts, work: readonly PacedLap[]): Finding[] {
  const findings: Finding[] = [];
  const easyPace = week.paces.easyMiddle;
  for (const [position, repetition] of work.entries()) {
    const next = work[position + 1];
    if (!next) continue;
    const between = facts.day.workout.slice(repetition.position + 1, next.position);
    const paced = between.find((lap) => lap.paceGoal !== null);
    if (paced) {
      const what = { expected: 'no pace', actual: `${paced.paceGoal}` };
      findings.push(finding('K.recovery_lap_pace', facts, what));
    }
    const miles = between.reduce((total, lap) => total + lap.distanceMiles, 0);
    const most = repetition.miles * repetition.pace;
    if (exceeds(miles * easyPace, most + LAP_ROUNDING * easyPace)) {
      const what = { expected: `at most ${Math.round(most)} s`, actual: `${Math.round(miles * easyPace)} s` };
      findings.push(finding('K.recovery_lap_long', facts, what));
    }
  }
  return findings;
}

function auditTempo(context: AuditContext, week: WeekFacts, facts: DayFacts): Finding[] {
  const { paces } = week;
  const { distanceClass } = context;
  const work = workLaps(week, facts.day.workout);
  const fastest = 0.97 * paces.threshold;
  const slowest = Math.max(paces.threshold, paces.trainingGoalPace) + 3;
  const findings = auditPaceRange(facts, work, { code: 'K.tempo_pace', fastest, slowest });
  const miles = lapMiles(work);
  const seconds = lapSeconds(work);
  const mostMiles = Math.min(
    TEMPO_SHARE * milesOf(week.runs),
    distanceClass === '5k' || distanceClass === '10k' ? 4 : 6,
  );
  const rounding = LAP_ROUNDING * paces.threshold;
  const inShare =
    !exceeds(miles, mostMiles + LAP_ROUNDING) && !exceeds(seconds, TEMPO_MOST_SECONDS + rounding);
  // The floor is two miles or 20 minutes, whichever is less.
  const inFloor =
    !exceeds(miles, FLOOR_MILES + LAP_ROUNDING) && !exceeds(seconds, TEMPO_FLOOR_SECONDS + rounding);
  if (!inShare && !inFloor) {
    const expected = `at most ${mostMiles.toFixed(2)} miles and 45 minutes`;
    const actual = `${miles} miles in ${Math.round(seconds / 60)} minutes`;
    findings.push(finding('K.tempo_work', facts, { expected, actual }));
  }
  return findings;
}

function auditPaceRange(
  facts: DayFacts,
  laps: readonly PacedLap[],
  range: { code: 'K.interval_pace' | 'K.tempo_pace'; fastest: number; slowest: number },
): Finding[] {
  return laps
    .filter(({ pace }) => pace < range.fastest - PACE_ROUNDING || pace > range.slowest + PACE_ROUNDING)
    .map(({ pace }) => {
      const expected = `${formatPace(range.fastest)} to ${formatPace(range.slowest)}`;
      return finding(range.code, facts, { expected, actual: formatPace(pace) });
    });
}

function auditEasyPace(week: WeekFacts, facts: DayFacts): Finding[] {
  return workLaps(week, facts.day.workout).map(({ pace }) => {
    const what = { expected: `${formatPace(easyLimit(week))} or slower`, actual: formatPace(pace) };
    return finding('K.easy_pace', facts, what);
  });
}

function auditRunWalk(week: WeekFacts, facts: DayFacts): Finding[] {
  if (week.paces.easy.fast <= SLOW_EASY_PACE || /run[\s/–-]*walk/i.test(facts.day.notes)) return [];
  return [finding('K.run_walk_unsaid', facts, { expected: 'run-walk in the notes', actual: 'not said' })];
}

/** The race lap keeps the goal as entered, whatever training goes by; without a goal, and in a tune-up, the prediction. */
function auditRacePace(week: WeekFacts, facts: DayFacts): Finding[] {
  const { goalRacePace, predictedRacePace, score } = week.paces;
  const { workout } = facts.day;
  const laps = pacedLaps(workout);
  const miles = facts.tuneUp?.distanceMiles;
  if (laps.length === 0 && (goalRacePace === null || miles !== undefined)) return [];
  const goal =
    miles === undefined ? (goalRacePace ?? predictedRacePace) : predictedSeconds(score, miles) / miles;
  const pace = lapSeconds(laps) / lapMiles(laps);
  if (laps.length === workout.length && Math.abs(pace - goal) <= 1) return [];
  const actual = laps.length === 0 ? 'no pace' : formatPace(pace);
  return [finding('K.race_pace', facts, { expected: formatPace(goal), actual })];
}

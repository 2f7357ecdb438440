import type { DayType, Lap } from '../model.js';
import { parsePace } from '../pace.js';
import type { AuditContext } from './context.js';
import type { DayFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { exceeds, sumMiles } from './half-mile.js';

/** What a day or its alternative is laid out as. */
interface Layout {
  workoutType: DayType;
  warmup: readonly Lap[];
  workout: readonly Lap[];
  cooldown: readonly Lap[];
}

const SIDE_LAP = { least: 0.5, most: 1 };
const SIDE_MOST = 2;
const LEAST_WORKOUT: Readonly<Partial<Record<DayType, number>>> = {
  easy: 2,
  tempo: 2,
  intervals: 2,
  recovery: 1,
  shakeout: 1,
};

/** Rule G: the shape of laps, and warmup, workout and cooldown of a run. */
export function auditLaps(context: AuditContext): Finding[] {
  return context.judged.days.flatMap((facts) => {
    const { day } = facts;
    const layouts: Layout[] = day.alternative ? [day, day.alternative] : [day];
    return layouts.flatMap((layout) => [...auditLapShapes(facts, layout), ...auditLayout(facts, layout)]);
  });
}

function auditLapShapes(facts: DayFacts, { warmup, workout, cooldown }: Layout): Finding[] {
  const findings: Finding[] = [];
  for (const laps of [warmup, workout, cooldown]) {
    const indices = laps.map((lap) => lap.lapIndex).join(' ');
    const expected = laps.map((_, position) => position + 1).join(' ');
    if (indices !== expected) findings.push(finding('G.lap_index', facts, { expected, actual: indices }));
    for (const { distanceMiles, paceGoal } of laps) {
      if (!isLapDistance(distanceMiles)) {
        const what = { expected: 'more than 0 miles in hundredths', actual: `${distanceMiles}` };
        findings.push(finding('G.lap_distance', facts, what));
      }
      if (paceGoal !== null && !isPace(paceGoal)) {
        const what = { expected: '"m:ss" or null', actual: JSON.stringify(paceGoal) };
        findings.push(finding('G.lap_pace', facts, what));
      }
    }
  }
  return findings;
}

function isLapDistance(miles: number): boolean {
  return miles > 0 && Math.abs(miles * 100 - Math.round(miles * 100)) < 1e-6;
}

/** As stored: no blanks around it, and no pace of zero. */
function isPace(text: unknown): boolean {
  return typeof text === 'string' && text === text.trim() && (parsePace(text) ?? 0) > 0;
}

function auditLayout(facts: DayFacts, layout: Layout): Finding[] {
  const { workoutType, warmup, workout, cooldown } = layout;
  if (workoutType === 'race') return [];
  if (workoutType === 'rest') {
    const laps = warmup.length + workout.length + cooldown.length;
    return laps === 0 ? [] : [finding('G.rest_laps', facts, { expected: 'no laps', actual: `${laps}` })];
  }
  const findings = [...auditSide(facts, 'warmup', warmup), ...auditSide(facts, 'cooldown', cooldown)];
  // A mile the day before the race has no room for more (§4, 2 before 4).
  const least = facts.daysToRace === 1 ? 0 : (LEAST_WORKOUT[workoutType] ?? 0);
  const miles = sumMiles(workout.map((lap) => lap.distanceMiles));
  if (!(miles > 0) || exceeds(least, miles)) {
    const what = { expected: `${least || 'more than 0'} miles in the workout`, actual: `${miles}` };
    findings.push(finding('G.workout_short', facts, what));
  }
  return findings;
}

function auditSide(facts: DayFacts, name: string, laps: readonly Lap[]): Finding[] {
  if (laps.length === 0) {
    return [finding('G.side_missing', facts, { expected: `a ${name} lap`, actual: 'none' })];
  }
  const findings: Finding[] = [];
  for (const { distanceMiles, paceGoal } of laps) {
    const fits = distanceMiles >= SIDE_LAP.least && distanceMiles <= SIDE_LAP.most;
    if (fits && paceGoal === null) continue;
    const actual = `${distanceMiles} miles at ${paceGoal ?? 'no pace'}`;
    findings.push(
      finding('G.side_lap', facts, { expected: `${name} laps of 0.5–1.0 mile, no pace`, actual }),
    );
  }
  const miles = sumMiles(laps.map((lap) => lap.distanceMiles));
  if (exceeds(miles, SIDE_MOST)) {
    const what = { expected: `${name} of at most ${SIDE_MOST} miles`, actual: `${miles}` };
    findings.push(finding('G.side_total', facts, what));
  }
  return findings;
}

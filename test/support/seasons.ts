import fc from 'fast-check';
import { expect } from 'vitest';
import { coachSessions } from '../../src/ai/built-in-coach.js';
import { lookAtWeek, raisedWeek, type WeekLook, type WeekOutlook } from '../../src/coaching/adaptation.js';
import { auditPlan } from '../../src/coaching/audit.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { weekBrief } from '../../src/coaching/brief.js';
import { addDays, daysBetween } from '../../src/coaching/calendar.js';
import type { RunningRecord } from '../../src/coaching/compliance.js';
import { courseAfter } from '../../src/coaching/course.js';
import { drawWorkouts, type WorkoutDraw } from '../../src/coaching/draw.js';
import { planPaces } from '../../src/coaching/goal.js';
import { layWeek } from '../../src/coaching/laps.js';
import { PHASE_NAMES } from '../../src/coaching/model.js';
import type {
  Blueprint,
  BlueprintWeek,
  CalendarDate,
  PlanInputs,
  PlannedWeek,
} from '../../src/coaching/model.js';
import { reanchor } from '../../src/coaching/re-anchor.js';
import { suggestionsFor } from '../../src/coaching/suggestions.js';
import { weekFrame } from '../../src/coaching/week-frame.js';
import { gridPoint, inputsOf, type GridPoint } from './plan-inputs.js';

/** Something that happens to an athlete from a day of the plan on. */
export interface Episode {
  what: 'misses' | 'cuts' | 'overreaches' | 'tells_nothing' | 'time_off' | 'runs_anyway';
  /** Days from the Monday of week 1. */
  from: number;
  days: number;
}

/** An athlete's way through a plan. */
export interface Season {
  point: GridPoint;
  episodes: readonly Episode[];
  reports: 'all' | 'some' | 'never';
  /** Days before its Monday that a week is looked at. */
  ahead: number;
  /** Staff accept more load whenever it is proposed. */
  accepts: boolean;
}

const episode: fc.Arbitrary<Episode> = fc.record({
  what: fc.constantFrom(
    'misses',
    'misses',
    'cuts',
    'overreaches',
    'tells_nothing',
    'time_off',
    'runs_anyway',
  ),
  from: fc.integer({ min: -20, max: 360 }),
  days: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 50 })),
});

export const season: fc.Arbitrary<Season> = fc.record({
  point: gridPoint,
  episodes: fc.array(episode, { maxLength: 6 }),
  reports: fc.constantFrom('all', 'some', 'never'),
  ahead: fc.constantFrom(1, 1, 3, 10),
  accepts: fc.boolean(),
});

/** A look at a week, and the plan before and after it. */
export interface Looked extends WeekOutlook {
  look: WeekLook;
  before: Blueprint;
  after: Blueprint;
}

export interface Ran {
  inputs: PlanInputs;
  drawn: Blueprint;
  /** As it stands at the end. */
  plan: Blueprint;
  weeks: PlannedWeek[];
  looks: Looked[];
}

/** Lives through a season: each week looked at, laid, written by the built-in coach, and run as it goes. */
export function liveThrough({ point, episodes, reports, ahead, accepts }: Season): Ran {
  const inputs = inputsOf(point);
  const drawn = layBlueprint(inputs);
  const monday = drawn.weeks[0]?.startDate ?? inputs.startDate;
  const spread = episodes.map((each) => ({ ...each, from: each.from % (7 * drawn.totalWeeks) }));
  const on = (date: CalendarDate, what: Episode['what']) => {
    const day = daysBetween(monday, date);
    return spread.some((each) => each.what === what && each.from <= day && day < each.from + each.days);
  };
  const timeOff = spread
    .filter(({ what }) => what === 'time_off')
    .map(({ from, days }) => ({
      startDate: addDays(monday, from),
      endDate: addDays(monday, from + days - 1),
    }));
  let current = drawn;
  const weeks: PlannedWeek[] = [];
  const looks: Looked[] = [];
  const runs: { date: CalendarDate; miles: number }[] = [];
  const run = (week: PlannedWeek) => {
    for (const { date, workoutType, miles, outsidePlan } of week.days) {
      if (outsidePlan || workoutType === 'race' || on(date, 'tells_nothing')) continue;
      const isOff = on(date, 'time_off') && !on(date, 'runs_anyway');
      const planned = isOff || on(date, 'misses') ? 0 : miles;
      const extra = on(date, 'runs_anyway') && planned === 0 ? 0.37 + (daysBetween(monday, date) % 5) : 0;
      const factor = on(date, 'overreaches') ? 1.63 : on(date, 'cuts') ? 0.41 : 1;
      const done = Math.round(100 * (planned * factor + extra)) / 100;
      if (done > 0) runs.push({ date, miles: done });
    }
  };
  for (let weekNumber = 1; weekNumber <= drawn.totalWeeks; weekNumber += 1) {
    const asOf = addDays(monday, 7 * (weekNumber - 1) - ahead);
    const known = reports === 'never' ? [] : runs.filter(({ date }) => date < asOf);
    const record: RunningRecord = {
      runs: known,
      reportDates: known.map(({ date }) => date),
      timeOff,
      tracksActivities: reports === 'all',
    };
    const look = { inputs, drawn, current, weeks: [...weeks], weekNumber, record, asOf };
    const outlook = lookAtWeek(look);
    const before = current;
    current = reanchor({ ...look, adaptation: outlook.adaptation });
    if (accepts) current = withRaise({ ...look, current });
    looks.push({ ...outlook, look, before, after: current });
    const week = writeWeek({ inputs, blueprint: current, weekNumber });
    weeks.push(week);
    run(week);
  }
  return { inputs, drawn, plan: current, weeks, looks };
}

/** Accepts the proposal of more load, where there is one. */
export function withRaise(look: WeekLook): Blueprint {
  const proposals = suggestionsFor({ ...look, performances: [], paceSetOn: look.inputs.startDate });
  const raise = proposals.find(({ rule }) => rule === 'load.raise');
  if (raise?.rule !== 'load.raise') return look.current;
  const { asOf, weekNumber, current } = look;
  const week = current.weeks[weekNumber - 1];
  if (!week) throw new RangeError(`No week ${weekNumber}`);
  const { level } = raise.proposal;
  const raised = reanchor({ ...look, adaptation: raisedWeek(week, { asOf, level }) });
  // Soon after it was accepted the week is looked at again.
  return courseAfter({ ...look, current: raised }).blueprint;
}

const draws = new WeakMap<Blueprint, WorkoutDraw>();

/** One week by the built-in coach. */
export function writeWeek(of: { inputs: PlanInputs; blueprint: Blueprint; weekNumber: number }): PlannedWeek {
  const { inputs, blueprint, weekNumber } = of;
  const week = blueprint.weeks[weekNumber - 1];
  if (!week) throw new RangeError(`No week ${weekNumber}`);
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const draw = draws.get(blueprint) ?? drawWorkouts(blueprint, 'season');
  draws.set(blueprint, draw);
  const frame = weekFrame({
    week,
    blueprint,
    paces,
    raceDistanceMiles: inputs.raceDistanceMiles,
    tuneUps: inputs.tuneUps,
  });
  const brief = weekBrief({ blueprint, frame, draw, injuryRisk: inputs.injuryRisk });
  const laid = layWeek({ frame, sessions: coachSessions(brief) });
  if (!laid.week) throw new Error(`Week ${weekNumber} was not laid: ${JSON.stringify(laid.refused)}`);
  return laid.week;
}

/** Phases with the miles of their weeks. */
export function phasesOf({ plan, weeks }: Pick<Ran, 'plan' | 'weeks'>) {
  return PHASE_NAMES.map((name) => ({
    name,
    weekCount: plan.phases[name],
    totalMiles:
      weeks
        .filter(({ phase }) => phase === name)
        .reduce((sum, { miles }) => sum + Math.round(100 * miles), 0) / 100,
  }));
}

/** What adaptation promises, whatever happens in a season. */
export function expectPromisesKept(lived: Season, ran: Ran): void {
  const { drawn, plan, looks } = ran;
  const raised = plan.weeks.some(({ adaptation }) => adaptation?.rules.includes('adapt.raised'));
  for (const week of plan.weeks) {
    const asDrawn = drawn.weeks[week.weekNumber - 1];
    expect(week).toMatchObject({ phase: asDrawn?.phase, startDate: asDrawn?.startDate, part: asDrawn?.part });
    expect(week.days.reduce((total, { miles }) => total + miles, 0)).toBe(week.targetMiles);
    if (!raised || week.phase === 'taper') {
      expect(week.targetMiles).toBeLessThanOrEqual(asDrawn?.targetMiles ?? 0);
    }
    expectRightDays(week, ran);
    for (const type of ['race', 'shakeout'] as const) {
      const daysOf = (days: typeof week.days = []) =>
        days.filter((day) => day.type === type).map(({ date }) => date);
      expect(daysOf(week.days)).toEqual(daysOf(asDrawn?.days));
    }
  }
  if (!raised) expectSlowReturns(plan);
  for (const { look, before, after } of looks) {
    const earlier = look.weekNumber - 1;
    expect(after.weeks.slice(0, earlier)).toEqual(before.weeks.slice(0, earlier));
    if (lived.reports === 'all') expectNoSpike(look, after);
  }
  const adaptations = new Map(
    plan.weeks.flatMap(({ weekNumber, adaptation }) =>
      adaptation ? [[weekNumber, adaptation] as const] : [],
    ),
  );
  const { inputs, weeks } = ran;
  const findings = auditPlan({ inputs, phases: phasesOf(ran), weeks, adaptations });
  expect(findings.filter(({ severity }) => severity === 'blocking')).toEqual([]);
}

/** Nobody runs on a day off, nor on a day that is not preferred but for the shakeout. */
function expectRightDays({ days, adaptation }: BlueprintWeek, { inputs }: Ran): void {
  for (const { date, dayNumber, miles, type } of days) {
    if (miles === 0) continue;
    expect(adaptation?.offDates ?? []).not.toContain(date);
    if (type !== 'shakeout') expect(inputs.preferredDays).toContain(dayNumber);
  }
}

/** From a return on no week is more than 10 % over the highest since. */
function expectSlowReturns({ weeks }: Blueprint): void {
  let highest = Infinity;
  for (const { targetMiles, adaptation } of weeks) {
    if (adaptation?.restarts) highest = Math.max(targetMiles, adaptation.level ?? 0);
    expect(targetMiles).toBeLessThanOrEqual(1.1 * highest);
    highest = Math.max(targetMiles, highest);
  }
}

/** Of somebody known to report: no run goes a tenth and a mile beyond what was run before and is planned since. */
function expectNoSpike({ record, asOf, weekNumber, inputs }: WeekLook, { weeks }: Blueprint): void {
  const firstFull = weeks[0]?.startDate === inputs.startDate ? 1 : 2;
  if (weekNumber <= firstFull) return;
  const planned = weeks
    .filter(({ part }) => !part)
    .flatMap(({ days }) => days)
    .filter(({ date }) => date >= asOf);
  const known = [...record.runs.filter(({ date }) => date < asOf), ...planned];
  const longestBefore = (date: CalendarDate) =>
    Math.max(
      0,
      ...known.filter((run) => run.date < date && run.date >= addDays(date, -30)).map(({ miles }) => miles),
    );
  const week = weeks[weekNumber - 1];
  if (!week || longestBefore(week.startDate) === 0) return;
  for (const { date, miles } of week.days.filter((day) => day.miles > 0)) {
    // After runs of less than a mile the shortest run of a plan is still two.
    const longest = Math.max(1, longestBefore(date) || Infinity);
    expect(miles).toBeLessThanOrEqual(Math.max(1.1 * longest, longest + 1) + 1e-9);
  }
}

import fc from 'fast-check';
import { coachSessions } from '../../src/ai/built-in-coach.js';
import { lookAtWeek, raisedWeek, type WeekLook, type WeekOutlook } from '../../src/coaching/adaptation.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { weekBrief } from '../../src/coaching/brief.js';
import { addDays, daysBetween } from '../../src/coaching/calendar.js';
import type { RunningRecord } from '../../src/coaching/compliance.js';
import { drawWorkouts, type WorkoutDraw } from '../../src/coaching/draw.js';
import { planPaces } from '../../src/coaching/goal.js';
import { layWeek } from '../../src/coaching/laps.js';
import { PHASE_NAMES } from '../../src/coaching/model.js';
import type { Blueprint, CalendarDate, PlanInputs, PlannedWeek } from '../../src/coaching/model.js';
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
  episodes: fc
    .array(episode, { minLength: 0, maxLength: 6 })
    .map((all) => all.map((each) => ({ ...each, from: each.from }))),
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
    if (outlook.adaptation) current = reanchor({ ...look, adaptation: outlook.adaptation });
    if (accepts) current = withRaise({ ...look, current });
    looks.push({ ...outlook, look, before, after: current });
    const week = writeWeek({ inputs, blueprint: current, weekNumber });
    weeks.push(week);
    run(week);
  }
  return { inputs, drawn, plan: current, weeks, looks };
}

/** Accepts the proposal of more load, where there is one. */
function withRaise(look: WeekLook): Blueprint {
  const proposals = suggestionsFor({ ...look, performances: [], paceSetOn: look.inputs.startDate });
  const raise = proposals.find(({ rule }) => rule === 'load.raise');
  if (raise?.rule !== 'load.raise') return look.current;
  return reanchor({ ...look, adaptation: raisedWeek(look, raise.proposal.level) });
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
  const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: inputs.raceDistanceMiles });
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

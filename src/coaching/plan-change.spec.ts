import { describe, expect, it } from 'vitest';
import { MARATHON } from '../../test/support/plan-inputs.js';
import { layBlueprint } from './blueprint.js';
import { planPaces } from './goal.js';
import { inputsOfWeek } from './inputs-of-week.js';
import type { DayType, PlanInputs } from './model.js';
import { courseFrom, planChange, reachingBack, withChange, withoutWaiting } from './plan-change.js';
import { reanchor } from './re-anchor.js';
import { finalInputs, stagesOf } from './stages.js';

const inputs: PlanInputs = { ...MARATHON, fiveKPace: 480, baseline: 30 };
const changed = (wanted: Parameters<typeof planChange>[1]['wanted'], fixedWeeks: number) =>
  planChange(inputs, { wanted, fromWeek: fixedWeeks + 1, fixedWeeks });

/** A plan with a week that was raised by a mile. */
function raisedIn(weekNumber: number, of: PlanInputs) {
  const drawn = layBlueprint(of);
  const week = drawn.weeks[weekNumber - 1];
  const adaptation = {
    asOf: week?.startDate ?? '',
    rules: ['adapt.raised' as const],
    level: (week?.targetMiles ?? 0) + 1,
    restarts: false,
    easyOnly: false,
    offDates: [],
    runs: [],
    highRiskUntil: null,
  };
  return { drawn, blueprint: reanchor({ inputs: of, drawn, current: drawn, weekNumber, adaptation }) };
}

describe('a change of a plan in its course', () => {
  it.each([
    ['2027-03-13', 5, undefined],
    ['2027-02-14', 5, { base: 4, build: 3, peak: 2, taper: 3 }],
    ['2027-04-11', 5, { base: 4, build: 9, peak: 4, taper: 3 }],
    ['2027-04-11', 3, { base: 5, build: 8, peak: 4, taper: 3 }],
    ['2027-04-11', 12, { base: 4, build: 6, peak: 7, taper: 3 }],
    ['2027-01-17', 5, { base: 4, build: 1, peak: 1, taper: 2 }],
    ['2027-03-07', 13, { base: 4, build: 6, peak: 3, taper: 2 }],
  ])('shares out the weeks left to a race on %s after %i weeks', (raceDate, fixedWeeks, phases) => {
    const { change } = changed({ raceDate }, fixedWeeks);
    expect(change).toEqual({ fromWeek: fixedWeeks + 1, raceDate, ...(phases && { phases }) });
  });

  it.each([
    ['a race in a week that has begun', { raceDate: '2026-12-26' }, 5, 'raceDate'],
    ['fewer weeks than phases', { raceDate: '2027-01-01' }, 5, 'raceDate'],
    ['a taper that goes on and on', { raceDate: '2027-03-21' }, 14, 'raceDate'],
    ['less than four weeks', { raceDate: '2026-12-13' }, 1, 'raceDate'],
    ['more than 52', { raceDate: '2027-12-12' }, 1, 'raceDate'],
    ['phases of another length', { phases: { base: 4, build: 6, peak: 3, taper: 4 } }, 3, 'phases'],
    ['an empty phase', { phases: { base: 5, build: 8, peak: 0, taper: 3 } }, 3, 'phases'],
    ['another phase of a week begun', { phases: { base: 3, build: 7, peak: 3, taper: 3 } }, 4, 'phases'],
    ['a long run on a day of rest', { settings: { longRunDay: 1 as const } }, 4, 'settings/longRunDay'],
  ])('is refused for %s', (_, wanted, fixedWeeks, field) => {
    const { change, refusal } = changed(wanted, fixedWeeks);
    expect(change).toBeNull();
    expect(refusal?.field).toBe(field);
    expect(refusal?.detail).toMatch(/rule|phase|begun/i);
  });

  it('holds in the order of weeks: what waits goes on waiting, but for what is set anew', () => {
    const waiting = withChange(inputs, { fromWeek: 17, goalTimeSeconds: 13_000, preferredDays: [1, 3] });
    expect(withChange(waiting, { fromWeek: 4, goalTimeSeconds: 14_000 }).changes).toEqual([
      { fromWeek: 4, goalTimeSeconds: 14_000 },
      { fromWeek: 17, preferredDays: [1, 3] },
    ]);
    const later = withChange(inputs, { fromWeek: 6, preferredDays: [1, 3] });
    expect(withChange(later, { fromWeek: 4, fiveKPace: 470 }).changes).toEqual([
      { fromWeek: 4, preferredDays: [1, 3] },
      { fromWeek: 4, fiveKPace: 470 },
    ]);
    expect(withoutWaiting(waiting, 5).changes?.map(({ fromWeek }) => fromWeek)).toEqual([5]);
  });

  it.each([
    [[4, 5], 4],
    [[5], 5],
    [[4], 6],
    [[6, 7], 6],
  ])('reaches back over weeks %j written anew to week %i', (weekNumbers, fromWeek) => {
    const later = withChange(inputs, { fromWeek: 6, preferredDays: [1, 3] });
    const reached = reachingBack(later, weekNumbers);
    expect(reached.changes).toEqual([{ fromWeek, preferredDays: [1, 3] }]);
    if (fromWeek === 6) expect(reached).toBe(later);
  });

  it('leaves phases waiting that a week before the rewritten ones stands against, and nothing else', () => {
    const phases = { base: 4, build: 6, peak: 2, taper: 4 };
    const waiting = { ...inputs, changes: [{ fromWeek: 17, goalTimeSeconds: 13_000, phases }] };
    const taper = reachingBack(waiting, [14, 15, 16]);
    expect(taper.changes).toEqual([
      { fromWeek: 14, goalTimeSeconds: 13_000 },
      { fromWeek: 17, phases },
    ]);
    const alone = { ...inputs, changes: [{ fromWeek: 17, phases }] };
    expect(reachingBack(alone, [14, 15, 16])).toBe(alone);
    expect(reachingBack(alone, [13, 14, 15, 16]).changes).toEqual([{ fromWeek: 13, phases }]);
    // What waits reaches back later, with the week that stood against it.
    expect(reachingBack(taper, [13, 14, 15, 16]).changes).toEqual([
      { fromWeek: 13, goalTimeSeconds: 13_000 },
      { fromWeek: 13, phases },
    ]);
  });

  it('gives up phases that waited too long when all that waits is to hold', () => {
    const phases = { base: 4, build: 6, peak: 2, taper: 4 };
    const waiting = { ...inputs, changes: [{ fromWeek: 17, goalTimeSeconds: 13_000, phases }] };
    expect(withoutWaiting(waiting, 13).changes).toEqual([{ fromWeek: 13, goalTimeSeconds: 13_000, phases }]);
    expect(withoutWaiting(waiting, 14).changes).toEqual([{ fromWeek: 14, goalTimeSeconds: 13_000 }]);
    expect(withoutWaiting({ ...inputs, changes: [{ fromWeek: 17, phases }] }, 14).changes).toEqual([]);
  });

  it('lays the weeks from it on by what it sets, from where the plan has come to', () => {
    const drawn = layBlueprint(inputs);
    const next = withChange(inputs, {
      fromWeek: 7,
      preferredDays: [1, 3, 5],
      settings: { recoveryEvery: 3 },
    });
    const { blueprint } = courseFrom(next, { drawn, blueprint: drawn }, 7);
    expect(blueprint.weeks.slice(0, 6)).toEqual(drawn.weeks.slice(0, 6));
    expect(layBlueprint(next)).toEqual(blueprint);
    const runs = blueprint.weeks.slice(6, 14).flatMap(({ days }) => days.filter(({ miles }) => miles > 0));
    expect(new Set(runs.map(({ dayNumber }) => dayNumber))).toEqual(new Set([1, 3, 5]));
    const [before] = drawn.weeks.slice(5, 6);
    const after = blueprint.weeks[6];
    expect(after?.targetMiles).toBeLessThanOrEqual(Math.floor(2.2 * (before?.targetMiles ?? 0)) / 2);
    // The rhythm is counted on from week 4, which was the last.
    const recovery = (weeks: typeof drawn.weeks) =>
      weeks.filter((week) => week.recovery).map(({ weekNumber }) => weekNumber);
    expect(recovery(drawn.weeks)).toEqual([4, 8]);
    expect(recovery(blueprint.weeks)).toEqual([4, 7, 9]);
  });

  it('keeps every run within its time where the pace has become slower since the weeks were framed', () => {
    const drawn = layBlueprint(inputs);
    const slower = withChange(inputs, { fromWeek: 3, fiveKPace: 780 });
    const { weeks } = courseFrom(slower, { drawn, blueprint: drawn }, 3).blueprint;
    const { easyMiddle } = planPaces(inputsOfWeek(slower, 3), { taperWeeks: 3 });
    const hoursOf = (type: DayType, of: typeof weeks) =>
      Math.max(
        ...of.flatMap(({ days }) =>
          days.filter((day) => day.type === type).map(({ miles }) => (miles * easyMiddle) / 3600),
        ),
      );
    expect(hoursOf('long_run', drawn.weeks.slice(2))).toBeGreaterThan(3);
    expect(hoursOf('long_run', weeks.slice(2))).toBeLessThanOrEqual(3);
    expect(hoursOf('long_run', weeks.slice(2))).toBeGreaterThan(2.8);
    expect(hoursOf('easy', weeks.slice(2))).toBeLessThanOrEqual(2);
  });

  it('goes on climbing from there, the long run too', () => {
    const drawn = layBlueprint(inputs);
    const next = withChange(inputs, { fromWeek: 6, settings: { longRunDay: 7 } });
    const { weeks } = courseFrom(next, { drawn, blueprint: drawn }, 6).blueprint;
    const longRunOf = (weekNumber: number) =>
      weeks[weekNumber - 1]?.days.find(({ type }) => type === 'long_run')?.miles ?? 0;
    const targets = weeks.map(({ targetMiles }) => targetMiles);
    const before = Math.max(...targets.slice(2, 5));
    const first = targets[5] ?? 0;
    expect(first).toBeGreaterThan(before);
    expect(first).toBeLessThanOrEqual(1.1 * before);
    expect(longRunOf(6)).toBeGreaterThanOrEqual(longRunOf(5));
    expect(longRunOf(7)).toBeGreaterThanOrEqual(longRunOf(6));
    // And evenly, as it would have without the change.
    const drawnLongRuns = drawn.weeks.map(
      ({ days }) => days.find(({ type }) => type === 'long_run')?.miles ?? 0,
    );
    const apart = drawnLongRuns.map((miles, index) => Math.abs(miles - longRunOf(index + 1)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
    // The peak is the table's still.
    expect(Math.max(...targets)).toBe(Math.max(...drawn.weeks.map(({ targetMiles }) => targetMiles)));
  });

  it('ends a raise of a week that the taper takes', () => {
    const { drawn, blueprint } = raisedIn(12, inputs);
    expect(blueprint.weeks[11]?.adaptation?.rules).toEqual(['adapt.raised']);
    const next = withChange(inputs, { fromWeek: 11, phases: { base: 4, build: 6, peak: 1, taper: 5 } });
    expect(courseFrom(next, { drawn, blueprint }, 11).blueprint.weeks[11]?.adaptation).toBeUndefined();
  });

  it('has a plan that was raised climb no further than the new race asks', () => {
    const to42 = { ...inputs, baseline: 35, raceDate: '2027-04-11', preferredDays: [2, 3, 4, 6, 7] as const };
    const plan = raisedIn(6, to42);
    const mostFrom10 = (weeks: typeof plan.drawn.weeks) =>
      Math.max(...weeks.slice(9).map(({ targetMiles }) => targetMiles));
    expect(mostFrom10(plan.blueprint.weeks)).toBe(48);
    // Above the table of the 10K already.
    const next = withChange(to42, { fromWeek: 10, raceDistanceMiles: 6.2137 });
    expect(mostFrom10(courseFrom(next, plan, 10).blueprint.weeks)).toBe(42);
  });

  it('is no stage while it waits beyond the last week', () => {
    const waiting = withChange(inputs, { fromWeek: 17, preferredDays: [1, 3] });
    expect(stagesOf(waiting)).toEqual([{ fromWeek: 0, inputs }]);
    expect(finalInputs(waiting)).toEqual(inputs);
    const longer = withChange(inputs, { fromWeek: 5, raceDate: '2027-04-11' });
    expect(stagesOf(longer).map(({ fromWeek }) => fromWeek)).toEqual([0, 5]);
  });
});

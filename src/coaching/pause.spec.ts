import { describe, expect, it } from 'vitest';
import { plainPlan } from '../../test/support/plain-plans.js';
import { MARATHON } from '../../test/support/plan-inputs.js';
import { layBlueprint } from './blueprint.js';
import { addDays, daysBetween } from './calendar.js';
import { comeBack } from './come-back.js';
import type { WeekAdaptation } from './model.js';
import { restBlueprint } from './pause.js';
import { reanchor } from './re-anchor.js';

const DRAWN = layBlueprint(MARATHON);
/** Of week 5, which is adapted on its Monday. */
const [MONDAY, TUESDAY, , THURSDAY, FRIDAY] = (DRAWN.weeks[4]?.days ?? []).map(({ date }) => date) as [
  string,
  string,
  string,
  string,
  string,
];

/** Week 5 adapted, and then paused on its Thursday. */
function pausedOnThursday(of: Partial<WeekAdaptation> & Pick<WeekAdaptation, 'rules'>) {
  const none = { level: null, restarts: false, easyOnly: false, offDates: [], runs: [], highRiskUntil: null };
  const adaptation = { asOf: MONDAY, ...none, ...of };
  const current = reanchor({ inputs: MARATHON, drawn: DRAWN, current: DRAWN, weekNumber: 5, adaptation });
  const rested = restBlueprint(current, { asOf: FRIDAY, offDates: new Set([THURSDAY]) });
  return { current, rested, week: rested.weeks[4] };
}

describe('a week that a pause has cut short', () => {
  it('still comes back from the gap it came back from, at its level and with its risk', () => {
    const back = { rules: ['adapt.return_14' as const], level: 12, restarts: true, highRiskUntil: 12 };
    const { current, rested, week } = pausedOnThursday(back);
    expect(week?.adaptation).toMatchObject({
      ...back,
      rules: ['adapt.return_14', 'adapt.paused'],
      asOf: FRIDAY,
      offDates: [THURSDAY],
    });
    const lay = (before: typeof rested) =>
      reanchor({ inputs: MARATHON, drawn: DRAWN, current: before, weekNumber: 6, adaptation: null }).weeks;
    const lightIn = (weeks: typeof rested.weeks) => weeks.map(({ recovery }) => recovery).slice(5);
    expect(lightIn(lay(rested))).toEqual(lightIn(current.weeks));
    // It stands for its level, which the next holds first.
    expect(lay(rested)[5]?.targetMiles).toBeLessThanOrEqual(12);
  });

  it('keeps the days of it that were off before, and is otherwise only cut short', () => {
    const { week } = pausedOnThursday({
      rules: ['adapt.missed', 'adapt.time_off'],
      level: 20,
      offDates: [TUESDAY],
    });
    expect(week?.adaptation).toMatchObject({
      rules: ['adapt.paused'],
      level: null,
      restarts: false,
      offDates: [TUESDAY, THURSDAY],
      highRiskUntil: null,
    });
  });
});

/** Paused from the Monday of week 5 to a day, with so many weeks written and runs on some days of the pause. */
function resumed({ to, written, ran = [] }: { to: string; written: number; ran?: string[] }) {
  const days = Array.from({ length: daysBetween(MONDAY, to) }, (_, index) => addDays(MONDAY, index));
  const before = DRAWN.weeks.slice(0, 4).flatMap((week) => week.days.filter(({ miles }) => miles > 0));
  const runs = [
    ...before.map(({ date, miles }) => ({ date, miles })),
    ...ran.map((date) => ({ date, miles: 3 })),
  ];
  const { blueprint } = comeBack({
    inputs: MARATHON,
    drawn: DRAWN,
    current: DRAWN,
    weeks: plainPlan({ inputs: MARATHON, blueprint: DRAWN }).weeks.slice(0, written),
    record: {
      runs,
      reportDates: runs.map(({ date }) => date),
      timeOff: [{ startDate: MONDAY, endDate: addDays(to, -1) }],
      tracksActivities: true,
    },
    asOf: to,
    offDates: new Set(days.filter((date) => !ran.includes(date))),
  });
  return blueprint.weeks;
}

describe('a plan that goes on after a pause', () => {
  it.each([
    ['on a Monday', 7, 6],
    ['amid a week', 10, 7],
  ])(
    'rises %s from what became of the weeks before, though none of the pause was written',
    (_, days, next) => {
      const weeks = resumed({ to: addDays(MONDAY, days), written: 4 });
      const highest = Math.max(...weeks.slice(0, 4).map(({ targetMiles }) => targetMiles));
      const first = weeks[next - 1]?.targetMiles ?? 0;
      expect(first).toBeGreaterThan(highest);
      expect(first).toBeLessThanOrEqual(1.1 * highest);
      expect(first).toBeLessThan(DRAWN.weeks[next - 1]?.targetMiles ?? 0);
    },
  );

  it('names as rest no day of the pause on which something was run', () => {
    const tuesday = addDays(MONDAY, 15);
    const week = resumed({ to: addDays(MONDAY, 17), written: 7, ran: [tuesday] })[6];
    expect(week?.adaptation).toMatchObject({
      rules: ['adapt.return_14', 'adapt.paused'],
      offDates: [addDays(tuesday, -1), addDays(tuesday, 1)],
    });
  });
});

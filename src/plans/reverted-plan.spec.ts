import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenPlans } from '../../test/support/plain-plans.js';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';
import { coachProvenance } from '../ai/built-in-coach.js';
import { addDays } from '../coaching/calendar.js';
import { sumMiles } from '../coaching/hundredths.js';
import type { PlanInputs } from '../coaching/model.js';
import { revertedPlan, type Revert } from './reverted-plan.js';
import type { Cascade, StoredWeek } from './stored-week.js';

const PROVENANCE = { ...coachProvenance(), rulesVersion: '1', variation: 0 };

function golden() {
  const [plan] = goldenPlans();
  const [{ blueprint } = { blueprint: null }] = goldenBlueprints();
  if (!plan || !blueprint) throw new Error('There is no golden plan');
  const weeks = plan.weeks.map((week) => ({ ...week, releasedAt: null, provenance: PROVENANCE }));
  return { inputs: plan.inputs, blueprint, phases: plan.phases, weeks };
}

const GOLDEN = golden();
const START = GOLDEN.inputs.startDate;

/** Its first weeks, each day of which says by whom it was written. */
function writtenBy(name: string, count: number): Cascade {
  const weeks = GOLDEN.weeks
    .slice(0, count)
    .map((week): StoredWeek => ({ ...week, days: week.days.map((day) => ({ ...day, notes: name })) }));
  return { phases: GOLDEN.phases, weeks };
}

interface Case {
  now?: number;
  was?: number;
  today: string;
  ran?: readonly string[];
  inputs?: PlanInputs;
}

function reverting({ now = 8, was = 8, today, ran = [], inputs = GOLDEN.inputs }: Case): Revert {
  const { blueprint } = GOLDEN;
  const columns = {} as Revert['version']['basis']['columns'];
  const basis = { inputs: GOLDEN.inputs, blueprint, drawnBlueprint: null, columns, weeks: [] };
  return {
    current: { inputs, blueprint, cascade: writtenBy('now', now) },
    version: { basis, cascade: writtenBy('then', was) },
    today,
    ran: new Set(ran),
    shownAt: new Date(0),
  };
}

const daysOf = ({ weeks }: Cascade) => weeks.flatMap(({ days }) => days);

describe('a plan that goes back', () => {
  it('has every day of the version before it begins, and keeps none', () => {
    const back = revertedPlan(reverting({ today: addDays(START, -1) }));
    expect(new Set(daysOf(back.cascade).map(({ notes }) => notes))).toEqual(new Set(['then']));
    expect([back.kept, back.removed]).toEqual([[], []]);
    expect(back.inputs).toBe(GOLDEN.inputs);
  });

  it('goes on with new paces as a change more, where weeks were run by them', () => {
    const fiveKPace = GOLDEN.inputs.fiveKPace - 20;
    const inputs = { ...GOLDEN.inputs, changes: [{ fromWeek: 2, fiveKPace }] };
    const back = revertedPlan(reverting({ today: addDays(START, 14), inputs }));
    expect(back.inputs.changes).toEqual([
      { fromWeek: 2, fiveKPace },
      { fromWeek: 3, fiveKPace: GOLDEN.inputs.fiveKPace },
    ]);
    expect(back.weeks.map(({ provenance }) => provenance.changes)).toEqual(Array(6).fill(2));
  });

  it('does not judge weeks that nobody has run by paces that were never run', () => {
    const inputs = { ...GOLDEN.inputs, changes: [{ fromWeek: 5, fiveKPace: 400 }] };
    expect(revertedPlan(reverting({ today: addDays(START, 14), inputs })).inputs).toBe(GOLDEN.inputs);
  });

  it('keeps what is over and gives back all else, whatever day it is and whatever was run and written', () => {
    const aCase = fc.record({
      now: fc.integer({ min: 1, max: 12 }),
      was: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: -7, max: 90 }),
      ranToday: fc.boolean(),
    });
    fc.assert(
      fc.property(aCase, ({ now, was, day, ranToday }) => {
        const today = addDays(START, day);
        const revert = reverting({ now, was, today, ran: ranToday ? [today] : [] });
        const { cascade, weeks, removed, kept } = revertedPlan(revert);
        const isOver = (date: string) => date < today || (ranToday && date === today);
        for (const week of cascade.weeks) {
          expect(week.days).toHaveLength(7);
          expect(week.miles).toBe(sumMiles(week.days.map(({ miles }) => miles)));
          for (const { date, notes } of week.days) {
            const isNow = week.weekNumber <= now && (isOver(date) || week.weekNumber > was);
            expect([date, notes]).toEqual([date, isNow ? 'now' : 'then']);
          }
        }
        const numbers = cascade.weeks.map(({ weekNumber }) => weekNumber);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        const begun = (weekNumber: number) => addDays(START, 7 * (weekNumber - 1)) <= today;
        expect(removed).toEqual(
          Array.from({ length: now }, (_, index) => index + 1).filter((each) => each > was && !begun(each)),
        );
        expect(removed.some((number) => numbers.includes(number))).toBe(false);
        expect(weeks.every((week) => cascade.weeks.includes(week))).toBe(true);
        for (const { date, reason } of kept) {
          if (reason === 'begun') expect(isOver(date)).toBe(false);
          else expect([reason === 'run', isOver(date)]).toEqual([ranToday && date === today, true]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

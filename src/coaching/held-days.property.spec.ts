import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldEdit, writeAround, type HeldOutcome } from '../../test/support/held-weeks.js';
import { gridPoint } from '../../test/support/plan-inputs.js';

const edits = fc.array(heldEdit, { minLength: 1, maxLength: 3 });
/** Each is a whole plan, written and audited. */
const RUNS = 30;

const isAsBefore = ({ held, before }: HeldOutcome) =>
  held.every(({ dayNumber, workoutType, miles }) => {
    const day = before.days[dayNumber - 1];
    return day?.workoutType === workoutType && day.miles === miles;
  });

describe('a week written around held days', () => {
  it('has these untouched, seven days on their dates, and no more than its target', () => {
    fc.assert(
      fc.property(gridPoint, fc.nat(), edits, (point, ahead, staff) => {
        const { held, week, before, laid } = writeAround(point, ahead, staff);
        for (const day of held) expect(week.days[day.dayNumber - 1]).toBe(day);
        expect(week.days.map(({ date, dayNumber }) => [date, dayNumber])).toEqual(
          before.days.map(({ date, dayNumber }) => [date, dayNumber]),
        );
        expect(laid.days.filter(({ type }) => type === 'race')).toHaveLength(
          before.days.filter(({ workoutType }) => workoutType === 'race').length,
        );
        const heldMiles = held.reduce(
          (sum, { miles, workoutType }) => sum + (workoutType === 'race' ? 0 : miles),
          0,
        );
        expect(laid.targetMiles).toBeLessThanOrEqual(Math.max(before.targetMiles, heldMiles + 2));
      }),
      { numRuns: RUNS },
    );
  });

  it('is the very week where they are as it was to have them', () => {
    fc.assert(
      fc.property(gridPoint, fc.nat(), edits, (point, ahead, staff) => {
        const outcome = writeAround(point, ahead, staff);
        fc.pre(isAsBefore(outcome));
        expect(outcome.after).toEqual([]);
        expect(outcome.laid.targetMiles).toBe(outcome.before.targetMiles);
        expect(outcome.week.days.map(({ miles }) => miles)).toEqual(
          outcome.before.days.map(({ miles }) => miles),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('never has the days beside a held hard one hard, unless staff hold these too', () => {
    const isHard = (type: string | undefined) => ['tempo', 'intervals', 'long_run'].includes(type ?? '');
    fc.assert(
      fc.property(gridPoint, fc.nat(), edits, (point, ahead, staff) => {
        const outcome = writeAround(point, ahead, staff);
        fc.pre(!isAsBefore(outcome));
        const { days } = outcome.week;
        for (const [at, { workoutType, locked }] of days.entries()) {
          const next = days[at + 1];
          const isFree = !locked || next?.locked === false;
          expect(isFree && isHard(workoutType) && isHard(next?.workoutType)).toBe(false);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('meets its target again, or more nearly, in most weeks that the edit alone took off it', () => {
    let [mended, spoiled] = [0, 0];
    const point = fc.sample(gridPoint, { numRuns: RUNS, seed: 6 });
    for (const [ahead, each] of point.entries()) {
      const { edited, after } = writeAround(each, ahead, [{ kind: 'eased', at: ahead % 7 }]);
      if (edited.length === 0) continue;
      if (after.length === 0) mended += 1;
      else if (after.length > edited.length) spoiled += 1;
    }
    expect(mended).toBeGreaterThan(3 * spoiled);
    expect(mended).toBeGreaterThan(10);
  });
});

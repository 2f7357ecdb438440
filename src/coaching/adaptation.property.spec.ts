import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveThrough, season } from '../../test/support/seasons.js';
import { lookAtWeek } from './adaptation.js';
import { reanchor } from './re-anchor.js';

const RUNS = { numRuns: 25 };

describe('a season', () => {
  it('holds what adaptation promises', () => {
    fc.assert(
      fc.property(season, (lived) => {
        const { inputs, drawn, plan, looks } = liveThrough(lived);
        const raised = plan.weeks.some(({ adaptation }) => adaptation?.rules.includes('adapt.raised'));
        for (const week of plan.weeks) {
          const asDrawn = drawn.weeks[week.weekNumber - 1];
          const sum = week.days.reduce((total, { miles }) => total + miles, 0);
          expect(sum).toBe(week.targetMiles);
          if (!raised || week.phase === 'taper') {
            expect(week.targetMiles).toBeLessThanOrEqual(asDrawn?.targetMiles ?? 0);
          }
          expect(week.phase).toBe(asDrawn?.phase);
          expect(week.startDate).toBe(asDrawn?.startDate);
          for (const day of week.days) {
            const off = week.adaptation?.offDates.includes(day.date);
            if (day.miles === 0) continue;
            expect(off).not.toBe(true);
            if (day.type !== 'shakeout') expect(inputs.preferredDays).toContain(day.dayNumber);
          }
        }
        for (const { look, adaptation, before, after } of looks) {
          expect(after.weeks.slice(0, look.weekNumber - 1)).toEqual(
            before.weeks.slice(0, look.weekNumber - 1),
          );
          expect(lookAtWeek(look).adaptation).toEqual(adaptation);
          expect(lookAtWeek({ ...look, current: after }).adaptation).toBeNull();
        }
        if (lived.reports === 'never' && !lived.episodes.some(({ what }) => what === 'time_off')) {
          expect(plan).toBe(drawn);
        }
      }),
      RUNS,
    );
  });
});

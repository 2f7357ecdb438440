import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectPromisesKept, liveThrough, season } from '../../test/support/seasons.js';
import { lookAtWeek } from './adaptation.js';
import { reanchor } from './re-anchor.js';

describe('any season', () => {
  it('keeps every promise of adaptation and passes the audit', () => {
    fc.assert(
      fc.property(season, (lived) => {
        const ran = liveThrough(lived);
        expectPromisesKept(lived, ran);
        expect(ran.weeks).toHaveLength(ran.drawn.totalWeeks);
      }),
      { numRuns: 30 },
    );
  });

  it('is lived the same way again, and a second look at a week finds nothing new', () => {
    fc.assert(
      fc.property(season, (lived) => {
        const { plan, weeks, looks } = liveThrough(lived);
        expect(liveThrough(lived)).toMatchObject({ plan, weeks });
        for (const { look, after } of looks) {
          const again = { ...look, current: after };
          expect(lookAtWeek(again).adaptation).toBeNull();
          expect(reanchor({ ...again, adaptation: null })).toEqual(after);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('of somebody who never reports is the plan as drawn, to the object', () => {
    fc.assert(
      fc.property(season, (lived) => {
        const episodes = lived.episodes.filter(({ what }) => what !== 'time_off');
        const { plan, drawn, looks } = liveThrough({ ...lived, episodes, reports: 'never' });
        expect(plan).toBe(drawn);
        expect(looks.filter(({ adaptation }) => adaptation !== null)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

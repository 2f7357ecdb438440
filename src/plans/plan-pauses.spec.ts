import { describe, expect, it } from 'vitest';
import { endPause, withPauses } from './plan-pauses.js';
import type { TrainingPlan } from './training-plan.entity.js';

const EARLIER = { startDate: '2026-11-02', endDate: '2026-11-08' };

function paused(pausedOn: string | null) {
  return { pausedOn, pauses: [EARLIER] } as TrainingPlan;
}

describe('a pause that ends', () => {
  it.each(['2026-11-23', '2026-11-30'])(
    'on %s is kept behind the ones before, first and last day counted',
    (day) => {
      const plan = paused('2026-11-23');
      const pause = { startDate: '2026-11-23', endDate: day };
      expect(endPause(plan, day)).toEqual(pause);
      expect(plan).toEqual({ pausedOn: null, pauses: [EARLIER, pause] });
    },
  );

  it('on the day it began leaves no trace, nor does one that there is not', () => {
    for (const pausedOn of ['2026-11-23', null]) {
      const plan = paused(pausedOn);
      expect(endPause(plan, '2026-11-22')).toBeNull();
      expect(plan).toEqual({ pausedOn: null, pauses: [EARLIER] });
    }
  });
});

describe('the record of a plan', () => {
  const illness = { startDate: '2026-10-01', endDate: '2026-10-03' };
  const record = { runs: [], reportDates: [], timeOff: [illness], tracksActivities: false };
  const offOf = (pausedOn: string | null, asOf: string) =>
    withPauses(record, { plan: paused(pausedOn), asOf }).timeOff;

  it('counts its pauses as times off, the running one from its first day on, up to the day it is', () => {
    expect(offOf(null, '2026-11-23')).toEqual([illness, EARLIER]);
    expect(offOf('2026-11-23', '2026-11-22')).toEqual([illness, EARLIER]);
    for (const asOf of ['2026-11-23', '2026-11-25']) {
      expect(offOf('2026-11-23', asOf)).toEqual([
        illness,
        EARLIER,
        { startDate: '2026-11-23', endDate: asOf },
      ]);
    }
  });
});

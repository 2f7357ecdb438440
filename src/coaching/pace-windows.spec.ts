import { describe, expect, it } from 'vitest';
import type { PlanPaces } from './goal.js';
import {
  easyLapPace,
  easyWindow,
  goalSegmentPace,
  intervalLapPace,
  intervalWindow,
  tempoLapPace,
  tempoWindow,
} from './pace-windows.js';
import type { SessionBlock } from './sessions.js';
import { trainingPaces } from './zones.js';

/** A runner whose 5K pace is 8:00, with paces that fall between whole seconds. */
const paces: PlanPaces = {
  ...trainingPaces(480),
  easy: { fast: 586.4, slow: 660.6 },
  easyMiddle: 623.5,
  marathon: 541.2,
  threshold: 506.3,
  interval: 467.4,
  repetition: 441.5,
  predictedRacePace: 541.2,
  goalRacePace: null,
  trainingGoalPace: 530.4,
  predictedMarathonPace: 541.2,
  predictedHalfMarathonPace: 517.8,
};

function block(zone: SessionBlock['zone'], shade?: 'slow' | 'fast'): SessionBlock {
  return { repeat: 1, distanceMiles: 1, zone, recoveryMiles: 0, ...(shade && { shade }) };
}

describe('pace windows', () => {
  it('round inwards to whole seconds', () => {
    expect(easyWindow(paces)).toEqual({ fastest: 587, slowest: 660 });
    expect(intervalWindow(paces)).toEqual({ fastest: 439, slowest: 483 });
    expect(tempoWindow(paces)).toEqual({ fastest: 492, slowest: 533 });
  });

  it('reach 103 % of interval pace where that is slower than 5K pace and 3 s', () => {
    expect(intervalWindow({ ...paces, fiveK: 470 }).slowest).toBe(481);
  });

  it('end at threshold pace and 3 s where the goal is faster than threshold', () => {
    expect(tempoWindow({ ...paces, trainingGoalPace: 470 })).toEqual({ fastest: 492, slowest: 509 });
  });
});

describe('the pace of a lap', () => {
  it.each([
    [undefined, 624],
    ['slow', 660],
    ['fast', 587],
    ['free', null],
  ] as const)('easy, %s', (shade, pace) => {
    expect(easyLapPace(paces, shade)).toBe(pace);
  });

  it.each([
    [block('threshold'), 506],
    [block('threshold', 'fast'), 496],
    [block('threshold', 'slow'), 509],
    [block('race'), 530],
    [block('marathon'), 533],
    [block('interval'), 506],
  ])('tempo: %o at %s', (written, pace) => {
    expect(tempoLapPace(paces, written)).toBe(pace);
  });

  it.each([
    [block('interval'), 467],
    [block('interval', 'fast'), 454],
    [block('interval', 'slow'), 480],
    [block('repetition'), 442],
    [block('race'), 480],
    [block('threshold'), 483],
  ])('intervals: %o at %s', (written, pace) => {
    expect(intervalLapPace(paces, written)).toBe(pace);
  });

  it('never leaves the window, however far off the goal is', () => {
    expect(tempoLapPace({ ...paces, trainingGoalPace: 400 }, block('race'))).toBe(492);
    expect(intervalLapPace({ ...paces, fiveK: 380 }, block('race'))).toBe(439);
  });

  it('is the goal in long runs from the half up, else the predicted marathon', () => {
    expect(goalSegmentPace(paces, 'marathon')).toBe(530);
    expect(goalSegmentPace(paces, 'ultra')).toBe(530);
    expect(goalSegmentPace(paces, 'half')).toBe(530);
    expect(goalSegmentPace(paces, 'ten_mile')).toBe(541);
    expect(goalSegmentPace(paces, '5k')).toBe(541);
  });
});

import { describe, expect, it } from 'vitest';
import { groupLaps, lapText } from './lap-words.js';
import type { Lap } from './model.js';

function laps(...list: readonly (readonly [miles: number, pace: string | null])[]): Lap[] {
  return list.map(([distanceMiles, paceGoal], index) => ({ lapIndex: index + 1, distanceMiles, paceGoal }));
}

const MIXED = laps([1, '9:30'], [1, '9:30'], [0.5, null]);
const BY_TURNS = laps([1, '7:58'], [0.25, null], [1, '7:58'], [0.25, null], [1, '7:58']);

describe('laps in one line', () => {
  it('counts equal neighbours and alternating pairs', () => {
    expect(lapText(MIXED)).toBe('2 × 1 mi at 9:30 + 0.5 mi by feel');
    expect(lapText(BY_TURNS)).toBe('2 × (1 mi at 7:58 + 0.25 mi by feel) + 1 mi at 7:58');
    expect(lapText(laps([1, '7:58'], [2, '7:58']))).toBe('1 mi at 7:58 + 2 mi at 7:58');
    expect(lapText(laps([1, null], [2, null], [1, null], [3, null]))).toBe(
      '1 mi by feel + 2 mi by feel + 1 mi by feel + 3 mi by feel',
    );
    expect(lapText(laps([1, null], [2, null], [3, null], [2, null]))).toBe(
      '1 mi by feel + 2 mi by feel + 3 mi by feel + 2 mi by feel',
    );
    expect(lapText([])).toBe('');
  });

  it('has distances and paces in kilometres for whom counts so', () => {
    expect(lapText(MIXED, 'km')).toBe('2 × 1.61 km at 5:54 + 0.8 km by feel');
    expect(lapText(laps([26.22, '8:23']), 'km')).toBe('42.2 km at 5:13');
  });

  it('does not take laps for equal that only look so in kilometres', () => {
    expect(lapText(laps([1, '8:00'], [1, '8:01']), 'km')).toBe('1.61 km at 4:58 + 1.61 km at 4:59');
    expect(groupLaps(laps([1, '8:01'], [1, '8:02']))).toHaveLength(2);
  });
});

describe('groups of laps', () => {
  it('hold every lap once for each time it is run', () => {
    for (const list of [MIXED, BY_TURNS, laps([1, null], [1, null], [2, null], [1, null], [2, null])]) {
      const unrolled = groupLaps(list).flatMap((group) =>
        Array.from({ length: group.times }, () => group.laps),
      );
      expect(unrolled.flat().map(({ distanceMiles, paceGoal }) => [distanceMiles, paceGoal])).toEqual(
        list.map(({ distanceMiles, paceGoal }) => [distanceMiles, paceGoal]),
      );
    }
  });
});

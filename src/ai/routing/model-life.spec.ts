import { describe, expect, it } from 'vitest';
import { lifeOf } from './model-life.js';

describe('lifeOf', () => {
  it.each([
    ['2026-11-14', 'current', 61],
    ['2026-11-15', 'ending', 60],
    ['2027-01-13', 'ending', 1],
    ['2027-01-14', 'ended', 0],
    ['2027-01-15', 'ended', 0],
  ])('of a model that leaves on 2027-01-14 is, on %s, %s', (today, state, daysLeft) => {
    expect(lifeOf({ shutdownDate: '2027-01-14' }, today)).toEqual({ state, daysLeft });
  });

  it('of a model that nobody means to shut down goes on', () => {
    expect(lifeOf({ shutdownDate: null }, '2099-01-01')).toEqual({ state: 'current', daysLeft: null });
  });
});

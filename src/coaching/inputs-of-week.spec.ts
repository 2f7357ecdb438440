import { describe, expect, it } from 'vitest';
import { inputsOfWeek } from './inputs-of-week.js';
import type { PlanInputs } from './model.js';

const DRAWN: PlanInputs = {
  raceDistanceMiles: 13.1094,
  raceDate: '2027-05-30',
  startDate: '2027-03-08',
  goalTimeSeconds: 6300,
  fiveKPace: 450,
  baseline: 25,
  preferredDays: [2, 4, 6],
  experience: null,
  injuryRisk: 'normal',
  phases: null,
};

describe('inputsOfWeek', () => {
  const changes = [
    { fromWeek: 4, fiveKPace: 440 },
    { fromWeek: 6, goalTimeSeconds: 6200 },
    { fromWeek: 8, fiveKPace: 455 },
  ];

  it.each([
    { week: 3, fiveKPace: 450, goalTimeSeconds: 6300 },
    { week: 4, fiveKPace: 440, goalTimeSeconds: 6300 },
    { week: 6, fiveKPace: 440, goalTimeSeconds: 6200 },
    { week: 8, fiveKPace: 455, goalTimeSeconds: 6200 },
  ])('of week $week', ({ week, fiveKPace, goalTimeSeconds }) => {
    expect(inputsOfWeek({ ...DRAWN, changes }, week)).toEqual({ ...DRAWN, fiveKPace, goalTimeSeconds });
  });

  it('are the drawn ones where nothing changed', () => {
    expect(inputsOfWeek(DRAWN, 5)).toEqual(DRAWN);
  });
});

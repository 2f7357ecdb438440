import { expect, it } from 'vitest';
import { MARATHON } from '../../test/support/plan-inputs.js';
import type { PlanInputs } from './model.js';
import { shiftInputs } from './shift.js';
import { finalInputs } from './stages.js';

const inputs: PlanInputs = { ...MARATHON, fiveKPace: 480, baseline: 30 };

it('shifts a plan whose race was moved with that race, and leaves weeks of changes as they are', () => {
  const changes = [
    { fromWeek: 3, fiveKPace: 470 },
    { fromWeek: 5, raceDate: '2027-03-21' },
  ];
  const shifted = shiftInputs({ ...inputs, changes }, 2);
  expect([shifted.startDate, shifted.raceDate]).toEqual(['2026-12-07', '2027-03-28']);
  expect(shifted.changes).toEqual([
    { fromWeek: 3, fiveKPace: 470 },
    { fromWeek: 5, raceDate: '2027-04-04' },
  ]);
  expect(finalInputs(shiftInputs(shifted, -3)).raceDate).toBe('2027-03-14');
  expect(shiftInputs(inputs, 1)).not.toHaveProperty('changes');
});

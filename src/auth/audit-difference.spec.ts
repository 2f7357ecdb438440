import { expect, it } from 'vitest';
import { differenceOf } from './audit-difference.js';

const DAYS = { preferredDays: [2, 4] };

it('tells what has changed, as it was and as it is', () => {
  const before = { role: 'coach', units: 'mi', ...DAYS };
  expect(differenceOf(before, { ...before, role: 'admin', preferredDays: [2, 4] })).toEqual({
    before: { role: 'coach' },
    after: { role: 'admin' },
  });
  expect(differenceOf(before, { ...before, preferredDays: [2, 5] })).toEqual({
    before: DAYS,
    after: { preferredDays: [2, 5] },
  });
});

it('tells all that there is of what is new, or gone', () => {
  expect(differenceOf({}, { ...DAYS, city: null })).toEqual({ before: {}, after: DAYS });
  expect(differenceOf({ ...DAYS, city: null }, {})).toEqual({ before: DAYS, after: {} });
});

it('names what it may not tell, where it has changed', () => {
  const withheld = new Set(['injuryNotes', 'email']);
  const before = { email: 'ana@example.com', injuryNotes: 'a knee', injuryRisk: 'high' };
  const after = { ...before, injuryNotes: 'both knees', injuryRisk: 'normal' };
  expect(differenceOf(before, after, withheld)).toEqual({
    before: { injuryRisk: 'high' },
    after: { injuryRisk: 'normal' },
    withheld: ['injuryNotes'],
  });
});

it('is nothing where nothing has changed, and something where only what it may not tell has', () => {
  const before = { email: 'ana@example.com', city: null, ...DAYS };
  expect(differenceOf(before, { email: before.email, preferredDays: [2, 4] }, new Set(['email']))).toBeNull();
  expect(differenceOf(before, { ...before, email: '' }, new Set(['email']))).toEqual({
    before: {},
    after: {},
    withheld: ['email'],
  });
});

import { describe, expect, it } from 'vitest';
import { AdaptedMutant } from '../../../test/support/adapted-mutants.js';
import { auditContextOf } from './context.js';
import { canHold } from './holding.js';

describe('what a week can hold after runs of a mile', () => {
  it('is two miles on each of as many days as two miles can fill', () => {
    const mutant = AdaptedMutant.of(1);
    const [date = ''] = mutant.dates(5, [6]);
    const context = auditContextOf(mutant.adapt(6, ['adapt.spike'], { runs: [{ date, miles: 1 }] }).plan);
    const week = context.weeks[5];
    if (!week) throw new Error('No week 6');
    expect([2, 2.5, 3, 3.5, 4, 8].map((miles) => canHold(context, week, miles))).toEqual([
      true,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});

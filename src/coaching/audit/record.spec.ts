import { describe, expect, it } from 'vitest';
import { AdaptedMutant, easyReturnPlan, heldPlan } from '../../../test/support/adapted-mutants.js';
import { auditPlan } from '../audit.js';
import { addDays } from '../calendar.js';

function codesOf(mutant: AdaptedMutant): string[] {
  return auditPlan(mutant.plan).map(({ code }) => code);
}

describe('the record that a run goes by', () => {
  it('lets a run go by what was really run, where that is more', () => {
    const longer = () => heldPlan().run(6, 6, 'long_run', 12.5).run(6, 2, 'tempo', 5).run(6, 3, 'easy', 4.5);
    expect(codesOf(longer())).toContain('S.spike');
    const asOf = longer().week(6).startDate;
    const runs = [{ date: longer().week(5).startDate, miles: 11.5 }];
    const told = longer();
    told.adaptations.clear();
    expect(codesOf(told.adapt(6, ['adapt.missed'], { asOf, runs, level: 31.5 }))).not.toContain('S.spike');
  });

  it('lets a long run stand whose week had begun when the plan went on', () => {
    const pausedOnLongRun = (resumedOn: string) => {
      const mutant = AdaptedMutant.of(1).until(2).pause(1, [6]);
      const [offDate = ''] = mutant.dates(1, [6]);
      mutant.adaptations.clear();
      return mutant.adapt(1, ['adapt.paused'], { asOf: resumedOn, offDates: [offDate] });
    };
    const { startDate } = AdaptedMutant.of(1).week(2);
    expect(codesOf(pausedOnLongRun(addDays(startDate, 1)))).not.toContain('S.spike');
    // On its Monday all of it lies ahead.
    expect(codesOf(pausedOnLongRun(startDate))).toContain('S.spike');
  });

  it('lets a run go by what was planned, of somebody back from weeks off who does not report', () => {
    const back = easyReturnPlan().run(7, 6, 'long_run', 5.5);
    expect(codesOf(back)).toContain('S.spike');
    for (const adaptation of back.adaptations.values()) adaptation.runs = [];
    expect(codesOf(back)).not.toContain('S.spike');
  });
});

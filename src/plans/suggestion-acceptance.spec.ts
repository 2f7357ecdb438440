import { describe, expect, it } from 'vitest';
import { DRAWN, INPUTS, lookAt, off, weekOf } from '../../test/support/adaptation-cases.js';
import { acceptSuggestion } from './suggestion-acceptance.js';
import { TrainingPlan } from './training-plan.entity.js';

describe('accepting more load', () => {
  it('leaves a week its time off, and says so', () => {
    const timeOff = off('2027-05-04', '2027-05-04');
    const { plan: rested } = lookAt({ week: 10, asOf: '2027-04-30', timeOff });
    const plan = Object.assign(new TrainingPlan(), {
      status: 'active',
      inputs: INPUTS,
      blueprint: rested,
      drawnBlueprint: DRAWN,
    });
    acceptSuggestion(
      plan,
      { rule: 'load.raise', weekNumber: 10, proposal: { level: 40 } },
      { today: '2027-05-01', isOver: (weekNumber) => weekNumber < 10 },
    );
    const week = weekOf(plan.blueprint ?? DRAWN, 10);
    expect(week.adaptation?.rules).toEqual(['adapt.raised', 'adapt.time_off']);
    expect(week.notes.map(({ code }) => code)).toContain('adapt.time_off');
    expect(week.days.find(({ date }) => date === '2027-05-04')).toMatchObject({ type: 'rest', miles: 0 });
  });
});

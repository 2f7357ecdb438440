import { describe, expect, it } from 'vitest';
import { adaptationsOf } from './adaptations.js';
import type { WeekAdaptation } from './model.js';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';

const adaptation: WeekAdaptation = {
  asOf: '2026-11-29',
  rules: ['adapt.missed'],
  level: 20,
  restarts: false,
  easyOnly: false,
  offDates: [],
  runs: [],
  highRiskUntil: null,
};

describe('adaptations of a blueprint', () => {
  it('are those of its weeks, and none of a plan as drawn', () => {
    for (const { blueprint } of goldenBlueprints()) {
      expect(adaptationsOf(blueprint)).toEqual(new Map());
      const weeks = blueprint.weeks.map((week) => (week.weekNumber === 3 ? { ...week, adaptation } : week));
      expect(adaptationsOf({ weeks })).toEqual(new Map([[3, adaptation]]));
    }
  });
});

import { describe, expect, it } from 'vitest';
import { layBlueprint } from './blueprint.js';
import { settingsRefusals } from './layout-settings.js';
import type { LayoutSettings, PlanInputs } from './model.js';

const inputs: PlanInputs = {
  raceDistanceMiles: 26.2188,
  raceDate: '2026-04-26',
  startDate: '2026-01-05',
  goalTimeSeconds: 14_400,
  fiveKPace: 480,
  baseline: 25,
  preferredDays: [2, 3, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  phases: null,
};

const laidBy = (settings: LayoutSettings, more: Partial<PlanInputs> = {}) =>
  layBlueprint({ ...inputs, ...more, settings });
const recoveryWeeks = (settings: LayoutSettings) =>
  laidBy(settings)
    .weeks.filter(({ recovery }) => recovery)
    .map(({ weekNumber }) => weekNumber);
const refused = (settings: LayoutSettings, more: Partial<Parameters<typeof settingsRefusals>[0]> = {}) =>
  settingsRefusals({ ...inputs, ...more, settings }).map(({ setting, rule }) => `${setting} ${rule}`);

describe('a plan laid by settings', () => {
  it('is the plan of the rules where they say what the rules say', () => {
    expect(laidBy({})).toEqual(layBlueprint(inputs));
    expect(laidBy({ recoveryEvery: 4, longRunDay: 6, mostMiles: 150 })).toEqual(layBlueprint(inputs));
  });

  it('recovers every second, third or fourth week', () => {
    expect(recoveryWeeks({ recoveryEvery: 4 })).toEqual([4, 8]);
    expect(recoveryWeeks({ recoveryEvery: 3 })).toEqual([3, 6, 9]);
    expect(recoveryWeeks({ recoveryEvery: 2 })).toEqual([2, 4, 6, 8]);
  });

  it.each([2, 3, 4, 6, 7] as const)('has its long runs on day %i', (longRunDay) => {
    const days = laidBy({ longRunDay }).weeks.flatMap((week) => week.days);
    const longRuns = days.filter(({ type }) => type === 'long_run');
    expect(longRuns.length).toBeGreaterThan(13);
    expect(new Set(longRuns.map(({ dayNumber }) => dayNumber))).toEqual(new Set([longRunDay]));
  });

  it('rests no day that was set for the long run', () => {
    const preferredDays = [1, 2, 3, 4, 5, 6, 7] as const;
    for (const longRunDay of [1, 5] as const) {
      const { weeks } = laidBy({ longRunDay }, { preferredDays });
      expect(weeks[0]?.days[longRunDay - 1]?.type).toBe('long_run');
    }
  });

  it('has no week above its cap, in whole half miles', () => {
    const plan = laidBy({ mostMiles: 30.4 });
    expect(Math.max(...plan.weeks.map(({ targetMiles }) => targetMiles))).toBe(30);
    expect(plan).toMatchObject({ capacity: 30, peakTarget: 30, startLevel: 25, warnings: [] });
  });

  it('starts at a cap below the baseline, and says so', () => {
    const plan = laidBy({ mostMiles: 20 });
    expect(plan.startLevel).toBe(20);
    expect(plan.warnings.map(({ code }) => code)).toEqual(['baseline.above_cap']);
  });
});

describe('settings that a rule stands against', () => {
  it('are a rhythm rarer than the rules have it, or so dense that two recovery weeks would meet', () => {
    expect(refused({ recoveryEvery: 4 })).toEqual([]);
    expect(refused({ recoveryEvery: 5 })).toEqual(['recoveryEvery C']);
    expect(refused({ recoveryEvery: 1 })).toEqual(['recoveryEvery C']);
    expect(refused({ recoveryEvery: 4 }, { experience: 'novice' })).toEqual(['recoveryEvery C']);
    expect(refused({ recoveryEvery: 4 }, { injuryRisk: 'high' })).toEqual(['recoveryEvery C']);
    expect(refused({ recoveryEvery: 3 }, { injuryRisk: 'high' })).toEqual([]);
    // A novice by the miles run.
    expect(refused({ recoveryEvery: 4 }, { experience: null, baseline: 19 })).toEqual(['recoveryEvery C']);
    expect(refused({ recoveryEvery: 4 }, { experience: null, baseline: null })).toEqual([]);
  });

  it('are a long run on a day not preferred, and a cap below the least a plan starts at', () => {
    expect(refused({ longRunDay: 5, mostMiles: 5.5 })).toEqual(['longRunDay F', 'mostMiles C']);
    expect(refused({ longRunDay: 5, mostMiles: 6 }, { preferredDays: null })).toEqual([]);
  });

  it('lay no plan', () => {
    expect(() => laidBy({ longRunDay: 5 })).toThrow('Rule F stands against a long run on Friday');
  });
});

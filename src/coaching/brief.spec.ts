import { describe, expect, it } from 'vitest';
import { goldenBlueprints, type GoldenBlueprint } from '../../test/support/golden-blueprints.js';
import { writeFrames } from '../../test/support/write-plan.js';
import { weekBrief, type WeekBrief } from './brief.js';
import { drawWorkouts } from './draw.js';
import { planPaces } from './goal.js';
import type { Blueprint, PlanInputs, WeekAdaptation } from './model.js';
import { weekFrame } from './week-frame.js';

const goldens = goldenBlueprints();

function briefOf(
  example: number,
  weekNumber: number,
  change: Partial<GoldenBlueprint['inputs']> = {},
): WeekBrief {
  const golden = goldens[example];
  if (!golden) throw new Error(`There is no example ${example}.`);
  return briefIn(golden.blueprint, weekNumber, { ...golden.inputs, ...change });
}

function briefIn(blueprint: Blueprint, weekNumber: number, inputs: PlanInputs): WeekBrief {
  const week = blueprint.weeks[weekNumber - 1];
  if (!week) throw new Error(`There is no week ${weekNumber}.`);
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles: inputs.raceDistanceMiles });
  return weekBrief({
    blueprint,
    frame,
    draw: drawWorkouts(blueprint, 'seed'),
    injuryRisk: inputs.injuryRisk,
  });
}

describe('the brief of a week', () => {
  it('takes a runner back from two weeks off for one at high risk, for eight weeks', () => {
    const [golden] = goldens;
    if (!golden) throw new Error('There are examples');
    const adaptation: WeekAdaptation = {
      asOf: '2026-12-20',
      rules: ['adapt.return_14'],
      level: 20,
      restarts: true,
      easyOnly: false,
      offDates: [],
      runs: [],
      highRiskUntil: 12,
    };
    const weeks = golden.blueprint.weeks.map((week) =>
      week.weekNumber === 5 ? { ...week, adaptation } : week,
    );
    const risks = [4, 5, 12, 13].map(
      (weekNumber) => briefIn({ ...golden.blueprint, weeks }, weekNumber, golden.inputs).injuryRisk,
    );
    expect(risks).toEqual(['normal', 'high', 'high', 'normal']);
  });

  it('holds the week, the level, the race class and how far the race is', () => {
    expect(briefOf(0, 11)).toMatchObject({
      units: 'miles',
      distanceClass: 'marathon',
      experience: 'intermediate',
      injuryRisk: 'normal',
      phase: 'peak',
      weekNumber: 11,
      totalWeeks: 16,
      weeksToRace: 5,
      recovery: false,
      part: false,
      touched: false,
      stretched: true,
      runWalk: false,
      targetMiles: 48,
    });
    expect(briefOf(0, 16)).toMatchObject({ weeksToRace: 0, touched: true, stretched: false });
    expect(briefOf(1, 4)).toMatchObject({ recovery: true, experience: 'novice' });
    expect(briefOf(1, 1)).toMatchObject({ part: true });
  });

  it('gives each quality day its limits in miles, and no other day any', () => {
    const { days } = briefOf(0, 11);
    expect(days.map(({ type, work }) => [type, work?.most ?? null])).toEqual([
      ['rest', null],
      ['tempo', 4.8],
      ['easy', null],
      ['intervals', 3.8],
      ['rest', null],
      ['long_run', null],
      ['recovery', null],
    ]);
    expect(days[3]?.work).toEqual({ least: 2, most: 3.8, sixMinutes: 0.7 });
  });

  it('never asks a slow runner for more than 20 minutes of tempo as the least, nor 45 in all', () => {
    const slow = briefOf(0, 11, { fiveKPace: 1200 }).days[1]?.work;
    expect(slow?.least).toBeLessThan(1.05);
    expect(slow?.most).toBeLessThan(2.3);
  });

  it('allows four miles of tempo at most for 5K and 10K, and six of any work', () => {
    const golden = goldens[5];
    const week = golden?.blueprint.weeks[8];
    if (!golden || !week) throw new Error('The plan of 70 miles a week has a week 9.');
    const large = { ...week, targetMiles: 90 };
    const most = (distanceClass: '10k' | 'half'): (number | undefined)[] => {
      const blueprint = { ...golden.blueprint, distanceClass };
      const paces = planPaces(golden.inputs, { taperWeeks: 3 });
      const frame = weekFrame({ week: large, blueprint, paces, raceDistanceMiles: 13.1 });
      return [frame.tempo.most, frame.intervals.most];
    };
    expect(most('10k')).toEqual([400, 600]);
    expect(most('half')).toEqual([600, 600]);
  });

  it('names family and workout of every running day, as they were drawn', () => {
    const draw = goldens[0] ? drawWorkouts(goldens[0].blueprint, 'seed') : new Map();
    const running = briefOf(0, 11).days.filter(({ miles }) => miles > 0);
    expect(running.map(({ dayNumber, family, workoutId }) => ({ dayNumber, family, workoutId }))).toEqual(
      draw.get(11),
    );
    expect(
      briefOf(0, 16)
        .days.filter(({ miles }) => miles === 0)
        .every(({ family }) => family === null),
    ).toBe(true);
  });

  it('offers goal pace only to a long run that may hold it', () => {
    expect(briefOf(6, 7).days.map(({ goalPaceMiles }) => goalPaceMiles)).toEqual([0, 0, 0, 0, 0, 4.8, 0]);
    expect(briefOf(0, 11).days.every(({ goalPaceMiles }) => goalPaceMiles === 0)).toBe(true);
  });

  it('tells of the week before as drawn, or as stored', () => {
    expect(briefOf(0, 1).weekBefore).toBeNull();
    expect(briefOf(0, 11).weekBefore).toMatchObject({ trainingMiles: 44 });
    expect(briefOf(0, 11).weekBefore?.days[5]).toMatchObject({ dayNumber: 6, type: 'long_run', miles: 15 });
    const golden = goldens[0];
    const [first, second] = golden ? writeFrames(golden) : [];
    if (!golden || !second || !first?.laid.week) throw new Error('The golden marathon plan has two weeks.');
    const stored = { ...first.laid.week, trainingMiles: 12 };
    const draw = drawWorkouts(golden.blueprint, 'seed');
    const brief = weekBrief({ ...golden, frame: second.frame, draw, injuryRisk: 'normal', stored });
    expect(brief.weekBefore?.trainingMiles).toBe(12);
  });

  it('holds no pace, date or name, so that like athletes share it', () => {
    const text = JSON.stringify(briefOf(0, 11));
    expect(text).not.toMatch(/\d:\d\d|\d{4}-\d\d|pace"|name/i);
    expect(JSON.stringify(briefOf(0, 11, { fiveKPace: 481 }))).toBe(text);
  });
});

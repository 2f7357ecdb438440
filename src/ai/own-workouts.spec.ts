import { describe, expect, it } from 'vitest';
import { MARATHON_INPUTS } from '../../test/support/contract-cases.js';
import { OWN_EASY, OWN_INTERVALS } from '../../test/support/own-workouts.js';
import { layBlueprint } from '../coaching/blueprint.js';
import { layWeek } from '../coaching/laps.js';
import type { PlannedDay } from '../coaching/model.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { coachSessions } from './built-in-coach.js';
import { briefData } from './contracts/prompt-text.js';
import { WritingPlan, type WeekToWrite } from './writing-plan.js';

const blueprint = layBlueprint(MARATHON_INPUTS);
const weekNumbers = blueprint.weeks.map(({ weekNumber }) => weekNumber);

function weeksWith(ownWorkouts?: readonly Workout[]): WeekToWrite[] {
  const task = { inputs: MARATHON_INPUTS, blueprint, seed: 1, weekNumbers, stored: [], variation: 0 };
  const plan = new WritingPlan({ ...task, ...(ownWorkouts && { ownWorkouts }) });
  return weekNumbers.map((weekNumber) => plan.week(weekNumber));
}

function daysOf(weeks: readonly WeekToWrite[]): PlannedDay[] {
  return weeks.flatMap(({ frame, brief }) => {
    const { week, mended, refused } = layWeek({ frame, sessions: coachSessions(brief) });
    expect([mended, refused]).toEqual([[], []]);
    return week?.days ?? [];
  });
}

const own = [OWN_INTERVALS, OWN_EASY];
const weeks = weeksWith(own);
const days = daysOf(weeks);

describe('a plan with workouts of staff’s own', () => {
  it('draws them beside those of the library', () => {
    const ids = days.map(({ workoutId }) => workoutId);
    expect(ids).toContain(OWN_INTERVALS.id);
    expect(ids).toContain(OWN_EASY.id);
    expect(new Set(ids).size).toBeGreaterThan(20);
    const intervals = days.filter(({ workoutType }) => workoutType === 'intervals');
    expect(intervals.filter(({ workoutId }) => workoutId === OWN_INTERVALS.id).length).toBeLessThan(
      intervals.length / 2,
    );
  });

  it('draws them for no day that is shorter than they ask for', () => {
    const longest = { ...OWN_EASY, minMiles: Math.max(...days.map(({ miles }) => miles)) + 0.5 };
    const ids = daysOf(weeksWith([longest])).map(({ workoutId }) => workoutId);
    expect(ids).not.toContain(OWN_EASY.id);
  });

  it('lays them with their words, and with what they name to be run instead', () => {
    const intervals = days.find(({ workoutId }) => workoutId === OWN_INTERVALS.id);
    expect(intervals?.notes).toContain('Bridge repeats: ');
    expect(intervals?.notes).toContain(OWN_INTERVALS.purpose);
    expect(intervals?.alternative?.workoutId).toBe('easy-relaxed');
    const easy = days.find(({ workoutId }) => workoutId === OWN_EASY.id);
    expect(easy?.alternative?.workoutId).toBe('recovery-soft');
  });

  it('tells a model what they are made of, and none of their words', () => {
    const week = weeks.find(({ brief }) => brief.days.some((day) => day.workoutId === OWN_INTERVALS.id));
    const told = JSON.stringify(week && briefData(week.brief));
    expect(told).toContain('"idea":"3-6 x (3.5 min interval), jogs of 0.75 of the time"');
    expect(told).not.toMatch(/Bridge|bridge|ownWorkouts|019ab/);
  });

  it('names in a brief those of its own week and of the one before, and no others', () => {
    for (const { brief } of weeks) {
      const before = brief.weekBefore?.days ?? [];
      const named = [...brief.days, ...before].map(({ workoutId }) => workoutId);
      expect(brief.ownWorkouts ?? []).toEqual(own.filter(({ id }) => named.includes(id)));
    }
  });

  it('is the same plan to the letter where there are none', () => {
    expect(weeksWith([])).toEqual(weeksWith());
    expect(JSON.stringify(weeksWith([]).map(({ brief }) => brief))).not.toContain('ownWorkouts');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anySession, lapCases, type LapCase } from '../../test/support/lap-cases.js';
import { brokenLapRules, hundredthsOf } from '../../test/support/lap-rules.js';
import { coachSessions } from '../ai/built-in-coach.js';
import { weekBrief } from './brief.js';
import { drawWorkouts } from './draw.js';
import { layDay, type LaidDay } from './laps.js';
import type { PlannedDay } from './model.js';
import { suitableWorkouts } from './workouts/library.js';
import { workoutBlocks } from './workouts/structure.js';

/** Everything the rules say of one laid day, and of the run it can be swapped for. */
function faultsOf(day: PlannedDay, { frame, day: { miles } }: LapCase): string[] {
  const rules = {
    paces: frame.paces,
    distanceClass: frame.distanceClass,
    weekMiles: frame.week.targetMiles,
    goalPace: frame.goalPace && frame.week.phase === 'peak',
  };
  const { alternative } = day;
  const length = hundredthsOf(day.warmup, day.workout, day.cooldown);
  const easier = alternative
    ? hundredthsOf(alternative.warmup, alternative.workout, alternative.cooldown)
    : 0;
  return [
    ...(length === miles * 100 && day.miles === miles ? [] : [`${length / 100} instead of ${miles} miles`]),
    ...brokenLapRules(day, rules),
    ...(alternative ? brokenLapRules(alternative, rules).map((fault) => `alternative: ${fault}`) : []),
    ...(easier > miles * 100 ? ['alternative longer than the run'] : []),
  ];
}

function written({ blueprint, frame, seed, injuryRisk, day }: LapCase): LaidDay {
  const draw = drawWorkouts(blueprint, seed);
  const sessions = coachSessions(weekBrief({ blueprint, frame, draw, injuryRisk }));
  return layDay(day, sessions.find(({ dayNumber }) => dayNumber === day.dayNumber) ?? null, frame);
}

describe('a day by the built-in coach', () => {
  it('is laid as written, to the hundredth, inside every rule of laps and paces', () => {
    fc.assert(
      fc.property(lapCases(), (given) => {
        const laid = written(given);
        expect(laid).toMatchObject({ mended: [] });
        if (laid.day) expect(faultsOf(laid.day, given)).toEqual([]);
      }),
      { numRuns: 4000 },
    );
  });

  it('holds the work its day is named for: about the floor, or twelve minutes of it', () => {
    fc.assert(
      fc.property(lapCases(['tempo', 'intervals']), (given) => {
        const { type, miles } = given.day;
        if (miles < 4 || (type !== 'tempo' && type !== 'intervals')) return;
        const laid = written(given);
        const work = (laid.day?.workout ?? []).filter(({ paceGoal }) => paceGoal !== null);
        const { floor, sixMinutes } = given.frame[type];
        expect(hundredthsOf(work)).toBeGreaterThanOrEqual(Math.min(floor * 0.8, sixMinutes * 2));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('every workout of the library', () => {
  it('fits every day it suits without a mend', () => {
    fc.assert(
      fc.property(lapCases(), (given) => {
        const { day, frame, blueprint } = given;
        if (day.type === 'rest' || day.type === 'race') return;
        const suitable = suitableWorkouts({
          dayType: day.type,
          phase: frame.week.phase,
          distanceClass: blueprint.distanceClass,
          experience: blueprint.experience,
          miles: day.miles,
          goalPace: frame.goalPace,
          nearRace: frame.week.touched,
        });
        const work = day.type === 'tempo' || day.type === 'intervals' ? frame[day.type] : null;
        for (const workout of suitable) {
          const blocks = workoutBlocks(workout, { miles: day.miles, work, effort: 1 });
          const session = { dayNumber: day.dayNumber, workoutId: workout.id, blocks, notes: workout.purpose };
          const laid = layDay(day, session, frame);
          expect({ id: workout.id, ...laid }).toMatchObject({ id: workout.id, mended: [] });
          if (laid.day) expect([workout.id, ...faultsOf(laid.day, given)]).toEqual([workout.id]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a session by an author nobody trusts', () => {
  it('is laid inside every rule, or refused with a reason', () => {
    let laidDays = 0;
    fc.assert(
      fc.property(lapCases(), anySession(), (given, session) => {
        const laid = layDay(given.day, session, given.frame);
        if (laid.day) {
          laidDays += 1;
          expect(faultsOf(laid.day, given)).toEqual([]);
        } else {
          expect(laid.refused[0].detail).not.toBe('');
        }
      }),
      { numRuns: 4000 },
    );
    expect(laidDays).toBeGreaterThan(1000);
  });
});

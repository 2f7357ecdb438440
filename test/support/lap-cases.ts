import fc from 'fast-check';
import { planPaces } from '../../src/coaching/goal.js';
import {
  DAY_NUMBERS,
  DISTANCE_CLASSES,
  EXPERIENCES,
  INJURY_RISKS,
  PHASE_NAMES,
  type Blueprint,
  type BlueprintDay,
  type BlueprintWeek,
  type DayType,
  type DistanceClass,
  type InjuryRisk,
} from '../../src/coaching/model.js';
import { ZONES, type Session } from '../../src/coaching/sessions.js';
import { weekFrame, type WeekFrame } from '../../src/coaching/week-frame.js';

/** One running day in a week of its own, with everything it is laid against. */
export interface LapCase {
  blueprint: Blueprint;
  week: BlueprintWeek;
  day: BlueprintDay;
  frame: WeekFrame;
  injuryRisk: InjuryRisk;
  seed: string;
}

const RACE_MILES: Record<DistanceClass, number> = {
  '5k': 3.10686,
  '10k': 6.21371,
  ten_mile: 10,
  half: 13.1094,
  marathon: 26.2188,
  ultra: 31.0686,
};

const LEAST_MILES = { easy: 3, tempo: 3, intervals: 3, long_run: 4, recovery: 2, shakeout: 2 } as const;
export const RUN_TYPES = ['easy', 'tempo', 'intervals', 'long_run', 'recovery', 'shakeout'] as const;

/** Running days of every type, length, pace, week, phase, class, level and goal. */
export function lapCases(types: readonly (typeof RUN_TYPES)[number][] = RUN_TYPES): fc.Arbitrary<LapCase> {
  return fc
    .record({
      type: fc.constantFrom(...types),
      halfMiles: fc.integer({ min: 4, max: 48 }),
      otherMiles: fc.integer({ min: 0, max: 100 }),
      fiveKPace: fc.integer({ min: 230, max: 1200 }),
      goalShare: fc.option(fc.double({ min: 0.8, max: 1.2, noNaN: true })),
      phase: fc.constantFrom(...PHASE_NAMES),
      recovery: fc.boolean(),
      distanceClass: fc.constantFrom(...DISTANCE_CLASSES),
      experience: fc.constantFrom(...EXPERIENCES),
      injuryRisk: fc.constantFrom(...INJURY_RISKS),
      stretch: fc.integer({ min: 100, max: 260 }),
      seed: fc.string({ maxLength: 5 }),
    })
    .map((given) => {
      const { type, distanceClass, experience, phase, recovery } = given;
      const miles = Math.max(LEAST_MILES[type], given.halfMiles / 2);
      const raceDistanceMiles = RACE_MILES[distanceClass];
      const days = DAY_NUMBERS.map((dayNumber): BlueprintDay => {
        const date = `2026-03-0${dayNumber + 1}`;
        const rest = { date, dayNumber, type: 'rest' as DayType, miles: 0, outsidePlan: false };
        if (dayNumber === 3) return { ...rest, type, miles };
        if (dayNumber === 6 && given.otherMiles > 0)
          return { ...rest, type: 'easy', miles: given.otherMiles };
        return rest;
      });
      const targetMiles = miles + given.otherMiles;
      const week: BlueprintWeek = {
        weekNumber: 5,
        phase,
        startDate: '2026-03-02',
        endDate: '2026-03-08',
        recovery,
        part: false,
        touched: type === 'shakeout',
        targetMiles,
        wantedMiles: targetMiles,
        stretch: given.stretch / 100,
        notes: [],
        days,
      };
      const blueprint: Blueprint = {
        rulesVersion: 'test',
        totalWeeks: 12,
        phases: { base: 3, build: 4, peak: 2, taper: 3 },
        experience,
        distanceClass,
        startLevel: 20,
        peakTarget: 40,
        capacity: 60,
        longRunCap: 24,
        warnings: [],
        weeks: [week],
      };
      const inputs = {
        raceDistanceMiles,
        raceDate: '2026-05-10',
        startDate: '2026-02-02',
        goalTimeSeconds:
          given.goalShare === null ? null : Math.round(raceDistanceMiles * given.fiveKPace * given.goalShare),
        fiveKPace: given.fiveKPace,
        baseline: 20,
        preferredDays: [3, 6] as const,
        experience,
        injuryRisk: given.injuryRisk,
        phases: null,
      };
      const paces = planPaces(inputs, { taperWeeks: 3 });
      const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles });
      const day = week.days[2];
      if (!day) throw new Error('A week has a third day.');
      return { blueprint, week, day, frame, injuryRisk: given.injuryRisk, seed: given.seed };
    });
}

/** What an author may send: any blocks that can be read, sensible or not. */
export function anySession(): fc.Arbitrary<Session> {
  return fc.record({
    dayNumber: fc.constant(3 as const),
    workoutId: fc.constantFrom(null, 'tempo-cruise', 'no-such-workout'),
    blocks: fc.array(
      fc.record({
        repeat: fc.integer({ min: 1, max: 40 }),
        distanceMiles: fc.double({ min: 0.01, max: 30, noNaN: true }),
        zone: fc.constantFrom(...ZONES),
        recoveryMiles: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5, noNaN: true })),
      }),
      { maxLength: 12 },
    ),
    notes: fc.string({ maxLength: 900 }),
  });
}

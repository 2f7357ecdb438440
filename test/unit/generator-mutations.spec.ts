// over 300 lines because it is one table, a row a mutation
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import type { Finding } from '../../src/coaching/audit.js';
import type { DayNumber, Lap, PlannedDay, RuleId } from '../../src/coaching/model.js';
import type { DayRole } from '../../src/coaching/schedule.js';
import { inputsOf } from '../support/plan-inputs.js';
import type { GridPoint } from '../support/plan-inputs.js';

/**
 * The generator broken in one place at a time: a function of it is swapped for one that breaks a rule, plans
 * are written with it, and the audit must say so under that rule's id. The audit shares none of these.
 */
interface Mutation {
  breaks: RuleId;
  what: string;
  module: string;
  /** Gets the true exports and returns those to swap. */
  swap: (real: Exports) => Exports;
  /** Where the plan it shows in is not the marathoner's. */
  on?: Partial<GridPoint>;
}

// What a mutation swaps is of any shape; each case knows the function it replaces.
// oxlint-disable-next-line typescript/no-explicit-any
type Exports = Record<string, any>;

const marathoner: GridPoint = {
  raceDistanceMiles: 26.2188,
  totalWeeks: 16,
  startDay: 1,
  raceDay: 7,
  fiveKPace: 480,
  baseline: 25,
  preferredDays: [2, 3, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  goalShare: 1.2,
};

const roles = (change: (role: DayRole) => DayRole) => (real: Exports) => ({
  dayRoles: (week: unknown) => real.dayRoles(week).map(change),
});

/** Rewrites the laps of every day of one type after they were laid, its miles kept in step. */
const laps = (type: string, change: (day: PlannedDay) => Partial<PlannedDay>) => (real: Exports) => ({
  layWeek: (options: unknown) => {
    const laid = real.layWeek(options);
    const days = laid.week.days.map((day: PlannedDay) =>
      day.workoutType === type ? { ...day, ...change(day) } : day,
    );
    return { ...laid, week: { ...laid.week, days } };
  },
});

const first = (list: readonly Lap[], change: Partial<Lap>) =>
  list.map((lap, index) => (index === 0 ? { ...lap, ...change } : lap));

const MUTATIONS: Mutation[] = [
  {
    breaks: 'A',
    what: 'build and peak change places',
    module: 'phases',
    swap: (real) => ({
      phaseOfWeek: (split: unknown, week: number) =>
        ({ build: 'peak', peak: 'build' })[real.phaseOfWeek(split, week) as string] ??
        real.phaseOfWeek(split, week),
    }),
  },
  {
    breaks: 'A',
    what: 'a default split of its own',
    module: 'phases',
    swap: (real) => ({
      phasesOf: (inputs: unknown) => {
        const split = real.phasesOf(inputs);
        return { ...split, base: split.base + 1, build: split.build - 1 };
      },
    }),
  },
  {
    breaks: 'B',
    what: 'a week begins on Tuesday',
    module: 'laps',
    swap: (real) => ({
      layWeek: (options: unknown) => {
        const laid = real.layWeek(options);
        const days = laid.week.days.map((day: PlannedDay) => ({ ...day, date: addDays(day.date, 1) }));
        return { ...laid, week: { ...laid.week, days } };
      },
    }),
  },
  {
    breaks: 'H',
    what: 'runs before the start',
    module: 'schedule',
    swap: roles((role) => (role === 'outside' ? 'free' : role)),
    on: { startDay: 5 },
  },
  {
    breaks: 'H',
    what: 'a part week with the whole week’s miles',
    module: 'volume',
    swap: () => ({ partWeekTarget: (start: number) => start }),
    on: { startDay: 3, baseline: 12 },
  },
  {
    breaks: 'C',
    what: 'a start above the baseline',
    module: 'volume',
    swap: (real) => ({
      startLevel: (...given: unknown[]) => ({ halves: real.startLevel(...given).halves + 6, warnings: [] }),
    }),
  },
  {
    breaks: 'C',
    what: 'no recovery weeks',
    module: 'volume',
    swap: () => ({ recoveryWeeks: () => new Set<number>() }),
  },
  {
    breaks: 'C',
    what: 'recovery weeks at nine tenths',
    module: 'volume',
    swap: () => ({ recoveryTarget: (before: number) => Math.round(before * 0.9) }),
  },
  {
    breaks: 'C',
    what: 'two recovery weeks in a row',
    module: 'volume',
    swap: () => ({ recoveryWeeks: () => new Set([4, 5, 8]) }),
  },
  {
    breaks: 'C',
    what: 'rises of a fifth',
    module: 'volume',
    swap: (real) => ({
      buildingTarget: (climb: { peak: number }, week: { reference: number; step: number }) =>
        week.step === 0
          ? real.buildingTarget(climb, week)
          : Math.min(climb.peak, Math.floor(week.reference * 1.2)),
    }),
  },
  {
    breaks: 'C',
    what: 'a peak beyond its target',
    module: 'volume',
    swap: (real) => ({
      layClimb: (options: unknown) => {
        const climb = real.layClimb(options);
        return { ...climb, peak: climb.peak + 8 };
      },
    }),
  },
  {
    breaks: 'C',
    what: 'a taper that hardly tapers',
    module: 'volume',
    swap: () => ({ taperTarget: (before: number) => Math.floor(before * 0.9) }),
  },
  {
    breaks: 'C',
    what: 'a full race week',
    module: 'volume',
    swap: () => ({ raceWeekTarget: ({ weekBefore }: { weekBefore: number }) => weekBefore }),
    on: { preferredDays: [1, 2, 3, 4, 5, 6] },
  },
  {
    breaks: 'D',
    what: 'a run on the day before the race',
    module: 'schedule',
    swap: roles((role) => (role === 'eve' ? 'no_hard' : role)),
  },
  {
    breaks: 'D',
    what: 'no shakeout',
    module: 'schedule',
    swap: roles((role) => (role === 'shakeout' ? 'no_hard' : role)),
  },
  {
    breaks: 'D',
    what: 'hard days within six of the race',
    module: 'schedule',
    swap: (real) => ({
      ...roles((role) => (role === 'no_hard' ? 'free' : role))(real),
      wantedQualityDays: () => 2,
    }),
  },
  {
    breaks: 'I',
    what: 'runs after the race',
    module: 'schedule',
    swap: roles((role) => (role === 'after' ? 'no_hard' : role)),
    on: { raceDay: 4 },
  },
  {
    breaks: 'E',
    what: 'days beyond their range',
    module: 'stretch',
    swap: (real) => ({
      shareOut: (days: unknown, halves: number, stretch: number) => {
        const given: number[] = real.shareOut(days, halves, stretch);
        return given.map((one, at) => one + (at === 0 ? 2 : at === 1 ? -2 : 0));
      },
    }),
  },
  {
    breaks: 'E',
    what: 'a stretch no one needs',
    module: 'stretch',
    swap: (real) => ({
      smallestStretch: (...given: unknown[]) => ({ ...real.smallestStretch(...given), stretch: 250 }),
    }),
  },
  {
    breaks: 'F',
    what: 'a day that was not preferred',
    module: 'week-layout',
    swap: (real) => ({
      arrangeWeek: (order: object) => real.arrangeWeek({ ...order, preferredDays: [1, 2, 3, 4, 6, 7] }),
    }),
  },
  {
    breaks: 'F',
    what: 'no day of rest',
    module: 'volume',
    swap: (real) => ({
      loadLimits: (athlete: unknown) => ({ ...real.loadLimits(athlete), mayRunDaily: true }),
    }),
    on: { preferredDays: [1, 2, 3, 4, 5, 6, 7], baseline: 45 },
  },
  {
    breaks: 'S',
    what: 'a third quality day',
    module: 'schedule',
    swap: () => ({ wantedQualityDays: () => 2 }),
  },
  {
    breaks: 'S',
    what: 'quality beside the long run',
    module: 'schedule',
    swap: () => ({
      pickQualityDays: ({ wanted, candidates }: { wanted: number; candidates: DayNumber[] }) =>
        candidates.toReversed().slice(0, wanted),
    }),
  },
  {
    breaks: 'S',
    what: 'a spike',
    module: 'spike',
    swap: () => ({
      RunRecord: class {
        add() {}
        limitOn() {
          return Infinity;
        }
      },
    }),
    on: { baseline: 15, preferredDays: [3, 6, 7] },
  },
  {
    breaks: 'S',
    what: 'a long run of most of the week',
    module: 'long-run',
    swap: () => ({ longRunShare: () => 0.8, firstLongRun: (target: number) => Math.floor(target * 0.7) }),
  },
  {
    breaks: 'S',
    what: 'a long run beyond its cap',
    module: 'volume',
    swap: (real) => ({
      loadLimits: (athlete: unknown) => {
        const limits = real.loadLimits(athlete);
        return { ...limits, longRunCap: limits.longRunCap + 12 };
      },
    }),
    on: { raceDistanceMiles: 3.10686, preferredDays: [3, 6] },
  },
  {
    breaks: 'S',
    what: 'a day beyond two hours',
    module: 'volume',
    swap: (real) => ({ loadLimits: (athlete: unknown) => ({ ...real.loadLimits(athlete), dayCeiling: 60 }) }),
    on: { preferredDays: [3, 6], baseline: 60, fiveKPace: 600 },
  },
  {
    breaks: 'G',
    what: 'a warmup in one long lap',
    module: 'laps',
    swap: laps('easy', (day) => ({
      warmup: [{ lapIndex: 1, distanceMiles: 1.25, paceGoal: null }],
      workout: first(day.workout, { distanceMiles: day.miles - 1.25 - 0.5 }),
      cooldown: [{ lapIndex: 1, distanceMiles: 0.5, paceGoal: null }],
    })),
  },
  {
    breaks: 'G',
    what: 'a cooldown at a pace',
    module: 'laps',
    swap: laps('easy', (day) => ({ cooldown: first(day.cooldown, { paceGoal: '12:00' }) })),
  },
  {
    breaks: 'G',
    what: 'laps that begin at 0',
    module: 'laps',
    swap: laps('tempo', (day) => ({ workout: first(day.workout, { lapIndex: 0 }) })),
  },
  {
    breaks: 'J',
    what: 'miles on a rest day',
    module: 'laps',
    swap: laps('rest', () => ({ miles: 2 })),
  },
  {
    breaks: 'K',
    what: 'easy runs at threshold pace',
    module: 'pace-windows',
    swap: () => ({ easyLapPace: () => 420 }),
  },
  {
    breaks: 'K',
    what: 'tempo work at mile pace',
    module: 'pace-windows',
    swap: () => ({ tempoLapPace: (paces: { repetition: number }) => Math.round(paces.repetition) }),
  },
  {
    breaks: 'K',
    what: 'intervals faster than repetitions',
    module: 'pace-windows',
    swap: () => ({ intervalLapPace: (paces: { repetition: number }) => Math.round(paces.repetition) - 20 }),
  },
  {
    breaks: 'K',
    what: 'interval work of a fifth of the week',
    module: 'work-limits',
    swap: (real) => ({
      intervalLimit: (week: number, paces: unknown) => ({ ...real.intervalLimit(week, paces), most: 600 }),
    }),
  },
  {
    breaks: 'K',
    what: 'repetitions of ten minutes',
    module: 'work-limits',
    swap: (real) => ({
      intervalLimit: (week: number, paces: unknown) => ({
        ...real.intervalLimit(week, paces),
        sixMinutes: 160,
      }),
      LONGEST_REPETITION_SECONDS: 600,
    }),
  },
  {
    breaks: 'K',
    what: 'the race at another pace than the goal',
    module: 'laps',
    swap: laps('race', (day) => ({ workout: first(day.workout, { paceGoal: '5:00' }) })),
  },
];

/** Blocking findings of a complete plan, written with the modules as they are mocked now. */
async function blockingFindings(point: GridPoint): Promise<Finding[]> {
  const { writePlan } = await import('../support/write-plan.js');
  const { auditPlan } = await import('../../src/coaching/audit.js');
  return auditPlan(writePlan(inputsOf(point)).audited).filter((finding) => finding.severity === 'blocking');
}

describe('a broken generator', () => {
  afterEach(() => {
    for (const { module } of MUTATIONS) vi.doUnmock(`../../src/coaching/${module}.js`);
    vi.resetModules();
  });

  it.each(MUTATIONS)('is caught under $breaks: $what', async ({ breaks, module, swap, on }) => {
    const point = { ...marathoner, ...on };
    vi.resetModules();
    expect(await blockingFindings(point)).toEqual([]);

    vi.resetModules();
    vi.doMock(`../../src/coaching/${module}.js`, async (original) => {
      const real = await original<Exports>();
      return { ...real, ...swap(real) };
    });
    const found = new Set((await blockingFindings(point)).map((finding) => finding.rule));
    expect([...found]).toContain(breaks);
  });
});

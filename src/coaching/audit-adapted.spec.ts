import { describe, expect, it } from 'vitest';
import {
  AdaptedMutant,
  easyReturnPlan,
  heldPlan,
  partlyPausedPlan,
  pausedPlan,
  returnedPlan,
  timeOffPlan,
} from '../../test/support/adapted-mutants.js';
import { plainPlan } from '../../test/support/plain-plans.js';
import { auditPlan } from './audit.js';
import { layBlueprint } from './blueprint.js';
import type { DayNumber, PlanInputs } from './model.js';
import { FINDING_CATALOGUE, type FindingCode } from './rules.js';

const SOUND = { heldPlan, pausedPlan, partlyPausedPlan, timeOffPlan, returnedPlan, easyReturnPlan };

/** What no adaptation can help: half a plan does not prepare for a marathon, and plain laps vary little. */
const ADVICE = new Set(['S.readiness_not_ready', 'S.few_workouts']);

function codesOf(mutant: AdaptedMutant): string[] {
  return auditPlan(mutant.plan).map(({ code }) => code);
}

/** Where the breach must be found: in a week, or on a day of it. */
type At = [weekNumber: number] | [weekNumber: number, dayNumber: DayNumber];
type Case = [code: FindingCode, breach: string, at: At, make: () => AdaptedMutant];

const CASES: Case[] = [
  ['C.adapted_level', 'half a mile over the level held', [6], () => heldPlan().run(6, 2, 'tempo', 6.5)],
  ['C.adapted_level', 'what was missed put on top', [6], () => heldPlan().run(6, 2, 'tempo', 12)],
  [
    'C.adapted_level',
    'more than the week before after a miss',
    [6],
    () => heldPlan().adapt(6, ['adapt.missed']).run(6, 2, 'tempo', 6.5),
  ],
  ['C.adapted_level', 'a return over its level', [6], () => returnedPlan().run(6, 7, 'recovery', 2.5)],
  ['C.above_drawn', 'the plan as drawn chased and passed', [13], () => heldPlan().run(13, 7, 'recovery', 8)],
  ['C.raised_late', 'a raise in the taper', [14], () => heldPlan().adapt(14, ['adapt.raised'])],
  [
    'C.adaptation_unsaid',
    'a hold that the athlete is not told of',
    [6],
    () => {
      const mutant = heldPlan();
      mutant.week(6).notes = [];
      return mutant;
    },
  ],

  ['C.rise_over_10_percent', 'over the week held', [7], () => heldPlan().run(7, 7, 'recovery', 5)],
  ['C.rise_over_10_percent', 'over the week of return', [7], () => returnedPlan().run(7, 7, 'recovery', 2.5)],
  ['C.rise_over_10_percent', 'as though nothing was paused', [7], () => pausedPlan().copy(9, 7)],
  ['C.rise_over_10_percent', 'back at once from time off', [9], () => timeOffPlan().copy(10, 9)],
  ['C.below_hold', 'lower than it need follow', [10], () => heldPlan().copy(7, 10)],
  ['C.recovery_band', '87 % of the week before', [8], () => heldPlan().run(8, 6, 'long_run', 11.5)],
  ['C.recovery_band', '74 % of the week before', [8], () => heldPlan().run(8, 6, 'long_run', 7)],
  ['C.recovery_left_out', 'none where one was drawn', [8], () => heldPlan().copy(7, 8)],
  ['C.recovery_left_out', 'none in the third week of return', [8], () => returnedPlan().copy(7, 8)],
  ['C.recovery_twice', 'low again after a recovery week', [9], () => heldPlan().copy(8, 9)],
  [
    'C.recovery_twice',
    'one as drawn after one in the third week of return',
    [8],
    () =>
      heldPlan()
        .adapt(5, ['adapt.return_14'], { level: 31.5, restarts: true })
        .adapt(6, ['adapt.follows'])
        .copy(8, 7)
        .run(7, 6, 'long_run', 7.5)
        .run(8, 3, 'intervals', 4)
        .run(8, 6, 'long_run', 5.5),
  ],
  ['C.taper_cut_too_small', 'of a lower plan', [14], () => returnedPlan().run(14, 7, 'recovery', 4)],
  ['C.race_week_cut_too_small', 'of a lower plan', [16], () => returnedPlan().run(16, 2, 'easy', 4)],

  ['F.time_off', 'a run on a day off', [7, 6], () => timeOffPlan().run(7, 6, 'easy', 3)],
  ['F.time_off', 'a run while the plan is paused', [6, 3], () => pausedPlan().run(6, 3, 'easy', 3)],
  [
    'F.time_off_share',
    'the miles of days off put on the others',
    [7],
    () => timeOffPlan().run(7, 2, 'tempo', 7).run(7, 4, 'long_run', 11.5),
  ],
  [
    'E.above_range',
    'a day stretched for those off',
    [7, 3],
    () => timeOffPlan().run(7, 2, 'tempo', 4.5).run(7, 3, 'easy', 9).run(7, 4, 'long_run', 9),
  ],
  ['S.easy_only', 'tempo after five weeks off', [6, 4], () => easyReturnPlan().run(6, 4, 'tempo', 4)],
  ['S.easy_only', 'a long run after five weeks off', [6, 6], () => easyReturnPlan().run(6, 6, 'long_run', 4)],

  [
    'S.spike',
    'a long run over the real record',
    [6, 6],
    () => returnedPlan().run(6, 6, 'long_run', 5.5).run(6, 7, 'recovery', 1.5),
  ],
  [
    'S.spike',
    'a long run over what is planned since',
    [7, 6],
    () => returnedPlan().run(7, 6, 'long_run', 6.5).run(7, 2, 'easy', 2.5),
  ],
  [
    'S.spike',
    'a long run over the first since five weeks off',
    [7, 6],
    () => easyReturnPlan().run(7, 6, 'long_run', 5.5),
  ],
  ['S.spike', 'a long run of a week that was left out', [9, 6], () => heldPlan().run(9, 6, 'long_run', 14)],
  ['S.long_run_share', 'on the days left', [7, 4], () => timeOffPlan().run(7, 4, 'long_run', 12)],
  ['S.long_run_cap', 'over three hours', [12, 6], () => heldPlan().run(12, 6, 'long_run', 17.5)],
  ['S.hard_neighbours', 'tempo before the moved long run', [7, 4], () => timeOffPlan().run(7, 3, 'tempo', 5)],
  [
    'S.quality_count',
    'two on three days left',
    [7],
    () => {
      const mutant = timeOffPlan().run(7, 3, 'intervals', 5);
      mutant.week(7).wantedMiles = 37.5;
      return mutant;
    },
  ],
  [
    'S.quality_count',
    'two as drawn in a week of return',
    [6],
    () => {
      const mutant = returnedPlan().run(6, 2, 'intervals', 4).run(6, 4, 'tempo', 4);
      mutant.week(6).wantedMiles = 34.5;
      return mutant;
    },
  ],
  ['S.quality_count', 'two in a week of 19 miles', [9], () => returnedPlan().run(9, 2, 'intervals', 4)],
];

describe('a plan adapted as it should be', () => {
  it.each(Object.entries(SOUND))('%s has no finding but advice on the whole', (_name, make) => {
    expect(codesOf(make()).filter((code) => !ADVICE.has(code))).toEqual([]);
  });
});

describe('an adapted plan that breaks one rule', () => {
  it.each(CASES)('%s: %s', (code, _breach, [weekNumber, dayNumber = null], make) => {
    const { rule, severity } = FINDING_CATALOGUE[code];
    const found = auditPlan(make().plan).filter((finding) => finding.code === code);
    expect(found).toContainEqual(expect.objectContaining({ rule, severity, weekNumber, dayNumber }));
  });

  it.each(Object.entries(SOUND))(
    '%s: 15 per cent more in any week from the first adapted one on',
    (_name, make) => {
      const { plan, adaptations } = make();
      const from = Math.min(...adaptations.keys());
      // Weeks that passed in a pause are past mending.
      const isPaused = (week: number) => adaptations.get(week)?.rules.includes('adapt.paused') ?? false;
      const weeks = plan.weeks
        .map(({ weekNumber }) => weekNumber)
        .filter((week) => week >= from && !isPaused(week));
      const sound = weeks.filter((weekNumber) => {
        const mutant = make();
        const runs = mutant
          .week(weekNumber)
          .days.filter((day) => !['rest', 'race'].includes(day.workoutType));
        const longest = runs.toSorted((a, b) => b.miles - a.miles)[0];
        if (!longest) return false;
        const more = Math.ceil(0.3 * mutant.week(weekNumber).trainingMiles) / 2;
        mutant.run(weekNumber, longest.dayNumber, longest.workoutType, longest.miles + more);
        return auditPlan(mutant.plan).every(({ severity }) => severity === 'advisory');
      });
      expect(sound).toEqual([]);
    },
  );
});

describe('what adaptation allows', () => {
  it('lets staff raise a week above what was drawn', () => {
    const inputs: PlanInputs = {
      raceDistanceMiles: 26.2188,
      startDate: '2026-01-05',
      raceDate: '2026-07-05',
      goalTimeSeconds: null,
      fiveKPace: 480,
      baseline: 40,
      preferredDays: [2, 3, 4, 6, 7],
      experience: 'intermediate',
      injuryRisk: 'normal',
      phases: null,
    };
    const raised = (rule: 'adapt.raised' | 'adapt.follows') => {
      const mutant = new AdaptedMutant(plainPlan({ inputs, blueprint: layBlueprint(inputs) }));
      mutant.plan.adaptations = mutant.adaptations;
      return codesOf(mutant.adapt(7, [rule]).run(7, 6, 'long_run', mutant.day(7, 6).miles + 3));
    };
    expect(raised('adapt.follows')).toContain('C.above_drawn');
    expect(raised('adapt.raised')).not.toContain('C.above_drawn');
    expect(raised('adapt.raised')).not.toContain('C.rise_over_10_percent');
  });

  it('needs no recovery week in a week of return or right after it', () => {
    const light = () => heldPlan().run(8, 6, 'long_run', 11.5);
    expect(codesOf(light())).toContain('C.recovery_band');
    for (const week of [7, 8]) {
      const level = light().week(week).targetMiles;
      const returned = light().adapt(week, ['adapt.return_7'], { level, restarts: true });
      expect(codesOf(returned)).not.toContain('C.recovery_band');
    }
  });

  it('lets a week that was written before a pause stand after it', () => {
    // Without week 7 the highest of the last three is 34.5 miles, and the longest run 11.
    const written = () => {
      const mutant = AdaptedMutant.of(1).until(9);
      return mutant.run(9, 6, 'long_run', 14);
    };
    const cut = written().lay(7, {}).adapt(7, ['adapt.time_off']);
    expect(codesOf(cut)).toContain('C.rise_over_10_percent');
    const paused = written().pause(7, [1, 2, 3, 4, 5, 6, 7]);
    expect(codesOf(paused)).not.toContain('C.rise_over_10_percent');
  });

  it('lets a week stand that was run in the pause, though those before it have become rest', () => {
    const resumedOn = (asOf: (mutant: AdaptedMutant) => string) => {
      const mutant = AdaptedMutant.of(1).until(9).run(9, 6, 'long_run', 14).lay(7, {});
      mutant.week(7).wantedMiles = 0;
      const offDates = mutant.dates(7, [1, 2, 3, 4, 5, 6, 7]);
      return codesOf(mutant.adapt(7, ['adapt.paused'], { asOf: asOf(mutant), offDates }));
    };
    expect(resumedOn((mutant) => mutant.week(8).startDate)).toContain('C.rise_over_10_percent');
    expect(resumedOn(() => '2099-01-01')).not.toContain('C.rise_over_10_percent');
  });

  it('lets the taper go on from before a pause', () => {
    const mutant = heldPlan().pause(13, [1, 2, 3, 4, 5, 6, 7]);
    expect(codesOf(mutant)).not.toContain('C.taper_cut_too_small');
    expect(codesOf(mutant.run(14, 7, 'recovery', 6))).toContain('C.taper_cut_too_small');
  });

  it('lets the shakeout go for time off', () => {
    const mutant = returnedPlan().run(16, 5, 'rest');
    expect(codesOf(mutant)).toContain('D.shakeout');
    mutant.adapt(16, ['adapt.time_off'], { offDates: mutant.dates(16, [5]) });
    expect(codesOf(mutant)).not.toContain('D.shakeout');
  });
});

describe('paces and a goal that change on the way', () => {
  const withChange = (change: { fromWeek: number; fiveKPace?: number; goalTimeSeconds?: number }) => {
    const mutant = AdaptedMutant.of(1);
    return mutant.change((plan) => {
      plan.inputs = { ...plan.inputs, changes: [change] };
    });
  };
  const breaches = (mutant: AdaptedMutant, code: FindingCode) =>
    auditPlan(mutant.plan)
      .filter((finding) => finding.code === code)
      .map(({ weekNumber }) => weekNumber);

  it('hold from their week on', () => {
    const before = breaches(withChange({ fromWeek: 11, fiveKPace: 420 }), 'K.interval_pace');
    expect([...new Set(before)]).toEqual([11, 12, 13, 14]);
    const laid = withChange({ fromWeek: 11, fiveKPace: 420 });
    for (const { weekNumber, days } of laid.plan.weeks.slice(10)) {
      for (const { dayNumber, workoutType, miles } of days)
        laid.run(weekNumber, dayNumber, workoutType, miles);
    }
    expect(breaches(laid, 'K.interval_pace')).toEqual([]);
    expect(breaches(laid, 'K.tempo_pace')).toEqual([]);
  });

  it('bound runs by the time they take', () => {
    expect(breaches(withChange({ fromWeek: 13, fiveKPace: 510 }), 'S.long_run_cap')).toEqual([13]);
  });

  it('stand in the race', () => {
    const changed = withChange({ fromWeek: 3, goalTimeSeconds: 14_400 });
    expect(breaches(changed, 'K.race_pace')).toEqual([16]);
    expect(breaches(changed.run(16, 7, 'race'), 'K.race_pace')).toEqual([]);
  });

  it('are such as plans are made from', () => {
    expect(codesOf(withChange({ fromWeek: 3, fiveKPace: 100 }))).toEqual(['B.inputs']);
  });
});

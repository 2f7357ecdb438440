import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyHistory, liveSeason, shortSeason } from '../../test/support/adapted-plans.js';
import { inputsPastTuneUps } from '../../test/support/layout-choices.js';
import { tuneUpSeasons } from '../../test/support/tune-up-seasons.js';
import { gridPoint, inputsOf } from '../../test/support/plan-inputs.js';
import { addUp, layDay, plainPlan, type PlainPlan } from '../../test/support/plain-plans.js';
import { auditPlan, type AuditedPlan, type Finding } from './audit.js';
import { layBlueprint } from './blueprint.js';
import { planPaces } from './goal.js';
import type { DayType, PlannedDay, PlannedWeek, WeekAdaptation } from './model.js';

function blockingOf(plan: AuditedPlan): Finding[] {
  return auditPlan(plan).filter(({ severity }) => severity === 'blocking');
}

/** A run of another type or length on one day of a plan; the week's target follows. */
function withRun(
  plan: AuditedPlan,
  { week, day, type, miles }: { week: PlannedWeek; day: PlannedDay; type: DayType; miles: number },
): AuditedPlan {
  const { inputs } = plan;
  const { weekNumber } = week;
  const taperWeeks = plan.phases.find(({ name }) => name === 'taper')?.weekCount ?? 1;
  const run = layDay({ inputs, paces: planPaces(inputs, { taperWeeks }), type, miles, weekNumber });
  const days = week.days.map((each) => (each === day ? { ...day, ...run } : each));
  const weeks = plan.weeks.map((each) => (each === week ? { ...week, days } : each));
  const phases = plan.phases.map((phase) => ({ ...phase }));
  addUp({ weeks, phases } satisfies Pick<PlainPlan, 'weeks' | 'phases'>);
  for (const each of weeks) if (each.weekNumber === weekNumber) each.targetMiles = each.trainingMiles;
  return { ...plan, weeks, phases };
}

type Breach = [code: string, plan: AuditedPlan];

/** Ways to break what a week was adapted to. */
function breachesOf(plan: AuditedPlan, week: PlannedWeek, adaptation: WeekAdaptation): Breach[] {
  const { level, easyOnly, offDates } = adaptation;
  const breaches: Breach[] = [];
  const run = week.days.find(({ workoutType }) => workoutType === 'easy' || workoutType === 'recovery');
  const off = week.days.find(({ date, workoutType }) => offDates.includes(date) && workoutType === 'rest');
  if (off) breaches.push(['F.time_off', withRun(plan, { week, day: off, type: 'easy', miles: 3 })]);
  if (run && easyOnly) {
    breaches.push(['S.easy_only', withRun(plan, { week, day: run, type: 'tempo', miles: 5 })]);
  }
  if (run && level !== null) {
    const miles = run.miles + Math.max(2, level - week.trainingMiles) + 0.5;
    breaches.push(['C.adapted_level', withRun(plan, { week, day: run, type: 'easy', miles })]);
  }
  return breaches;
}

describe('plans lived day by day', () => {
  it('have no blocking finding, whatever is run and reported', () => {
    fc.assert(
      fc.property(shortSeason, anyHistory, (point, history) => {
        expect(blockingOf(liveSeason(inputsOf(point), history).audited)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('have none either with tune-up races on the way', () => {
    fc.assert(
      fc.property(inputsPastTuneUps(shortSeason), anyHistory, (inputs, history) => {
        expect(blockingOf(liveSeason(inputs, history).audited)).toEqual([]);
      }),
      { numRuns: 15, examples: tuneUpSeasons },
    );
  });

  it('are as drawn for somebody who never reports anything', () => {
    const silent = anyHistory.map((history) => ({
      ...history,
      reports: 'never' as const,
      timeOff: [],
    }));
    fc.assert(
      fc.property(shortSeason, silent, (point, history) => {
        const { drawn, current, adaptations } = liveSeason(inputsOf(point), history);
        expect(current).toBe(drawn);
        expect(adaptations.size).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('are found out where a week breaks what it was adapted to', () => {
    const tried = new Set<string>();
    const property = fc.property(shortSeason, anyHistory, (point, history) => {
      const { audited, adaptations } = liveSeason(inputsOf(point), history);
      for (const week of audited.weeks) {
        const adaptation = adaptations.get(week.weekNumber);
        for (const [code, plan] of adaptation ? breachesOf(audited, week, adaptation) : []) {
          tried.add(code);
          const at = expect.objectContaining({ code, weekNumber: week.weekNumber });
          expect(blockingOf(plan)).toContainEqual(at);
        }
      }
    });
    // Few lives have a gap of four weeks: as many are drawn as it takes to have met every breach.
    for (let round = 0; round < 20 && tried.size < 3; round += 1) fc.assert(property, { numRuns: 25 });
    expect([...tried].toSorted()).toEqual(['C.adapted_level', 'F.time_off', 'S.easy_only']);
  });
});

describe('a plan as drawn', () => {
  it('is sound as one that is adapted from its first week on', () => {
    const follows: WeekAdaptation = {
      asOf: '2027-10-31',
      rules: ['adapt.follows'],
      level: null,
      restarts: false,
      easyOnly: false,
      offDates: [],
      runs: [],
      highRiskUntil: null,
    };
    fc.assert(
      fc.property(gridPoint, (point) => {
        const inputs = inputsOf(point);
        const plan = plainPlan({ inputs, blueprint: layBlueprint(inputs) });
        expect(blockingOf({ ...plan, adaptations: new Map([[1, follows]]) })).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

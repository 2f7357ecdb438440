import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridPoint, inputsOf } from '../../test/support/plan-inputs.js';
import { goldenPlans, plainPlan } from '../../test/support/plain-plans.js';
import { auditPlan, auditWeek, type AuditedPlan, type Finding } from './audit.js';
import { layBlueprint } from './blueprint.js';
import { ADAPTATION_RULES, DAY_NUMBERS, DAY_TYPES, PHASE_NAMES, RULE_IDS } from './model.js';
import { catalogueEntry } from './rules.js';

const anyNumber = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(Number.NaN, Infinity, -0, 0.5, 1e21));
const anyDate = fc.oneof(fc.constantFrom('2026-01-05', '2026-02-30', '', 'never'), fc.string());
const anyDayNumber = fc.constantFrom(...DAY_NUMBERS);
const anyType = fc.constantFrom(...DAY_TYPES);
const anyLaps = fc.array(
  fc.record({
    lapIndex: anyNumber,
    distanceMiles: anyNumber,
    paceGoal: fc.oneof(fc.constant(null), fc.constantFrom('7:00', '99:59', '0:00'), fc.string()),
  }),
  { maxLength: 3 },
);
const anySession = {
  workoutType: anyType,
  workoutId: fc.option(fc.string()),
  warmup: anyLaps,
  workout: anyLaps,
  cooldown: anyLaps,
  notes: fc.string(),
};
const anyDay = fc.record({
  ...anySession,
  date: anyDate,
  dayNumber: anyDayNumber,
  miles: anyNumber,
  alternative: fc.option(fc.record(anySession)),
  locked: fc.boolean(),
  outsidePlan: fc.boolean(),
});
const anyWeek = fc.record({
  weekNumber: fc.oneof(fc.integer({ min: 1, max: 8 }), anyNumber),
  phase: fc.constantFrom(...PHASE_NAMES),
  startDate: anyDate,
  endDate: anyDate,
  miles: anyNumber,
  trainingMiles: anyNumber,
  targetMiles: anyNumber,
  wantedMiles: anyNumber,
  stretch: anyNumber,
  notes: fc.array(fc.record({ rule: fc.constantFrom(...RULE_IDS), code: fc.string(), text: fc.string() }), {
    maxLength: 2,
  }),
  days: fc.array(anyDay, { maxLength: 8 }),
});
const anyPhases = fc.array(
  fc.record({ name: fc.constantFrom(...PHASE_NAMES), weekCount: anyNumber, totalMiles: anyNumber }),
  { maxLength: 5 },
);
const anyInputs = fc.record({
  raceDistanceMiles: anyNumber,
  raceDate: anyDate,
  startDate: anyDate,
  goalTimeSeconds: fc.option(anyNumber),
  fiveKPace: anyNumber,
  baseline: anyNumber,
  preferredDays: fc.array(anyDayNumber, { maxLength: 8 }),
  experience: fc.constantFrom(null, 'novice' as const, 'advanced' as const),
  injuryRisk: fc.constantFrom('normal' as const, 'high' as const),
  phases: fc.option(fc.record({ base: anyNumber, build: anyNumber, peak: anyNumber, taper: anyNumber })),
});

const anyAdaptations = fc
  .array(
    fc.tuple(
      fc.oneof(fc.integer({ min: 1, max: 8 }), anyNumber),
      fc.record({
        asOf: anyDate,
        rules: fc.subarray([...ADAPTATION_RULES], { minLength: 1 }),
        level: fc.option(anyNumber),
        restarts: fc.boolean(),
        easyOnly: fc.boolean(),
        offDates: fc.array(anyDate, { maxLength: 3 }),
        runs: fc.array(fc.record({ date: anyDate, miles: anyNumber }), { maxLength: 3 }),
        highRiskUntil: fc.option(anyNumber),
      }),
    ),
    { maxLength: 3 },
  )
  .map((entries) => new Map(entries));

/** Findings that are not what the catalogue says, or say nothing. */
function unsound(plan: AuditedPlan): Finding[] {
  return auditPlan(plan).filter(({ code, rule, severity, message }) => {
    const entry = catalogueEntry(code);
    return entry?.rule !== rule || entry.severity !== severity || message === '';
  });
}

describe('auditPlan', () => {
  it('survives any plan of the right type', () => {
    fc.assert(
      fc.property(
        fc.record({ inputs: anyInputs, phases: anyPhases, weeks: fc.array(anyWeek, { maxLength: 4 }) }),
        (plan) => {
          expect(unsound(plan)).toEqual([]);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('survives any weeks under inputs that can be planned for', () => {
    fc.assert(
      fc.property(gridPoint, anyPhases, fc.array(anyWeek, { maxLength: 6 }), (point, phases, weeks) => {
        expect(unsound({ inputs: inputsOf(point), phases, weeks })).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('survives any adaptations of any weeks', () => {
    const anyWeeks = fc.array(anyWeek, { maxLength: 6 });
    fc.assert(
      fc.property(gridPoint, anyWeeks, anyAdaptations, (point, weeks, adaptations) => {
        expect(unsound({ inputs: inputsOf(point), phases: [], weeks, adaptations })).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('finds in a plan as drawn what it finds where nothing is said of adaptation', () => {
    const anyWeeks = fc.array(anyWeek, { maxLength: 6 });
    fc.assert(
      fc.property(gridPoint, anyPhases, anyWeeks, (point, phases, weeks) => {
        const plan = { inputs: inputsOf(point), phases, weeks };
        const told = { ...plan, inputs: { ...plan.inputs, changes: [] }, adaptations: new Map() };
        expect(auditPlan(told)).toEqual(auditPlan(plan));
      }),
      { numRuns: 80 },
    );
  });

  it('finds in a week by itself what it finds there in the whole plan', () => {
    const examples = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(
        examples,
        fc.nat(),
        fc.nat(),
        anyDay,
        anyAdaptations,
        (example, week, day, strange, adaptations) => {
          const golden = goldenPlans()[example];
          if (!golden) throw new Error(`No example ${example}`);
          const days = golden.weeks[week % golden.weeks.length]?.days ?? [];
          days[day % 7] = strange;
          for (const plan of [golden, { ...golden, adaptations }]) {
            const findings = auditPlan(plan);
            for (const { weekNumber } of plan.weeks)
              expect(auditWeek(plan, weekNumber)).toEqual(
                findings.filter((each) => each.weekNumber === weekNumber),
              );
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it('finds in any week by itself what it finds there in the whole plan', () => {
    fc.assert(
      fc.property(gridPoint, anyPhases, fc.array(anyWeek, { maxLength: 6 }), (point, phases, weeks) => {
        const plan = { inputs: inputsOf(point), phases, weeks };
        const findings = auditPlan(plan);
        for (const { weekNumber } of weeks)
          expect(auditWeek(plan, weekNumber)).toEqual(
            findings.filter((each) => each.weekNumber === weekNumber),
          );
      }),
      { numRuns: 80 },
    );
  });

  it('survives any day in the place of a good one', () => {
    const examples = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(examples, fc.nat(), fc.nat(), anyDay, (example, week, day, strange) => {
        const plan = goldenPlans()[example];
        if (!plan) throw new Error(`No example ${example}`);
        const days = plan.weeks[week % plan.weeks.length]?.days ?? [];
        days[day % 7] = strange;
        expect(unsound(plan)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it.each([-(2 ** 31), 2 ** 53 + 4, 1e21, Number.NaN])(
    'is done at once with a week numbered %d',
    (weekNumber) => {
      const [plan] = goldenPlans();
      const [week] = plan?.weeks ?? [];
      if (!plan || !week) throw new Error('No golden example');
      const codes = auditPlan({ ...plan, weeks: [{ ...week, weekNumber }] }).map(({ code }) => code);
      expect(codes).toContain('B.week_numbers');
    },
  );

  it('says the same of the same plan, and leaves it as it was', () => {
    const [plan] = goldenPlans();
    if (!plan) throw new Error('No golden example');
    const before = structuredClone(plan);
    expect(auditPlan(plan)).toEqual(auditPlan(plan));
    expect(plan).toEqual(before);
  });

  it('finds nothing blocking in the plans that the generator lays', () => {
    fc.assert(
      fc.property(gridPoint, (point) => {
        const inputs = inputsOf(point);
        const findings = auditPlan(plainPlan({ inputs, blueprint: layBlueprint(inputs) }));
        expect(findings.filter(({ severity }) => severity === 'blocking')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

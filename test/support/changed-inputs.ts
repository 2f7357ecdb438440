import fc from 'fast-check';
import { coachSessions } from '../../src/ai/built-in-coach.js';
import { WritingPlan } from '../../src/ai/writing-plan.js';
import { adaptationsOf } from '../../src/coaching/adaptations.js';
import { auditPlan, type AuditedPlan, type Finding } from '../../src/coaching/audit.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { addDays } from '../../src/coaching/calendar.js';
import { layWeek } from '../../src/coaching/laps.js';
import { PHASE_NAMES, type Blueprint, type PlanInputs, type PlannedWeek } from '../../src/coaching/model.js';
import { phasesOf } from '../../src/coaching/phases.js';
import { courseFrom, planChange, withChange, type WantedChange } from '../../src/coaching/plan-change.js';
import { finalInputs } from '../../src/coaching/stages.js';
import { dayNumbers, GRID_DISTANCES, gridPoint, preferredDays } from './plan-inputs.js';

/** A change of a plan in its course, in terms of the plan that it is made to. */
const CHANGES = {
  preferredDays,
  goalShare: fc.double({ min: 0.7, max: 1.6, noNaN: true }),
  fiveKPace: fc.integer({ min: 230, max: 1200 }),
  /** Days that the race moves by. */
  raceMoves: fc.oneof(fc.integer({ min: -70, max: 70 }), fc.integer({ min: -8, max: 8 })),
  raceDistanceMiles: fc.constantFrom(...GRID_DISTANCES),
  settings: fc.record(
    {
      recoveryEvery: fc.constantFrom(2, 3, 4),
      longRunDay: dayNumbers,
      mostMiles: fc.integer({ min: 12, max: 120 }).map((halves) => halves / 2),
    },
    { requiredKeys: [] },
  ),
  /** Weeks that go from one phase to the one after it, or back. */
  phaseMoves: fc.tuple(
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -3, max: 3 }),
    fc.integer({ min: -2, max: 2 }),
  ),
};

const aChange = fc.oneof(
  fc.record({ preferredDays: CHANGES.preferredDays }),
  fc.record({ raceMoves: CHANGES.raceMoves }),
  fc.record({ settings: CHANGES.settings }),
  fc.record({ phaseMoves: CHANGES.phaseMoves }),
  fc.record({ preferredDays: CHANGES.preferredDays, raceMoves: CHANGES.raceMoves }),
  fc.record(CHANGES, { requiredKeys: [] }),
);
type AnyChange = Partial<{
  [Key in keyof typeof CHANGES]: (typeof CHANGES)[Key] extends fc.Arbitrary<infer V> ? V : never;
}>;

/** A change that leaves paces and goal as they are. */
export const aReshaping = fc.oneof(
  fc.record({ preferredDays: CHANGES.preferredDays }),
  fc.record({ raceMoves: CHANGES.raceMoves }),
  fc.record({ phaseMoves: CHANGES.phaseMoves }),
  fc.record({ settings: CHANGES.settings }),
);

/** A plan and what is changed of it, each change from a week on that is given as a share of the plan. */
export const aChangedPlan = fc.record({
  point: gridPoint,
  changes: fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), change: aChange }), {
    minLength: 1,
    maxLength: 3,
  }),
});

export function wantedOf(inputs: PlanInputs, change: AnyChange): WantedChange {
  const now = finalInputs(inputs);
  const { raceMoves = 0, phaseMoves, goalShare: share, ...same } = change;
  // A goal over one distance is none over another.
  const goalShare = share ?? (change.raceDistanceMiles === undefined ? null : 1);
  const wanted: WantedChange = { ...same };
  if (raceMoves !== 0) wanted.raceDate = addDays(now.raceDate, raceMoves);
  if (goalShare) {
    const miles = change.raceDistanceMiles ?? now.raceDistanceMiles;
    wanted.goalTimeSeconds = Math.round(miles * (change.fiveKPace ?? now.fiveKPace) * goalShare);
  }
  if (phaseMoves) {
    const { base, build, peak, taper } = phasesOf(now);
    const [a, b, c] = phaseMoves;
    wanted.phases = { base: base + a, build: build - a + b, peak: peak - b + c, taper: taper - c };
  }
  return wanted;
}

export interface ChangedPlan {
  inputs: PlanInputs;
  blueprint: Blueprint;
  /** How many changes were not refused. */
  made: number;
  /** Of the last of them. */
  fromWeek: number;
}

/** A plan laid, and laid anew for each change that is not refused. */
export function changedPlan(
  inputs: PlanInputs,
  changes: readonly { at: number; change: AnyChange }[],
): ChangedPlan {
  const first = layBlueprint(inputs);
  let now = inputs;
  let course = { drawn: first, blueprint: first };
  let written = 1;
  let made = 0;
  for (const { at, change } of changes) {
    const { totalWeeks } = course.drawn;
    written = Math.min(totalWeeks - 1, Math.max(written, Math.floor(at * totalWeeks)));
    const fromWeek = written + 1;
    const wanted = wantedOf(now, change);
    const planned = planChange(now, { wanted, fromWeek, fixedWeeks: written });
    if (!planned.change) continue;
    const next = withChange(now, planned.change);
    const laid = courseFrom(next, course, fromWeek);
    if (racesTooNear(laid.blueprint, written, finalInputs(next))) continue;
    now = next;
    course = laid;
    made += 1;
  }
  return { inputs: now, blueprint: course.blueprint, made, fromWeek: written + 1 };
}

/** Days of weeks that stand lie among the six before the race. */
function racesTooNear({ weeks }: Blueprint, written: number, { raceDate }: PlanInputs): boolean {
  const from = addDays(raceDate, -6);
  return weeks.slice(0, written).some(({ days }) =>
    days.some(({ date, type }) => {
      if (date < from) return false;
      if (date === addDays(raceDate, -1)) return type !== 'rest';
      if (date === addDays(raceDate, -2)) return type !== 'shakeout';
      return type === 'long_run' || type === 'tempo' || type === 'intervals' || date >= raceDate;
    }),
  );
}

/** A plan written in full by the built-in coach, as it would be stored. */
export function writtenInFull(inputs: PlanInputs, blueprint: Blueprint, seed = 1): AuditedPlan {
  const weekNumbers = blueprint.weeks.map(({ weekNumber }) => weekNumber);
  const writing = new WritingPlan({ inputs, blueprint, seed, weekNumbers, stored: [], variation: 0 });
  const weeks = weekNumbers.map((weekNumber): PlannedWeek => {
    const { brief, frame } = writing.week(weekNumber);
    const { week, refused } = layWeek({ frame, sessions: coachSessions(brief) });
    if (!week) throw new Error(`Week ${weekNumber} was not laid: ${JSON.stringify(refused)}`);
    return week;
  });
  const phases = PHASE_NAMES.map((name) => ({
    name,
    weekCount: blueprint.phases[name],
    totalMiles:
      weeks
        .filter(({ phase }) => phase === name)
        .reduce((sum, { miles }) => sum + Math.round(miles * 100), 0) / 100,
  }));
  return { inputs, phases, weeks, adaptations: adaptationsOf(blueprint) };
}

export function blockingOf(plan: AuditedPlan): Finding[] {
  return auditPlan(plan).filter(({ severity }) => severity === 'blocking');
}

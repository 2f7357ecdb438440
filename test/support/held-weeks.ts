import fc from 'fast-check';
import { coachSessions } from '../../src/ai/built-in-coach.js';
import { auditPlan, type AuditedPlan, type Finding } from '../../src/coaching/audit.js';
import { weekBrief } from '../../src/coaching/brief.js';
import { exchangedDays, swappedDay, withDays } from '../../src/coaching/day-edit.js';
import { drawWorkouts } from '../../src/coaching/draw.js';
import { planPaces } from '../../src/coaching/goal.js';
import { layAround } from '../../src/coaching/held-days.js';
import { layWeek } from '../../src/coaching/laps.js';
import type { BlueprintWeek, PlannedDay, PlannedWeek } from '../../src/coaching/model.js';
import { restretched } from '../../src/coaching/restretch.js';
import { weekFrame } from '../../src/coaching/week-frame.js';
import { inputsOf, type GridPoint } from './plan-inputs.js';
import { writePlan, type WrittenPlan } from './write-plan.js';

/** What staff do to days of a week before it is written anew; `at` and `to` are places in it. */
export type HeldEdit =
  { kind: 'kept' | 'eased' | 'rested'; at: number } | { kind: 'moved'; at: number; to: number };

const place = fc.integer({ min: 0, max: 6 });
export const heldEdit: fc.Arbitrary<HeldEdit> = fc.oneof(
  fc.record({ kind: fc.constantFrom('kept', 'eased', 'rested'), at: place }),
  fc.record({ kind: fc.constant('moved'), at: place, to: place }),
);

/** A week written anew around held days. */
export interface HeldOutcome {
  held: readonly PlannedDay[];
  laid: BlueprintWeek;
  before: PlannedWeek;
  week: PlannedWeek;
  /** What the audit blocks of the plan with the days edited alone, and with the week written around them. */
  edited: Finding[];
  after: Finding[];
}

/** Has the built-in coach write a plan, changes days of one of its weeks, and has the week written around them. */
export function writeAround(point: GridPoint, ahead: number, edits: readonly HeldEdit[]): HeldOutcome {
  const written = writePlan(inputsOf(point));
  const weekNumber = 1 + (ahead % point.totalWeeks);
  const before = written.audited.weeks[weekNumber - 1];
  if (!before) throw new RangeError(`No week ${weekNumber}`);
  const days = edits.reduce(edit, [...before.days]);
  const held = days.filter(({ locked }) => locked);
  const blueprint = written.blueprint;
  const inputs = written.audited.inputs;
  const laid = layAround({ inputs, blueprint, weekNumber, held });
  const plan = (week: PlannedWeek): AuditedPlan => planWith(written, week);
  const own = withDays(layOut(written, laid), held);
  const week = restretched(own, plan(own));
  const changed = withDays(before, held);
  const edited = restretched(changed, plan(changed));
  const blocking = (found: readonly Finding[]) => found.filter(({ severity }) => severity === 'blocking');
  return {
    held,
    laid,
    before,
    week,
    edited: blocking(auditPlan(plan(edited))),
    after: blocking(auditPlan(plan(week))),
  };
}

function edit(days: PlannedDay[], { kind, at, ...more }: HeldEdit): PlannedDay[] {
  const day = days[at];
  if (!day || day.workoutType === 'race' || day.outsidePlan) return days;
  switch (kind) {
    case 'kept':
      return days.with(at, { ...day, locked: true });
    case 'eased':
      return days.with(at, swappedDay(day) ?? day);
    case 'rested':
      return days.with(at, restOf(day));
    case 'moved': {
      const to = 'to' in more ? more.to : at;
      const other = days[to];
      if (!other || to === at || other.workoutType === 'race' || other.outsidePlan) return days;
      const [one, two] = exchangedDays(day, other);
      return days.with(at, one).with(to, two);
    }
  }
}

function restOf(day: PlannedDay): PlannedDay {
  const none = { warmup: [], workout: [], cooldown: [], alternative: null, workoutId: null };
  return { ...day, ...none, workoutType: 'rest', miles: 0, notes: '', locked: true };
}

function layOut({ blueprint, audited: { inputs } }: WrittenPlan, week: BlueprintWeek): PlannedWeek {
  const changed = { ...blueprint, weeks: blueprint.weeks.with(week.weekNumber - 1, week) };
  const paces = planPaces(inputs, { taperWeeks: blueprint.phases.taper });
  const { raceDistanceMiles, injuryRisk, tuneUps } = inputs;
  const frame = weekFrame({ week, blueprint: changed, paces, raceDistanceMiles, tuneUps });
  const brief = weekBrief({ blueprint: changed, frame, draw: drawWorkouts(changed, 'seed'), injuryRisk });
  const { week: planned, refused } = layWeek({ frame, sessions: coachSessions(brief) });
  if (planned) return planned;
  throw new Error(`Week ${week.weekNumber} was not laid: ${JSON.stringify(refused)}`);
}

function planWith({ audited }: WrittenPlan, week: PlannedWeek): AuditedPlan {
  const weeks = audited.weeks.with(week.weekNumber - 1, week);
  const phases = audited.phases.map((phase) => ({
    ...phase,
    totalMiles:
      weeks
        .filter((each) => each.phase === phase.name)
        .reduce((sum, each) => sum + Math.round(each.miles * 100), 0) / 100,
  }));
  return { ...audited, weeks, phases };
}

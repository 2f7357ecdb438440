import { adaptationsOf } from '../coaching/adaptations.js';
import { auditWeek, type Finding } from '../coaching/audit.js';
import { weekBrief, type WeekBrief } from '../coaching/brief.js';
import { withDays } from '../coaching/day-edit.js';
import { drawWorkouts, type WorkoutDraw } from '../coaching/draw.js';
import { planPaces } from '../coaching/goal.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import { layWeek } from '../coaching/laps.js';
import type { Blueprint, DayNumber, PlanInputs, PlannedDay, PlannedWeek } from '../coaching/model.js';
import { phasesOf, phaseTotals } from '../coaching/phases.js';
import { restretched } from '../coaching/restretch.js';
import type { Session, SessionFinding } from '../coaching/sessions.js';
import { weekFrame, type WeekFrame } from '../coaching/week-frame.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { coachSessions } from './built-in-coach.js';

/** A plan of which weeks are to be written, and what is written of it already. */
export interface PlanToWrite {
  inputs: PlanInputs;
  blueprint: Blueprint;
  /** The plan's own: same seed, same weeks. */
  seed: number;
  weekNumbers: readonly number[];
  /** Weeks of the plan that are written already. */
  stored: readonly PlannedWeek[];
  /** 0 the first time; another number for another choice of workouts. */
  variation: number;
  /** Workouts of staff's own that may be drawn for it. Absent: none. */
  ownWorkouts?: readonly Workout[];
  /** Days that staff hold: they stay as they are, whatever is written on them. Absent: none. */
  held?: readonly PlannedDay[];
}

/** One week as its author and its judge need it. */
export interface WeekToWrite {
  brief: WeekBrief;
  frame: WeekFrame;
}

/** What became of sessions when they were laid and audited. */
export interface Judgement {
  /** Sessions that stand, but not quite as written. */
  mended: SessionFinding[];
  /** Days that could not be laid. */
  refused: SessionFinding[];
  /** Of this week. A week with a refused day is not audited: it has none. */
  blocking: Finding[];
  advisory: Finding[];
}

/** Choices of workouts that are looked at when a week is written anew. */
const CHOICES = 8;
/** Weeks on either side that a rewritten week should not repeat. */
const WEEKS_APART = 3;

/** The weeks of a plan before anybody has written them: asked for one by one, and judged among the others. */
export class WritingPlan {
  private readonly draw: WorkoutDraw;
  private readonly coachWeeks = new Map<number, PlannedWeek>();

  constructor(private readonly plan: PlanToWrite) {
    this.draw = drawFor(plan);
  }

  get inputs(): PlanInputs {
    return this.plan.inputs;
  }

  /** @throws RangeError for a week that the blueprint has not */
  week(weekNumber: number): WeekToWrite {
    const { blueprint, inputs, stored, ownWorkouts: own = [] } = this.plan;
    const week = blueprint.weeks.find((each) => each.weekNumber === weekNumber);
    if (!week) throw new RangeError(`The blueprint has no week ${weekNumber}`);
    const { draw } = this;
    const inForce = inputsOfWeek(inputs, weekNumber);
    const paces = planPaces(inForce, { taperWeeks: phasesOf(inForce).taper });
    const { raceDistanceMiles, tuneUps } = inForce;
    const frame = weekFrame({ week, blueprint, paces, raceDistanceMiles, tuneUps });
    const before = stored.find((each) => each.weekNumber === weekNumber - 1) ?? null;
    const { injuryRisk } = inputs;
    const brief = weekBrief({ blueprint, frame, draw, injuryRisk, stored: before, own });
    return { brief, frame };
  }

  /** Lays and audits sessions; nobody stands in for a day that cannot be laid. */
  judge({ frame }: WeekToWrite, sessions: readonly Session[]): Judgement {
    return this.judged(layWeek({ frame, sessions }));
  }

  /**
   * What can be kept of sessions that did not pass: those of days that offend nothing, if the week stands with the
   * built-in coach's in the place of the others. Empty when none can.
   */
  salvage(week: WeekToWrite, sessions: readonly Session[]): Session[] {
    const { refused, blocking } = this.judge(week, sessions);
    const spoiled = new Set<DayNumber | null>([...refused, ...blocking].map(({ dayNumber }) => dayNumber));
    const kept = sessions.filter(({ dayNumber }) => !spoiled.has(dayNumber));
    const { frame, brief } = week;
    const judgement = this.judged(layWeek({ frame, sessions: kept, substitutes: coachSessions(brief) }));
    return judgement.blocking.length === 0 ? kept : [];
  }

  private judged({ week: laid, mended, refused }: ReturnType<typeof layWeek>): Judgement {
    if (!laid) return { mended, refused, blocking: [], advisory: [] };
    const { held = [] } = this.plan;
    const week = withDays(laid, held);
    const { weekNumber } = week;
    const earlier = Array.from({ length: weekNumber - 1 }, (_, index) => this.otherWeek(index + 1));
    const weeks = [...earlier, week];
    const { inputs, blueprint } = this.plan;
    const adaptations = adaptationsOf(blueprint);
    const plan = { inputs, phases: phaseTotals(blueprint.phases, weeks), weeks, adaptations };
    const audited = auditWeek(
      held.length > 0 ? { ...plan, weeks: [...earlier, restretched(week, plan)] } : plan,
      weekNumber,
    );
    // What a held day stands against is no fault of the author's.
    const isHeld = (dayNumber: DayNumber | null) =>
      week.days.some((day) => day.dayNumber === dayNumber && held.includes(day));
    const findings = audited.filter(({ dayNumber }) => !isHeld(dayNumber));
    return {
      mended,
      refused,
      blocking: findings.filter(({ severity }) => severity === 'blocking'),
      advisory: findings.filter(({ severity }) => severity === 'advisory'),
    };
  }

  /** A week beside the one judged: as stored, else as the built-in coach would write it. */
  private otherWeek(weekNumber: number): PlannedWeek {
    const stored = this.plan.stored.find((week) => week.weekNumber === weekNumber);
    const known = stored ?? this.coachWeeks.get(weekNumber);
    if (known) return known;
    const { brief, frame } = this.week(weekNumber);
    const { week } = layWeek({ frame, sessions: coachSessions(brief) });
    if (!week) throw new Error(`The built-in coach could not write week ${weekNumber}`);
    this.coachWeeks.set(weekNumber, week);
    return week;
  }
}

/**
 * The plan's draw; for a week written anew that one of a few others which repeats least of what is stored in that
 * week and in the weeks around it.
 */
function drawFor(plan: PlanToWrite): WorkoutDraw {
  const { inputs, blueprint, seed, variation, weekNumbers, stored, ownWorkouts } = plan;
  const own = ownWorkouts && { own: ownWorkouts };
  const { programme } = inputs;
  if (variation === 0)
    return drawWorkouts(blueprint, String(seed), { ...own, ...(programme && { programme }) });
  const near = stored.filter(({ weekNumber }) =>
    weekNumbers.some((written) => Math.abs(written - weekNumber) <= WEEKS_APART),
  );
  const used = new Set(near.flatMap(({ days }) => days.map(({ workoutId }) => workoutId)));
  const draws = Array.from({ length: CHOICES }, (_, choice) =>
    drawWorkouts(blueprint, `${seed}/${variation}/${choice}`, own),
  );
  const repeats = draws.map(
    (draw) =>
      weekNumbers.flatMap((week) => draw.get(week) ?? []).filter(({ workoutId }) => used.has(workoutId))
        .length,
  );
  const best = draws[repeats.indexOf(Math.min(...repeats))];
  if (!best) throw new RangeError('No draw to choose from');
  return best;
}

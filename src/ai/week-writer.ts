import { Injectable } from '@nestjs/common';
import { weekBrief } from '../coaching/brief.js';
import { drawWorkouts, type WorkoutDraw } from '../coaching/draw.js';
import { planPaces } from '../coaching/goal.js';
import { layWeek } from '../coaching/laps.js';
import type { Blueprint, PlanInputs, PlannedWeek } from '../coaching/model.js';
import { weekFrame } from '../coaching/week-frame.js';
import { InvalidError } from '../common/errors.js';
import { BuiltInCoach, coachSessions } from './built-in-coach.js';
import { weekWritten, type GenerationProgress } from './generation-progress.js';
import type { WeekAuthor, WeekProvenance } from './week-author.js';

/** Weeks of one plan that are to be written. Everything an author may know is in here; no row, no clock. */
export interface WritingTask {
  inputs: PlanInputs;
  blueprint: Blueprint;
  /** The plan's own: same seed, same weeks. */
  seed: number;
  weekNumbers: readonly number[];
  /** Weeks of the plan that are written already. */
  stored: readonly PlannedWeek[];
  /** 0 the first time; another number for another choice of workouts. */
  variation: number;
  /** Who is to write, from the catalogue of authors; null for the default. */
  model: string | null;
  signal: AbortSignal;
  /** Told of each week as it is written. */
  progress?: GenerationProgress;
}

/** A week laid out and paced, not yet audited. */
export interface LaidWeek {
  week: PlannedWeek;
  provenance: WeekProvenance;
}

const BUILT_IN = 'built-in-coach';
/** Choices of workouts that are looked at when a week is written anew. */
const CHOICES = 8;
/** Weeks on either side that a rewritten week should not repeat. */
const WEEKS_APART = 3;

/** Has weeks written by whom the configuration and the request say. Holds no connection while it waits for them. */
@Injectable()
export class WeekWriter {
  private readonly authors: ReadonlyMap<string, WeekAuthor> = new Map([[BUILT_IN, new BuiltInCoach()]]);

  /** @throws InvalidError when there is no author of that name */
  requireAuthor(model: string | null): WeekAuthor {
    const author = this.authors.get(model ?? BUILT_IN);
    if (author) return author;
    const known = [...this.authors.keys()].map((name) => `"${name}"`).join(', ');
    const detail = `There is no author of this name; known: ${known}.`;
    throw new InvalidError('request.invalid', detail, [{ pointer: '/model', detail }]);
  }

  /**
   * The weeks asked for, in their order, written side by side.
   * @throws InvalidError for an unknown author; whatever the author throws when it cannot write
   */
  async write(task: WritingTask): Promise<LaidWeek[]> {
    const author = this.requireAuthor(task.model);
    const paces = planPaces(task.inputs, { taperWeeks: task.blueprint.phases.taper });
    const draw = drawFor(task);
    const { signal, progress } = task;
    return Promise.all(
      task.weekNumbers.map(async (weekNumber) => {
        const frame = weekFrame({
          week: blueprintWeek(task.blueprint, weekNumber),
          blueprint: task.blueprint,
          paces,
          raceDistanceMiles: task.inputs.raceDistanceMiles,
        });
        const before = task.stored.find((week) => week.weekNumber === weekNumber - 1) ?? null;
        const { injuryRisk } = task.inputs;
        const brief = weekBrief({ blueprint: task.blueprint, frame, draw, injuryRisk, stored: before });
        const { sessions, provenance } = await author.write(brief, { signal });
        const laid = layWeek({ frame, sessions, substitutes: coachSessions(brief) });
        if (!laid.week)
          throw new Error(`Week ${weekNumber} could not be laid: ${JSON.stringify(laid.refused)}`);
        progress?.report(weekWritten(laid.week, provenance));
        return { week: laid.week, provenance: { ...provenance, mended: laid.mended } };
      }),
    );
  }
}

function blueprintWeek({ weeks }: Blueprint, weekNumber: number) {
  const week = weeks.find((each) => each.weekNumber === weekNumber);
  if (!week) throw new RangeError(`The blueprint has no week ${weekNumber}`);
  return week;
}

/**
 * The plan's draw; for a week written anew that one of a few others which repeats least of what is stored in that
 * week and in the weeks around it.
 */
function drawFor({ blueprint, seed, variation, weekNumbers, stored }: WritingTask): WorkoutDraw {
  if (variation === 0) return drawWorkouts(blueprint, String(seed));
  const near = stored.filter(({ weekNumber }) =>
    weekNumbers.some((written) => Math.abs(written - weekNumber) <= WEEKS_APART),
  );
  const used = new Set(near.flatMap(({ days }) => days.map(({ workoutId }) => workoutId)));
  const draws = Array.from({ length: CHOICES }, (_, choice) =>
    drawWorkouts(blueprint, `${seed}/${variation}/${choice}`),
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

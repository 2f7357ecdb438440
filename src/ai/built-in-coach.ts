import { briefWorkout, type BriefDay, type WeekBrief } from '../coaching/brief.js';
import { toHundredths } from '../coaching/hundredths.js';
import type { Session } from '../coaching/sessions.js';
import { workoutBlocks, type WorkoutRoom } from '../coaching/workouts/structure.js';
import { coachNotes } from './coach-notes.js';
import type { WeekAuthor, WeekProvenance, WrittenWeek } from './week-author.js';

/**
 * Writes weeks from the workout library, by the workouts the brief has drawn: the same sessions for the same
 * brief. Needs no key and no network; the default author and the last resort of every other.
 */
export class BuiltInCoach implements WeekAuthor {
  async write(brief: WeekBrief, { signal }: { signal: AbortSignal }): Promise<WrittenWeek> {
    signal.throwIfAborted();
    return { sessions: coachSessions(brief), provenance: coachProvenance() };
  }
}

/** What is said of a week that the built-in coach was the first to be asked for. */
export function coachProvenance(): WeekProvenance {
  return {
    author: 'built-in-coach',
    model: null,
    contract: null,
    promptVersion: null,
    attempts: 1,
    cached: false,
    mended: [],
    tokens: null,
    fallbackReason: null,
  };
}

/** The built-in coach's sessions for a week, at once: also what stands in for a day another author spoiled. */
export function coachSessions(brief: WeekBrief): Session[] {
  const sessions: Session[] = [];
  for (const day of brief.days) {
    const workout = briefWorkout(brief, day.workoutId);
    if (!workout) continue;
    const blocks = workoutBlocks(workout, roomOf(day, brief));
    sessions.push({
      dayNumber: day.dayNumber,
      workoutId: workout.id,
      ...(brief.ownWorkouts?.includes(workout) && { easier: workout.easier }),
      blocks,
      notes: coachNotes({ brief, day, workout, blocks }),
    });
  }
  return sessions;
}

function roomOf(day: BriefDay, brief: WeekBrief): WorkoutRoom {
  const { work } = day;
  return {
    miles: day.miles,
    work: work && {
      floor: toHundredths(work.least),
      most: toHundredths(work.most),
      sixMinutes: toHundredths(work.sixMinutes),
    },
    effort: effortOf(brief),
  };
}

/** Share of the quality work allowed that is asked for: less when the body should come out of it fresher. */
function effortOf({ phase, recovery, experience, injuryRisk }: WeekBrief): number {
  if (recovery || phase === 'taper') return 0.75;
  if (injuryRisk === 'high') return 0.8;
  return experience === 'novice' ? 0.9 : 1;
}

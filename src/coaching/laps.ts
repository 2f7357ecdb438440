import { fitEasy, fitQuality } from './day-fitting.js';
import { isQuality } from './day-types.js';
import { easierSession } from './easier-session.js';
import { lapMiles, sumMiles, toHundredths } from './hundredths.js';
import type { BlueprintDay, DayNumber, PlannedDay, PlannedWeek } from './model.js';
import { raceDay, restDay } from './race-and-rest.js';
import { checkSession } from './session-check.js';
import { sessionNotes } from './session-notes.js';
import type { Session, SessionFinding } from './sessions.js';
import type { WeekFrame } from './week-frame.js';

/** A day laid out in laps, with what had to be mended; or no day, and why. */
export type LaidDay =
  | { day: PlannedDay; mended: SessionFinding[] }
  | { day: null; refused: [SessionFinding, ...SessionFinding[]] };

export interface LaidWeek {
  /** Null when a running day could be laid from neither list of sessions. */
  week: PlannedWeek | null;
  /** Sessions that stand, but not quite as written. */
  mended: SessionFinding[];
  /** Sessions that could not be laid, or were missing; days of `substitutes` stand in for them. */
  refused: SessionFinding[];
}

/**
 * Lays one day of a blueprint: warmup, workout and cooldown with real paces, exactly as long as the blueprint
 * says. The session may come from anyone: its shape and words are kept as far as rules G and K allow. Rest and
 * race days need none.
 */
export function layDay(day: BlueprintDay, session: Session | null, frame: WeekFrame): LaidDay {
  if (day.type === 'rest') return { day: restDay(day, frame), mended: [] };
  if (day.type === 'race') return { day: raceDay(day, frame), mended: [] };
  const refuse = (code: string, detail: string): LaidDay => ({
    day: null,
    refused: [{ dayNumber: day.dayNumber, code, detail }],
  });
  if (!session) return refuse('session.missing', `No session was written for this ${day.type} day.`);
  const fault = checkSession(session) ?? dayTooShort(day);
  if (fault) return refuse(fault.code, fault.detail);

  const mended: SessionFinding[] = [];
  const mend = (code: string, detail: string): void => {
    // Six repetitions cut to the same length are one departure.
    if (!mended.some((each) => each.code === code)) mended.push({ dayNumber: day.dayNumber, code, detail });
  };
  const lists = isQuality(day.type)
    ? fitQuality({ day, type: day.type, session, frame, mend })
    : fitEasy({ day, type: day.type, session, frame, mend });
  if (!lists) return refuse('work.too_little', `Too little ${day.type} work to call the day by its name.`);
  return {
    day: {
      date: day.date,
      dayNumber: day.dayNumber,
      workoutType: day.type,
      miles: lapMiles(lists.warmup, lists.workout, lists.cooldown),
      ...lists,
      notes: sessionNotes(session.notes, day.type, frame),
      alternative: easierSession(day, session, frame),
      workoutId: session.workoutId,
      locked: false,
      outsidePlan: day.outsidePlan,
    },
    mended,
  };
}

/**
 * Lays a whole week. A day whose session is missing or cannot be laid is taken from `substitutes`, the
 * built-in coach's sessions for the same week.
 */
export function layWeek(options: {
  frame: WeekFrame;
  sessions: readonly Session[];
  substitutes?: readonly Session[];
}): LaidWeek {
  const { frame, sessions, substitutes = [] } = options;
  const days: PlannedDay[] = [];
  const mended: SessionFinding[] = [];
  const refused: SessionFinding[] = [];
  for (const blueprintDay of frame.week.days) {
    for (const candidates of [sessions, substitutes]) {
      const laid = layDay(blueprintDay, sessionOf(candidates, blueprintDay.dayNumber), frame);
      if (laid.day) {
        days.push(laid.day);
        mended.push(...laid.mended);
        break;
      }
      refused.push(...laid.refused);
    }
  }
  return { week: days.length === frame.week.days.length ? weekOf(frame, days) : null, mended, refused };
}

function sessionOf(sessions: readonly Session[], dayNumber: DayNumber): Session | null {
  return sessions.find((session) => session.dayNumber === dayNumber) ?? null;
}

function weekOf({ week }: WeekFrame, days: PlannedDay[]): PlannedWeek {
  const training = days.filter(({ workoutType }) => workoutType !== 'race');
  return {
    weekNumber: week.weekNumber,
    phase: week.phase,
    startDate: week.startDate,
    endDate: week.endDate,
    miles: sumMiles(days.map(({ miles }) => miles)),
    trainingMiles: sumMiles(training.map(({ miles }) => miles)),
    targetMiles: week.targetMiles,
    wantedMiles: week.wantedMiles,
    stretch: week.stretch,
    notes: week.notes,
    days,
  };
}

/** Rule G's shortest day: half a mile each of warmup and cooldown, and the least workout between them. */
function dayTooShort(day: BlueprintDay): { code: string; detail: string } | null {
  const least = day.type === 'recovery' || day.type === 'shakeout' ? 200 : 300;
  if (toHundredths(day.miles) >= least) return null;
  return { code: 'day.too_short', detail: `A ${day.type} day needs ${least / 100} miles, not ${day.miles}.` };
}

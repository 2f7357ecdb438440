import type { WeekBrief } from '../../coaching/brief.js';
import { MILE, sumMiles, toHundredths, toMiles } from '../../coaching/hundredths.js';
import { PHASE_NAMES, type Lap, type PhaseSplit, type PlannedWeek } from '../../coaching/model.js';
import type { Session, SessionBlock } from '../../coaching/sessions.js';
import { cutAtSentence } from './clean-notes.js';
import { NOTES_ASKED } from './prompt-text.js';
import type { WireLap, WireLaps, WireSessions } from './wire-schemas.js';

/** A remainder of less than this stays with the mile before it. */
const SHORTEST_SPLIT = 50;

/**
 * Sessions as a model of the `sessions` contract would write them: easy running in one piece, as shades have no
 * place on the wire, and notes as short as they are asked for.
 */
export function encodeSessions(sessions: readonly Session[]): WireSessions {
  return {
    days: sessions.map(({ dayNumber, blocks, notes }) => ({
      dayNumber,
      blocks: wireBlocks(blocks),
      notes: cutAtSentence(notes, NOTES_ASKED),
    })),
  };
}

/** A laid week as a model of the `laps` contract would write it, easy running in laps of a mile. */
export function encodeLaps(week: PlannedWeek, plan: { brief: WeekBrief; phases: PhaseSplit }): WireLaps {
  return {
    totalWeeks: plan.brief.totalWeeks,
    phases: PHASE_NAMES.map((name) => ({ name, weekCount: plan.phases[name] })),
    week: {
      weekNumber: week.weekNumber,
      days: week.days.map(({ dayNumber, workoutType, warmup, workout, cooldown, notes }) => ({
        dayNumber,
        warmup: wireLaps(warmup, false),
        workout: wireLaps(workout, !['tempo', 'intervals', 'race'].includes(workoutType)),
        cooldown: wireLaps(cooldown, false),
        notes: cutAtSentence(notes, NOTES_ASKED),
      })),
    },
  };
}

function wireBlocks(blocks: readonly SessionBlock[]): WireSessions['days'][number]['blocks'] {
  const wire: WireSessions['days'][number]['blocks'] = [];
  for (const { repeat, distanceMiles, zone, recoveryMiles } of blocks) {
    const before = wire.at(-1);
    const easy = zone === 'easy' && recoveryMiles === 0;
    if (easy && before?.zone === 'easy' && before.recoveryMiles === 0) {
      const miles = [before, { repeat, distanceMiles }].flatMap((each) =>
        Array<number>(each.repeat).fill(each.distanceMiles),
      );
      Object.assign(before, { repeat: 1, distanceMiles: sumMiles(miles) });
    } else wire.push({ repeat, distanceMiles, zone, recoveryMiles });
  }
  return wire;
}

function wireLaps(laps: readonly Lap[], byMile: boolean): WireLap[] {
  const split = laps.flatMap(({ distanceMiles, paceGoal }) =>
    (byMile ? miles(toHundredths(distanceMiles)) : [toHundredths(distanceMiles)]).map((length) => ({
      distanceMiles: toMiles(length),
      paceGoal,
    })),
  );
  return split.map((lap, index) => ({ lapIndex: index + 1, ...lap }));
}

/** Whole miles and what is left. */
function miles(length: number): number[] {
  const whole = Math.max(1, Math.floor((length + MILE - SHORTEST_SPLIT) / MILE));
  return Array.from({ length: whole }, (_, index) =>
    index < whole - 1 ? MILE : length - (whole - 1) * MILE,
  );
}

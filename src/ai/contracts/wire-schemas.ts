import { DAY_NUMBERS, PHASE_NAMES } from '../../coaching/model.js';
import { MOST_BLOCKS, MOST_MILES, MOST_REPEATS } from '../../coaching/session-check.js';
import { ZONES, type Zone } from '../../coaching/sessions.js';

/** A JSON Schema under a name, as structured output takes it. */
export interface WireSchema {
  name: string;
  schema: Readonly<Record<string, unknown>>;
}

/** A reply in the form of the `sessions` contract. */
export interface WireSessions {
  days: {
    dayNumber: number;
    blocks: { repeat: number; distanceMiles: number; zone: Zone; recoveryMiles: number }[];
    notes: string;
  }[];
}

export interface WireLap {
  lapIndex: number;
  distanceMiles: number;
  paceGoal: string | null;
}

export interface WireLapsDay {
  dayNumber: number;
  warmup: WireLap[];
  workout: WireLap[];
  cooldown: WireLap[];
  notes: string;
}

/** A reply in the form of the `laps` contract. */
export interface WireLaps {
  totalWeeks: number;
  phases: { name: string; weekCount: number }[];
  week: { weekNumber: number; days: WireLapsDay[] };
}

/** Shortest lap that can be stored. */
const LEAST_MILES = 0.01;
/** More laps than any day has. */
const MOST_LAPS = 80;
const MOST_WEEKS = 52;

const dayNumber = integer(1, DAY_NUMBERS.length);
const notes = { type: 'string' };

/** Compact form: what is run on each running day, in named zones. */
export const SESSIONS_SCHEMA: WireSchema = {
  name: 'week_sessions',
  schema: object({
    days: list(
      object({
        dayNumber,
        blocks: list(
          object({
            repeat: integer(1, MOST_REPEATS),
            distanceMiles: number(LEAST_MILES, MOST_MILES),
            zone: { type: 'string', enum: [...ZONES] },
            recoveryMiles: number(0, MOST_MILES),
          }),
          { least: 1, most: MOST_BLOCKS },
        ),
        notes,
      }),
      { least: 1, most: DAY_NUMBERS.length },
    ),
  }),
};

/** Long form: every day with its laps and paces, the phases restated. */
export const LAPS_SCHEMA: WireSchema = {
  name: 'week_laps',
  schema: object({
    totalWeeks: integer(1, MOST_WEEKS),
    phases: list(
      object({
        name: { type: 'string', enum: [...PHASE_NAMES] },
        weekCount: integer(1, MOST_WEEKS),
      }),
      { least: PHASE_NAMES.length, most: PHASE_NAMES.length },
    ),
    week: object({
      weekNumber: integer(1, MOST_WEEKS),
      days: list(object({ dayNumber, warmup: laps(), workout: laps(), cooldown: laps(), notes }), {
        least: DAY_NUMBERS.length,
        most: DAY_NUMBERS.length,
      }),
    }),
  }),
};

/** Written out at each of its places: some servers that enforce schemas follow no references. */
function laps(): object {
  return list(
    object({
      lapIndex: integer(1, MOST_LAPS),
      distanceMiles: number(LEAST_MILES, 2 * MOST_MILES + 3),
      paceGoal: { type: ['string', 'null'] },
    }),
    { least: 0, most: MOST_LAPS },
  );
}

function object(properties: Record<string, object>): Record<string, unknown> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function list(items: object, { least, most }: { least: number; most: number }): object {
  return { type: 'array', items, minItems: least, maxItems: most };
}

function integer(minimum: number, maximum: number): object {
  return { type: 'integer', minimum, maximum };
}

function number(minimum: number, maximum: number): object {
  return { type: 'number', minimum, maximum };
}

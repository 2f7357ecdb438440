import type { DayNumber } from '../../coaching/model.js';
import { paceOfSeconds } from './lap-reading.js';
import { zoneOf } from './zone-words.js';

/** Hears of everything in a reply that was not as asked; a null day is the week as a whole. */
export type Mend = (dayNumber: DayNumber | null, code: string, detail: string) => void;

/** An object of a reply, its keys not yet known. */
export type Loose = Readonly<Record<string, unknown>>;

/** Days are few; a list longer than this is no week. */
const MOST_ITEMS = 400;

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects of a list; none where it is no list. */
export function looseItems(value: unknown): Loose[] {
  return Array.isArray(value) ? value.slice(0, MOST_ITEMS).filter(isLoose) : [];
}

const NUMBER_AS_TEXT = /^\s{0,8}([+-]?\d{1,9}(?:\.\d{1,9})?)\s{0,8}(?:mi|miles?)?\s{0,8}$/i;

/** The number a text spells, with miles as its unit or without; any other value as it is. */
export function numberOf(value: unknown, mended: () => void): unknown {
  if (typeof value !== 'string') return value;
  const match = NUMBER_AS_TEXT.exec(value);
  if (!match) return value;
  mended();
  return Number(match[1]);
}

/**
 * A day of the compact form, of known keys only: numbers spelt as text and zones under other names are read,
 * what is left out and has one meaning is filled in. What cannot be read stays as it is, for the schema to find.
 */
export function coerceSession(day: Loose, dayNumber: DayNumber, mend: Mend): object {
  const asText = (): void => mend(dayNumber, 'number.as_text', 'A number came as text.');
  noteUnknownKeys(day, DAY_KEYS, { dayNumber, mend });
  return {
    dayNumber,
    blocks: Array.isArray(day.blocks)
      ? day.blocks.slice(0, MOST_ITEMS).map((block: unknown) => {
          if (!isLoose(block)) return block;
          noteUnknownKeys(block, BLOCK_KEYS, { dayNumber, mend });
          return {
            repeat: numberOf(block.repeat ?? 1, asText),
            distanceMiles: numberOf(block.distanceMiles, asText),
            zone: coerceZone(block.zone, dayNumber, mend),
            recoveryMiles: numberOf(block.recoveryMiles ?? 0, asText),
          };
        })
      : day.blocks,
    notes: day.notes ?? '',
  };
}

/** A day of the long form, as `coerceSession` does with the compact one; laps are numbered anew. */
export function coerceLapsDay(day: Loose, dayNumber: DayNumber, mend: Mend): object {
  noteUnknownKeys(day, LAPS_DAY_KEYS, { dayNumber, mend });
  const list = (laps: unknown): unknown =>
    Array.isArray(laps)
      ? laps.slice(0, MOST_ITEMS).map((lap: unknown, index) => coerceLap(lap, index + 1, { dayNumber, mend }))
      : (laps ?? []);
  return {
    dayNumber,
    warmup: list(day.warmup),
    workout: list(day.workout),
    cooldown: list(day.cooldown),
    notes: day.notes ?? '',
  };
}

const DAY_KEYS = new Set(['dayNumber', 'blocks', 'notes']);
const BLOCK_KEYS = new Set(['repeat', 'distanceMiles', 'zone', 'recoveryMiles']);
const LAPS_DAY_KEYS = new Set(['dayNumber', 'warmup', 'workout', 'cooldown', 'notes']);
const LAP_KEYS = new Set(['lapIndex', 'distanceMiles', 'paceGoal']);

interface Place {
  dayNumber: DayNumber;
  mend: Mend;
}

function coerceLap(lap: unknown, lapIndex: number, { dayNumber, mend }: Place): unknown {
  if (!isLoose(lap)) return lap;
  noteUnknownKeys(lap, LAP_KEYS, { dayNumber, mend });
  const asText = (): void => mend(dayNumber, 'number.as_text', 'A number came as text.');
  const { paceGoal = null } = lap;
  return {
    lapIndex,
    distanceMiles: numberOf(lap.distanceMiles, asText),
    paceGoal: typeof paceGoal === 'number' ? paceOfSeconds(paceGoal) : paceGoal,
  };
}

function coerceZone(value: unknown, dayNumber: DayNumber, mend: Mend): unknown {
  if (typeof value !== 'string') return value;
  const zone = zoneOf(value);
  if (zone === null || zone === value) return value;
  mend(dayNumber, 'zone.other_name', `A zone came under another name and is read as ${zone}.`);
  return zone;
}

function noteUnknownKeys(value: Loose, known: ReadonlySet<string>, { dayNumber, mend }: Place): void {
  if (Object.keys(value).every((key) => known.has(key))) return;
  mend(dayNumber, 'key.unknown', 'Keys beyond the contract are left out.');
}

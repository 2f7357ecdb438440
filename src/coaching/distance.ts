import { CoachingInputError, quoted } from './errors.js';
import type { DistanceClass } from './model.js';

export const METRES_PER_MILE = 1609.344;
export const FIVE_K_MILES = 5000 / METRES_PER_MILE;
export const HALF_MARATHON_MILES = 21097.5 / METRES_PER_MILE;
export const MARATHON_MILES = 42195 / METRES_PER_MILE;

/** Shortest and longest race that is planned for, in miles. */
export const SHORTEST_RACE_MILES = 1;
export const LONGEST_RACE_MILES = 62.2;

/** A race length as it was understood. */
export interface RaceDistance {
  miles: number;
  metres: number;
  /** A standard race's own name ("Half marathon"), else the length with its unit ("12 km"). */
  name: string;
}

type Unit = 'mi' | 'km' | 'm';
const METRES_PER_UNIT: Record<Unit, number> = { mi: METRES_PER_MILE, km: 1000, m: 1 };

const UNIT_SPELLINGS: ReadonlyMap<string, Unit> = new Map([
  ...['mi', 'mile', 'miles', 'miler'].map((word) => [word, 'mi'] as const),
  ...['k', 'km', 'kms', 'kilometre', 'kilometres', 'kilometer', 'kilometers'].map(
    (word) => [word, 'km'] as const,
  ),
  ...['m', 'metre', 'metres', 'meter', 'meters'].map((word) => [word, 'm'] as const),
]);

const NUMBER_WORDS: ReadonlyMap<string, number> = new Map([
  ['one', 1],
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['seven', 7],
  ['eight', 8],
  ['nine', 9],
  ['ten', 10],
  ['twelve', 12],
  ['fifteen', 15],
  ['twenty', 20],
  ['fifty', 50],
  ['hundred', 100],
]);

/** A number or number word, then a unit, with or without blanks and hyphens between them. */
const LENGTH = new RegExp(
  String.raw`^(\d+(?:,\d{3})*(?:\.\d+)?|${[...NUMBER_WORDS.keys()].join('|')})[\s\p{Pd}_]*([a-z]+)$`,
  'u',
);

const MARATHON = race('Marathon', 42195);
const HALF_MARATHON = race('Half marathon', 21097.5);

const STANDARD_RACES: readonly RaceDistance[] = [
  race('1 mile', METRES_PER_MILE),
  race('5K', 5000),
  race('10K', 10_000),
  race('15K', 15_000),
  race('10 mile', 10 * METRES_PER_MILE),
  HALF_MARATHON,
  MARATHON,
  race('50K', 50_000),
  race('50 mile', 50 * METRES_PER_MILE),
  race('100K', 100_000),
];

/** Names that carry no number, without blanks and hyphens. */
const NAMED_RACES: ReadonlyMap<string, RaceDistance> = new Map([
  ['marathon', MARATHON],
  ['fullmarathon', MARATHON],
  ['halfmarathon', HALF_MARATHON],
  ['half', HALF_MARATHON],
]);

/**
 * A length this close to a standard race is that race written short: 21.1k, 42.2k and 3.1 mi are, while
 * 13 mi, 26 mi, 16 km (10 mile) and 80 km (50 mile) are lengths of their own.
 */
const SNAP_SHARE = 0.005;

const ACCEPTED =
  'Accepted are 5K, 10K, 15K, 10 mile, half marathon, marathon, 50K, 50 mile and 100K, or a length from ' +
  '1 to 62.2 miles with its unit: "13.1 mi", "30 km", "5000 m".';

/**
 * Reads a race distance from a name or a number with its unit, in any case, with or without blanks and
 * hyphens: `Half-Marathon`, `21.1k`, `10 K`, `ten mile`, `5000m`. `m` is metres. Near-standard lengths
 * become the standard race.
 * @throws CoachingInputError for anything else (`distance.unknown`) and for lengths that are not planned
 * for (`distance.out_of_range`); nothing is guessed.
 */
export function parseDistance(text: string): RaceDistance {
  const words = text.normalize('NFKC').trim().toLowerCase();
  const named = NAMED_RACES.get(words.replaceAll(/[\s\p{Pd}_]+/gu, ''));
  if (named) return named;
  const match = LENGTH.exec(words);
  const value = match?.[1] ? numberOf(match[1]) : undefined;
  const unit = match?.[2] ? UNIT_SPELLINGS.get(match[2]) : undefined;
  if (value === undefined || unit === undefined) {
    throw new CoachingInputError('distance.unknown', `Unknown distance ${quoted(text)}. ${ACCEPTED}`);
  }
  return lengthOf(value, unit);
}

/**
 * The race distance of a number and its unit (mi, km or m in any spelling `parseDistance` knows).
 * @throws CoachingInputError as `parseDistance` does.
 */
export function distanceOf(length: { value: number; unit: string }): RaceDistance {
  const unit = UNIT_SPELLINGS.get(length.unit.trim().toLowerCase());
  if (!unit) {
    throw new CoachingInputError(
      'distance.unknown',
      `Unknown unit of distance ${quoted(length.unit)}. ${ACCEPTED}`,
    );
  }
  return lengthOf(length.value, unit);
}

/** Longest race of each class, in miles. A race beyond the last is not planned for. */
const CLASS_LIMITS: readonly (readonly [DistanceClass, number])[] = [
  ['5k', 4.0],
  ['10k', 7.5],
  ['ten_mile', 11],
  ['half', 18],
  ['marathon', 28],
  ['ultra', LONGEST_RACE_MILES],
];

/**
 * The class whose table rows and caps apply to a race.
 * @throws RangeError beyond 62.2 miles or not above 0.
 */
export function distanceClassOf(miles: number): DistanceClass {
  const found = CLASS_LIMITS.find(([, limit]) => miles <= limit);
  if (!found || !(miles > 0)) throw new RangeError(`No distance class for ${miles} miles`);
  return found[0];
}

function lengthOf(value: number, unit: Unit): RaceDistance {
  const metres = value * METRES_PER_UNIT[unit];
  const name = `${Number(value.toFixed(3))} ${unit}`;
  const standard = STANDARD_RACES.find((candidate) => Math.abs(metres / candidate.metres - 1) <= SNAP_SHARE);
  const found = standard ?? race(name, metres);
  // The length as given is what must not be too long; 1609 m is a mile, so the short end comes after.
  if (!(metres / METRES_PER_MILE <= LONGEST_RACE_MILES) || !(found.miles >= SHORTEST_RACE_MILES)) {
    throw new CoachingInputError(
      'distance.out_of_range',
      `No plan is made for a race of ${name}. ${ACCEPTED}`,
    );
  }
  return found;
}

function numberOf(text: string): number | undefined {
  return /^\d/.test(text) ? Number(text.replaceAll(',', '')) : NUMBER_WORDS.get(text);
}

function race(name: string, metres: number): RaceDistance {
  return { name, metres, miles: metres / METRES_PER_MILE };
}

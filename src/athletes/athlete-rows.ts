import { namesOf } from '../coaching/labels.js';
import { DAY_NUMBERS } from '../coaching/model.js';
import type { FieldError, InvalidError } from '../common/errors.js';
import { RequestValidationPipe } from '../common/validation.pipe.js';
import { CreateAthleteDto } from './athlete.dto.js';

/** The columns of a sheet of athletes: the fields of one, in any order. The coach may be named by e-mail address. */
export const COLUMNS = {
  columns: [
    'firstName',
    'lastName',
    'email',
    'fiveKPace',
    'currentWeeklyMileage',
    'preferredDays',
    'experience',
    'injuryRisk',
    'injuryNotes',
    'timeZone',
    'tracksActivities',
    'aiConsent',
    'coach',
    'coachId',
  ],
  needed: ['firstName', 'lastName', 'email'],
} as const;

type Cells = Readonly<Record<string, string>>;

/**
 * What the cells of a line say, as `POST /athletes` takes it: an empty cell says nothing, and one that says no number,
 * weekdays, or yes or no stays the text it is, for the rules of the field to refuse. The coach is looked up by others.
 */
export function fieldsOf(cells: Cells): Record<string, unknown> {
  const given = Object.entries(cells).filter(
    ([column, cell]) => cell !== '' && column !== 'coach' && column !== 'coachId',
  );
  return Object.fromEntries(given.map(([column, cell]) => [column, READERS[column]?.(cell) ?? cell]));
}

/** Whom a line names as the coach, and in which column; null when nobody. */
export function coachOf({ coach = '', coachId = '' }: Cells): { column: string; name: string } | null {
  if (coach !== '') return { column: 'coach', name: coach };
  return coachId === '' ? null : { column: 'coachId', name: coachId };
}

const READERS: Readonly<Record<string, (cell: string) => unknown>> = {
  currentWeeklyMileage: numberOf,
  preferredDays: weekdaysOf,
  tracksActivities: flagOf,
  aiConsent: flagOf,
};

/** With a decimal point, or the comma of other countries. */
function numberOf(cell: string): number | undefined {
  return /^-?\d{1,9}(?:[.,]\d{1,9})?$/.test(cell) ? Number(cell.replace(',', '.')) : undefined;
}

/** As spreadsheets in English and German write them, and people. */
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['wahr', true],
  ['ja', true],
  ['false', false],
  ['no', false],
  ['falsch', false],
  ['nein', false],
]);

function flagOf(cell: string): boolean | undefined {
  return FLAGS.get(cell.toLowerCase());
}

/** `2 4 6 7` or `Tue;Thu;Sat`: numbers, and names of at least three letters. */
function weekdaysOf(cell: string): unknown[] {
  return cell
    .split(/[\s,;|/]+/)
    .filter((word) => word !== '')
    .map((word) => DAY_NUMBERS.find((day) => word === String(day) || isNameOf(word, day)) ?? word);
}

function isNameOf(word: string, day: number): boolean {
  return word.length >= 3 && namesOf([day]).toLowerCase().startsWith(word.toLowerCase());
}

const VALIDATION = new RequestValidationPipe();

/**
 * Fields by the rules of `POST /athletes`, and in its words.
 * @throws InvalidError naming each that is wrong
 */
export async function athleteOf(fields: Record<string, unknown>): Promise<CreateAthleteDto> {
  const athlete: unknown = await VALIDATION.transform(fields, { type: 'body', metatype: CreateAthleteDto });
  if (athlete instanceof CreateAthleteDto) return athlete;
  throw new TypeError('The validation makes another thing of a CreateAthleteDto');
}

/** Faults of one line, told of the sheet. */
export function onLine(line: number, { errors }: Pick<InvalidError, 'errors'>): FieldError[] {
  return errors.map(({ pointer, ...rest }) => ({ pointer: `/lines/${line}${pointer}`, ...rest }));
}

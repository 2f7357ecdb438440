import { CsvError, parse } from 'csv-parse/sync';
import { InvalidError, requestInvalid, type FieldError } from '../common/errors.js';

/** A line of a sheet: where it ends in the file, from 1, and its cells by column. */
export interface SheetLine {
  line: number;
  cells: Readonly<Record<string, string>>;
  /** Why its cells cannot be told apart by column; then they mean nothing. */
  fault: FieldError | null;
}

/** More than a club has in one file. */
const MOST_LINES = 5_000;
/** Of a line, in characters: all fields at their longest. */
const LONGEST_LINE = 20_000;

interface ParsedRow {
  record: string[];
  info: { lines: number };
}

/**
 * The lines of a CSV file in UTF-8 as spreadsheets write them: with or without a byte order mark, separated by commas,
 * semicolons or tabs, in quotes or not. Cells are text, whatever they look like; lines without any text are left out.
 * @throws InvalidError `request.invalid` for what is no such file
 */
export function readSheet(
  bytes: Uint8Array,
  { columns, needed }: { columns: readonly string[]; needed: readonly string[] },
): SheetLine[] {
  const [head, ...rows] = parseRows(decoded(bytes));
  if (!head) throw refused(`must begin with a line of columns: ${columns.join(', ')}`);
  const names = head.record.map((name) => name.trim());
  const faults = headFaults(names, { columns, needed });
  if (faults.length > 0) throw sheetInvalid(faults);
  if (rows.length === 0) throw refused('must have a line below the columns');
  if (rows.length > MOST_LINES) throw refused(`must have at most ${MOST_LINES} lines, not ${rows.length}`);
  return rows.map(({ record, info }) => ({
    line: info.lines,
    cells: Object.fromEntries(names.map((name, index) => [name, (record[index] ?? '').trim()])),
    fault: record.length > names.length ? surplus({ record, info }, names) : null,
  }));
}

function surplus({ record, info }: ParsedRow, names: readonly string[]): FieldError {
  return {
    pointer: `/lines/${info.lines}`,
    detail: `has ${record.length} cells, more than the ${names.length} columns; put a cell with a separator in quotes`,
  };
}

/** Faults that are named in one answer. */
const MOST_NAMED = 1_000;

/** What is wrong with a sheet: the first thousand faults, and how many there are. 400 `request.invalid`. */
export function sheetInvalid(faults: readonly FieldError[]): InvalidError {
  const more = faults.length - MOST_NAMED;
  if (more <= 0) return requestInvalid(faults);
  return new InvalidError(
    'request.invalid',
    `${faults.length} fields of the request cannot be accepted; errors names the first ${MOST_NAMED}, and there are ${more} more.`,
    faults.slice(0, MOST_NAMED),
  );
}

function decoded(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refused('must be text in UTF-8; save the sheet as "CSV UTF-8"');
  }
  throw refused('must be text without NUL characters; save the sheet as "CSV UTF-8"');
}

function parseRows(text: string): ParsedRow[] {
  const delimiter = /[,;\t]/.exec(text.split(/[\r\n]/, 1)[0] ?? '')?.[0] ?? ',';
  try {
    const rows: unknown = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: LONGEST_LINE,
    });
    return rows as ParsedRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error['lines'];
    throw requestInvalid([
      {
        pointer: `/lines/${typeof line === 'number' ? line : 1}`,
        detail: CSV_FAULTS[error.code] ?? 'cannot be read as CSV',
      },
    ]);
  }
}

const CSV_FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is never closed',
  CSV_MAX_RECORD_SIZE: `is longer than ${LONGEST_LINE} characters, or has a quote that is never closed`,
  INVALID_OPENING_QUOTE:
    'has a quote inside a cell that is not in quotes; double it, and put the cell in quotes',
  CSV_INVALID_CLOSING_QUOTE: 'has text after a closing quote; double quotes inside a cell',
};

function headFaults(
  names: readonly string[],
  { columns, needed }: { columns: readonly string[]; needed: readonly string[] },
): FieldError[] {
  const faults = names.flatMap((name, index): FieldError[] => {
    const pointer = `/lines/1/${index + 1}`;
    if (!columns.includes(name)) {
      const detail = `is no column: "${name.slice(0, 40)}"; known are ${columns.join(', ')}`;
      return [{ pointer, detail }];
    }
    return names.indexOf(name) < index ? [{ pointer, detail: `has the column ${name} again` }] : [];
  });
  const missing = needed.filter((name) => !names.includes(name));
  return [
    ...faults,
    ...missing.map((name) => ({ pointer: '/lines/1', detail: `must have the column ${name}` })),
  ];
}

function refused(detail: string): Error {
  return requestInvalid([{ pointer: '', detail }]);
}

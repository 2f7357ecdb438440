import { toCsv } from '../common/csv.js';
import type { ReportGroup } from './report.dto.js';
import type { Report } from './reports.service.js';

/** What a figure is called that cannot be known: an empty cell would count as nothing. */
const NOT_KNOWN = 'unknown';

/** Names of rows that are nobody's. */
const NAMES = { no_coach: 'No coach', unknown: 'Unknown' } as const;

/** A report as a sheet: columns are called as in JSON, and the last row is the total. */
export function renderReport<Figures extends object>({ by, rows, total }: Report<Figures>): string {
  const columns = keysOf(total);
  const figuresOf = (row: Figures): (string | number)[] => columns.map((column) => cellOf(row[column]));
  return toCsv([
    [...(by === 'coach' ? ['coachId', 'coach'] : ['month']), ...columns],
    ...rows.map((row) => [...headOf(row), ...figuresOf(row)]),
    [...(by === 'coach' ? ['', 'Total'] : ['Total']), ...figuresOf(total)],
  ]);
}

function headOf({ group, coachId, coachName, month }: ReportGroup): string[] {
  if (group === 'month') return [month ?? ''];
  return [coachId ?? '', group === 'coach' ? (coachName ?? '') : NAMES[group]];
}

function cellOf(value: unknown): string | number {
  return typeof value === 'number' ? value : NOT_KNOWN;
}

function keysOf<T extends object>(value: T): (keyof T & string)[] {
  const isKey = (key: string): key is keyof T & string => Object.hasOwn(value, key);
  return Object.keys(value).filter(isKey);
}

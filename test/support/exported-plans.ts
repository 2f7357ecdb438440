import type { ExportedPlan } from '../../src/plans/export/exported-plan.js';
import { goldenPlans } from './plain-plans.js';

/** A whole plan as the formats get it, in miles and by people with plain names unless told otherwise. */
export function anExportedPlan(changes: Partial<ExportedPlan> = {}): ExportedPlan {
  const [plan] = goldenPlans();
  if (!plan) throw new Error('There is no golden plan');
  const { raceDistanceMiles: miles, raceDate: date } = plan.inputs;
  return {
    id: '019abcde-0000-7000-8000-000000000001',
    name: 'To the race',
    status: 'active',
    athlete: 'Ana Berg',
    race: { name: 'City race', distance: 'Race', miles, date },
    tuneUps: [],
    goalTime: '3:45:00',
    units: 'mi',
    risk: null,
    revision: 3,
    updatedAt: new Date('2026-11-23T10:00:00.500Z'),
    weeks: plan.weeks,
    ...changes,
  };
}

/** The days of a plan that hold a run. */
export function runsOf({ weeks }: Pick<ExportedPlan, 'weeks'>): ExportedPlan['weeks'][number]['days'] {
  return weeks.flatMap(({ days }) => days).filter(({ workoutType }) => workoutType !== 'rest');
}

/** Records of a sheet (RFC 4180); anything that is none makes it throw. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) throw new Error(`Not a sheet from ${at} on: ${text.slice(at, at + 40)}`);
    const [, quoted, plain, end] = found;
    records.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',' && cell.lastIndex < text.length) records.push([]);
  }
  return records;
}

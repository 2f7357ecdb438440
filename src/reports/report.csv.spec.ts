import { describe, expect, it } from 'vitest';
import { renderReport } from './report.csv.js';

const ID = '019ab000-0000-7000-8000-000000000000';
const coachRow = { group: 'coach', coachId: ID, coachName: '=SUM(A1)', month: null } as const;
const noCoach = { ...coachRow, group: 'no_coach', coachId: null, coachName: null } as const;
const period = { from: '2026-11-01', to: '2026-11-30' };

interface Cost {
  calls: number;
  usd: number | null;
}

const linesOf = (text: string) => text.slice(1).trimEnd().split('\r\n');

describe('a report as a sheet', () => {
  it('has a row for each coach and the total last; a name is no formula, and what is unknown no zero', () => {
    const rows = [
      { ...coachRow, calls: 2, usd: null },
      { ...noCoach, calls: 0, usd: 0 },
      { ...noCoach, group: 'unknown' as const, calls: 1, usd: 0.05 },
    ];
    const text = renderReport<Cost>({ by: 'coach', ...period, rows, total: { calls: 3, usd: 0.05 } });
    expect(linesOf(text)).toEqual([
      'coachId,coach,calls,usd',
      `${ID},'=SUM(A1),2,unknown`,
      ',No coach,0,0',
      ',Unknown,1,0.05',
      ',Total,3,0.05',
    ]);
  });

  it('has a row for each month', () => {
    const rows = [{ group: 'month' as const, coachId: null, coachName: null, month: '2026-11', runs: 7 }];
    const text = renderReport({ by: 'month', ...period, rows, total: { runs: 7 } });
    expect(linesOf(text)).toEqual(['month,runs', '2026-11,7', 'Total,7']);
  });
});

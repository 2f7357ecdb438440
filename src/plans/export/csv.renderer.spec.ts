import { describe, expect, it } from 'vitest';
import { anExportedPlan, parseCsv } from '../../../test/support/exported-plans.js';
import { renderCsv } from './csv.renderer.js';
import type { ExportedPlan } from './exported-plan.js';

/** The sheet without its byte order mark, as rows by the names of their columns. */
function sheetOf(plan: ExportedPlan): Record<string, string>[] {
  const text = renderCsv(plan).body;
  const [head = [], ...rows] = parseCsv(text.slice(1));
  return rows.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column] ?? ''])));
}

/** Cells that are not text: numbers and dates. */
const FIGURES = ['Week', 'Date', 'Distance (mi)'];

const FORMULAS = [
  '=HYPERLINK("http://evil","x")',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '＝1',
  '＋1',
  '－1',
  '＠A1',
];

describe('a sheet', () => {
  const plan = anExportedPlan();

  it('has a row for each day, and begins so that Excel takes it for UTF-8', () => {
    const text = renderCsv(plan).body;
    expect(text.startsWith('\uFEFFAthlete,Plan,Race,')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    const rows = sheetOf(plan);
    expect(rows.map((row) => row['Date'])).toEqual(
      plan.weeks.flatMap(({ days }) => days.map(({ date }) => date)),
    );
    const lengths = parseCsv(text.slice(1)).map((row) => row.length);
    expect(new Set(lengths)).toEqual(new Set([16]));
  });

  it('says what is run in words and in the units of the reader', () => {
    const [week] = plan.weeks;
    if (!week) throw new Error('no week');
    const day = {
      ...week.days[1]!,
      workoutType: 'intervals' as const,
      miles: 3,
      locked: true,
      warmup: [{ lapIndex: 1, distanceMiles: 1, paceGoal: null }],
      workout: [1, 2, 3, 4].map((lapIndex) => ({ lapIndex, distanceMiles: 0.25, paceGoal: '7:04' })),
      cooldown: [{ lapIndex: 1, distanceMiles: 1, paceGoal: '9:30' }],
      notes: 'Quick, "but" relaxed',
      alternative: {
        workoutType: 'easy' as const,
        workoutId: null,
        warmup: [],
        workout: [{ lapIndex: 1, distanceMiles: 3, paceGoal: null }],
        cooldown: [],
        notes: 'Take it easy.',
      },
    };
    const weeks = [{ ...week, days: [day] }];
    expect(sheetOf(anExportedPlan({ weeks }))).toEqual([
      {
        Athlete: 'Ana Berg',
        Plan: 'To the race',
        Race: 'City race',
        Week: '1',
        Phase: 'Base',
        Date: day.date,
        Weekday: 'Tue',
        'Workout type': 'Intervals',
        'Distance (mi)': '3',
        'Warm-up': '1 mi by feel',
        Workout: '4 × 0.25 mi at 7:04',
        'Cool-down': '1 mi at 9:30',
        Notes: 'Quick, "but" relaxed',
        Alternative: 'Easy run. Run: 3 mi by feel. Take it easy.',
        Locked: 'yes',
        Warning: '',
      },
    ]);
    expect(sheetOf(anExportedPlan({ weeks, units: 'km', risk: 'Not ready.' }))[0]).toMatchObject({
      'Distance (km)': '4.83',
      Workout: '4 × 0.4 km at 4:23',
      'Cool-down': '1.61 km at 5:54',
      Alternative: 'Easy run. Run: 4.83 km by feel. Take it easy.',
      Warning: 'Not ready.',
    });
  });

  it.each(FORMULAS)('shows %j as text wherever it stands, and numbers and dates as what they are', (evil) => {
    const [week] = plan.weeks;
    const weeks = [{ ...week!, days: week!.days.map((day) => ({ ...day, notes: evil })) }];
    const race = { ...plan.race!, name: evil };
    const rows = sheetOf(anExportedPlan({ athlete: evil, name: evil, race, risk: evil, weeks }));
    expect(rows).toHaveLength(7);
    for (const row of rows) {
      for (const [name, cell] of Object.entries(row)) {
        if (FIGURES.includes(name)) expect(cell).toMatch(/^(?:\d+(?:\.\d+)?|\d{4}-\d\d-\d\d)$/);
        else expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
      }
      // What was written is still there to be read.
      for (const name of ['Athlete', 'Plan', 'Race', 'Notes', 'Warning']) {
        expect(row[name]?.replaceAll("'", '').trim()).toBe(evil.trim());
      }
    }
  });

  it('lets no formula begin where a semicolon, a tab or a line break parts the cells', () => {
    const notes = 'easy;=1\t+2\r\n@A1;"=3"|-4; keep 3-4 in hand; a+b=c';
    const [week] = plan.weeks;
    const [row] = sheetOf(anExportedPlan({ weeks: [{ ...week!, days: [{ ...week!.days[1]!, notes }] }] }));
    expect(row?.['Notes']).toBe(`easy;'=1\t'+2\r\n'@A1;"'=3"|'-4; keep 3-4 in hand; a+b=c`);
  });
});

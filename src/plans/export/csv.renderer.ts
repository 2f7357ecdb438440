import { stringify } from 'csv-stringify/sync';
import { DAY_LABELS, PHASE_LABELS, TYPE_LABELS } from '../../coaching/labels.js';
import { lapText } from '../../coaching/lap-words.js';
import { distanceIn } from '../../coaching/units.js';
import type { ExportedDay, ExportedPlan, ExportedWeek, RenderedExport } from './exported-plan.js';
import { alternativeText } from './session-words.js';

/**
 * A sheet with a row for each day (RFC 4180). It begins with a byte order mark: without one Excel takes UTF-8 for the
 * machine's own code page. Text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function renderCsv(plan: ExportedPlan): RenderedExport {
  const rows = plan.weeks.flatMap((week) => week.days.map((day) => rowOf({ plan, week, day })));
  const body = stringify([headOf(plan), ...rows], {
    bom: true,
    record_delimiter: 'windows',
    // A lone one of the two is no end of a record to the library, and is to those who read it.
    quoted_match: /[\r\n]/,
    escape_formulas: true,
    cast: { string: defused },
  });
  return { body, mediaType: 'text/csv; charset=utf-8' };
}

/**
 * Signs that make a formula after what may end a cell elsewhere: a spreadsheet with another separator than the comma,
 * and one that skips blanks, see a cell begin there. The first sign of a cell is the library's to escape.
 */
const HIDDEN_FORMULA = /(?:^\s+|[;\t\r\n|]["'\s]*)(?=[=+\-@＝＋－＠])/g;

function defused(text: string): string {
  return text.replaceAll(HIDDEN_FORMULA, "$&'");
}

function headOf({ units }: ExportedPlan): string[] {
  return [
    'Athlete',
    'Plan',
    'Race',
    'Week',
    'Phase',
    'Date',
    'Weekday',
    'Workout type',
    `Distance (${units})`,
    'Warm-up',
    'Workout',
    'Cool-down',
    'Notes',
    'Alternative',
    'Locked',
    'Warning',
  ];
}

function rowOf({
  plan: { name, athlete, race, units, risk },
  week: { weekNumber, phase },
  day,
}: {
  plan: ExportedPlan;
  week: ExportedWeek;
  day: ExportedDay;
}): (string | number)[] {
  return [
    athlete,
    name,
    race?.name ?? '',
    weekNumber,
    PHASE_LABELS[phase],
    day.date,
    DAY_LABELS[day.dayNumber],
    TYPE_LABELS[day.workoutType].name,
    distanceIn(day.miles, units),
    lapText(day.warmup, units),
    lapText(day.workout, units),
    lapText(day.cooldown, units),
    day.notes,
    alternativeText(day.alternative, units),
    day.locked ? 'yes' : 'no',
    risk ?? '',
  ];
}

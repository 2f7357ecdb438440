import { DAY_NUMBERS, type PhaseName } from '../coaching/model.js';
import { authorOf, type DemoCascade, type DemoDay, type DemoWeek } from './demo-plan.js';
import { DAY_LABELS, PHASE_LABELS, shortDate, TYPE_LABELS } from '../coaching/labels.js';
import { clip, wrap, type Paint } from './layout.js';

/** From this width on there is room for two blanks between days and an author of usual length. */
const ROOMY = 92;
/** `"L 16.5"`. */
const CELL = 6;

const PHASE_MEANINGS: Readonly<Record<PhaseName, string>> = {
  base: 'easy miles and a long run',
  build: 'tempo and intervals come in, volume rises',
  peak: 'the largest and most race-specific weeks',
  taper: 'less, at the same intensity',
};

const LEGEND =
  'E easy, T tempo, I intervals, L long run, R recovery, S shakeout, · rest. Miles are with the race.';

/** A line per week, a column per day, a heading per phase. */
export function weekLines(
  { phases }: DemoCascade,
  { width, paint }: { width: number; paint: Paint },
): string[] {
  const gap = ' '.repeat(width >= ROOMY ? 2 : 1);
  const days = DAY_NUMBERS.map((day) => DAY_LABELS[day].padStart(CELL)).join(gap);
  const head = `    Monday  ${days}  Miles  By`;
  const lines = phases.flatMap(({ name, weeks }) => [
    paint.faint(`${PHASE_LABELS[name]}: ${PHASE_MEANINGS[name]}`),
    ...weeks.map((week) => weekLine(week, { gap, width, paint })),
  ]);
  return [head, ...lines, ...wrap(LEGEND, width - 2)];
}

function weekLine(
  week: DemoWeek,
  { gap, width, paint }: { gap: string; width: number; paint: Paint },
): string {
  const days = week.days.map((day) => dayCell(day, paint)).join(gap);
  const number = String(week.weekNumber).padStart(2);
  const miles = week.miles.toFixed(1).padStart(5);
  const used = 12 + 7 * CELL + 6 * gap.length + 11;
  return `${number}  ${shortDate(week.startDate).padStart(6)}  ${days}  ${miles}  ${clip(authorOf(week), width - used)}`;
}

/** Sign and miles, as wide as every other cell; the long run and the race stand out. */
function dayCell({ workoutType, miles, outsidePlan }: DemoDay, paint: Paint): string {
  if (outsidePlan) return ' '.repeat(CELL);
  const { sign } = TYPE_LABELS[workoutType];
  if (workoutType === 'rest') return paint.faint(sign.padStart(CELL));
  if (workoutType === 'race') return paint.strong(sign.padStart(CELL));
  const cell = `${sign}${miles.toFixed(1).padStart(CELL - sign.length)}`;
  return workoutType === 'long_run' ? paint.strong(cell) : cell;
}

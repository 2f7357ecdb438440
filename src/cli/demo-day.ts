import { lapText } from '../coaching/lap-words.js';
import type { Lap } from '../coaching/model.js';
import type { DemoDay } from './demo-plan.js';
import { DAY_LABELS, plainMiles, shortDate, TYPE_LABELS } from '../coaching/labels.js';
import { hang, type Paint } from './layout.js';

/** Under the name of the day. */
const INDENT = ' '.repeat(12);

/** One day in full: what, how far, every lap with its pace, and what the run is for. */
export function daySheet(day: DemoDay, { width, paint }: { width: number; paint: Paint }): string[] {
  const { name } = TYPE_LABELS[day.workoutType];
  const date = `${DAY_LABELS[day.dayNumber]} ${shortDate(day.date).padStart(6)}  `;
  if (day.workoutType === 'rest') return [`${date}${paint.faint(name)}`];
  const parts: [string, Lap[]][] = [
    ['warm-up', day.warmup],
    ['run', day.workout],
    ['cool-down', day.cooldown],
  ];
  const laid = parts.filter(([, laps]) => laps.length > 0);
  const laps = laid.flatMap(([part, list]) => {
    const lead = laid.length === 1 ? INDENT : `${INDENT}${part.padEnd(11)}`;
    return hang(lead, lapText(list), width - 2);
  });
  const notes = hang(INDENT, day.notes, width - 2).map((line) => paint.faint(line));
  return [`${date}${paint.strong(`${name}, ${plainMiles(day.miles)} miles`)}`, ...laps, ...notes];
}

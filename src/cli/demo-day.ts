import type { Lap } from '../coaching/model.js';
import type { DemoDay } from './demo-plan.js';
import { DAY_LABELS, plainMiles, shortDate, TYPE_LABELS } from './labels.js';
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

/** `"1 mi at 9:30 + 4 × 0.25 mi at 7:04"`: equal neighbours are counted, alternating pairs too. */
export function lapText(laps: readonly Lap[]): string {
  const texts = laps.map(({ distanceMiles, paceGoal }) => {
    return `${plainMiles(distanceMiles)} mi ${paceGoal === null ? 'by feel' : `at ${paceGoal}`}`;
  });
  const runs: { text: string; times: number }[] = [];
  for (let at = 0; at < texts.length;) {
    const single = repeats(texts, at, 1);
    const pair = repeats(texts, at, 2);
    const isPair = pair > 1 && single === 1;
    const text = isPair ? `(${texts[at]} + ${texts[at + 1]})` : (texts[at] ?? '');
    const times = isPair ? pair : single;
    runs.push({ text, times });
    at += times * (isPair ? 2 : 1);
  }
  return runs.map(({ text, times }) => (times === 1 ? text : `${times} × ${text}`)).join(' + ');
}

/** How often the `size` texts from `at` on come in a row. */
function repeats(texts: readonly string[], at: number, size: number): number {
  let times = 1;
  const isSame = (offset: number): boolean => texts[at + offset] === texts[at + times * size + offset];
  while (at + (times + 1) * size <= texts.length && isSame(0) && isSame(size - 1)) times += 1;
  return times;
}

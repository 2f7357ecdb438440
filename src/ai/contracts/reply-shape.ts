import type { WeekBrief } from '../../coaching/brief.js';
import { DAY_NUMBERS, type DayNumber, type PhaseSplit, PHASE_NAMES } from '../../coaching/model.js';
import { isLoose, looseItems, numberOf, type Loose, type Mend } from './coercion.js';

/** Where the days of the week asked for stand in a reply, in whichever form it came. */
export interface ReplyWeek {
  form: 'sessions' | 'laps';
  /** By day number; the first where one is written twice. */
  days: ReadonlyMap<DayNumber, Loose>;
}

/** Objects around an answer that some models add. */
const MOST_WRAPPERS = 3;

/**
 * Finds the week in a reply: `{ days }` of the compact form; `{ phases, week }` of the long one; phases, or a
 * plan, that carry weeks; each bare or inside another object. What the reply says of the plan is compared, not
 * obeyed. Null where no days are found.
 */
export function findWeek(
  reply: unknown,
  { brief, phases, mend }: { brief: WeekBrief; phases: PhaseSplit; mend: Mend },
): ReplyWeek | null {
  const root = unwrap(reply);
  if (!root) return null;
  comparePlan(root, { brief, phases, mend });
  const items = weekDays(root, brief.weekNumber, mend);
  if (items.length === 0) return null;
  return {
    form: items.some((day) => 'blocks' in day) ? 'sessions' : 'laps',
    days: numberDays(items, brief, mend),
  };
}

function unwrap(reply: unknown): Loose | null {
  let root = reply;
  for (let depth = 0; depth <= MOST_WRAPPERS; depth++) {
    if (Array.isArray(root)) root = root.length === 1 && !isDay(root[0]) ? root[0] : { days: root };
    if (!isLoose(root)) return null;
    const [inner, ...others] = Object.values(root);
    if (others.length > 0 || !isLoose(inner) || 'week' in root) return root;
    root = inner;
  }
  return null;
}

function isDay(value: unknown): boolean {
  return isLoose(value) && 'dayNumber' in value;
}

/** The days of the week asked for, in the order they came. */
function weekDays(root: Loose, weekNumber: number, mend: Mend): Loose[] {
  const own = daysOf(root);
  if (own.length > 0) return own;
  const weeks = [
    ...(isLoose(root.week) ? [root.week] : looseItems(root.week)),
    ...looseItems(root.weeks),
    ...looseItems(root.phases).flatMap((phase) => looseItems(phase.weeks)),
  ];
  const [first, ...others] = weeks;
  if (!first) return [];
  const asked = weeks.find((week) => numberOf(week.weekNumber, () => {}) === weekNumber);
  if (others.length > 0) mend(null, 'week.not_asked', 'Weeks that were not asked for are left out.');
  if (asked) return daysOf(asked);
  if (others.length > 0) return [];
  mend(null, 'week.other_number', `The week came under another number than ${weekNumber}.`);
  return daysOf(first);
}

function daysOf(week: Loose): Loose[] {
  const days = looseItems(week.days);
  return days.length > 0 ? days : looseItems(week.sessions);
}

function numberDays(items: readonly Loose[], brief: WeekBrief, mend: Mend): Map<DayNumber, Loose> {
  const numbers = items.map((day) =>
    numberOf(day.dayNumber, () => mend(null, 'number.as_text', 'A number came as text.')),
  );
  const shift = countsFromZero(numbers, brief) ? 1 : 0;
  if (shift > 0) mend(null, 'day.from_zero', 'Days were counted from 0.');
  const days = new Map<DayNumber, Loose>();
  for (const [index, day] of items.entries()) {
    const said = numbers[index];
    const dayNumber = DAY_NUMBERS.find((each) => typeof said === 'number' && each === said + shift);
    if (dayNumber === undefined) mend(null, 'day.unknown', 'A day without a number from 1 to 7 is left out.');
    else if (days.has(dayNumber))
      mend(dayNumber, 'day.twice', 'The day was written twice; the first stands.');
    else days.set(dayNumber, day);
  }
  return days;
}

/** Whether the days fit the brief only when every one of them is a day later. */
function countsFromZero(numbers: readonly unknown[], { days }: WeekBrief): boolean {
  const shifted = new Set(numbers.map((each) => (typeof each === 'number' ? each + 1 : Number.NaN)));
  if (!numbers.includes(0)) return false;
  const running = days.filter(({ type }) => type !== 'rest' && type !== 'race');
  return !shifted.has(8) && running.every(({ dayNumber }) => shifted.has(dayNumber));
}

function comparePlan(
  root: Loose,
  { brief, phases, mend }: { brief: WeekBrief; phases: PhaseSplit; mend: Mend },
): void {
  const said = looseItems(root.phases).map(({ name, weekCount }) => [
    typeof name === 'string' ? name.trim().toLowerCase() : null,
    numberOf(weekCount, () => {}),
  ]);
  const planned = PHASE_NAMES.map((name) => [name, phases[name]]);
  const weeks = numberOf(root.totalWeeks ?? brief.totalWeeks, () => {});
  if (said.length > 0 && JSON.stringify(said) !== JSON.stringify(planned)) {
    mend(null, 'phases.differ', 'The phases of the reply are not those of the plan, which stand.');
  }
  if (weeks !== brief.totalWeeks) {
    mend(null, 'weeks.differ', `The plan has ${brief.totalWeeks} weeks, whatever the reply says.`);
  }
}

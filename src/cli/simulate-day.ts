import type { CreateActivityDto } from '../athletes/activity.dto.js';
import { addDays, daysBetween, weekdayOf } from '../coaching/calendar.js';
import { FIVE_K_MILES } from '../coaching/distance.js';
import { predictedSeconds, scoreOfFiveKPace } from '../coaching/fitness.js';
import type { CalendarDate, DayType } from '../coaching/model.js';
import { Chance, type Span } from './simulate-chance.js';
import { FIRST_MONDAY, type Runner } from './simulate-runners.js';

/** What the plan asks for on a day, as it stands that evening. */
export interface DayAsked {
  readonly type: DayType;
  readonly miles: number;
  /** Miles of the longest training run of its week. */
  readonly longest: number;
}

/** Something done and to be told of. */
export interface Deed {
  readonly activity: CreateActivityDto;
  /** The runner's day on which they tell of it. */
  readonly toldOn: CalendarDate;
  /** What they say instead some days later; null: that there was no such thing. */
  readonly correction: { readonly on: CalendarDate; readonly miles: number | null } | null;
}

/** Seconds per mile beyond those over 5 km. */
const EASY_SECONDS = 100;

/** What a runner does on a day, and tells of. Pure: the same for the same day of the same plan. */
export function deedsOf(
  runner: Runner,
  { date, asked, seed }: { date: CalendarDate; asked: DayAsked | null; seed: number },
): Deed[] {
  const { life, number } = runner;
  if (date > runner.raceDate || isWithin(life.idle, date) || isWithin(life.timesOff, date)) return [];
  const chance = new Chance(seed, 'day', number, date);
  const done = doneOn(runner, { date, asked, chance });
  if (!done || (life.silentFrom !== null && date >= life.silentFrom)) return [];
  return [told(runner, { done, date, chance })];
}

type Done = Pick<CreateActivityDto, 'kind' | 'miles' | 'durationSeconds'>;

interface Day {
  date: CalendarDate;
  asked: DayAsked | null;
  chance: Chance;
}

function doneOn(runner: Runner, { date, asked, chance }: Day): Done | null {
  const { life, fiveKPace, distance } = runner;
  if (date === runner.raceDate) {
    const seconds = predictedSeconds(scoreOfFiveKPace(fiveKPace), distance.miles) * chance.within(0.97, 1.06);
    return { kind: 'race', miles: hundredths(distance.miles), durationSeconds: Math.round(seconds) };
  }
  const trial = life.trials.find(({ on }) => on === date);
  if (trial) {
    const durationSeconds = Math.round(FIVE_K_MILES * fiveKPace * trial.share);
    return { kind: trial.kind, miles: hundredths(FIVE_K_MILES), durationSeconds };
  }
  const miles = asked ? runMiles(life, asked, chance) : milesBeforehand(runner, date);
  if (miles > 0) {
    return { kind: 'run', miles, durationSeconds: Math.round(miles * (fiveKPace + EASY_SECONDS)) };
  }
  if (!chance.happens(life.otherChance)) return null;
  return { kind: 'other', miles: hundredths(chance.within(5, 20)), durationSeconds: 3600 };
}

function runMiles(
  { missChance, extraChance, spread, surplus }: Runner['life'],
  { miles, longest }: DayAsked,
  chance: Chance,
): number {
  const factor = 1 + chance.within(-spread, spread) + chance.within(...surplus);
  if (miles > 0) return chance.happens(missChance) ? 0 : hundredths(miles * factor);
  return longest > 0 && chance.happens(extraChance) ? hundredths(longest * factor) : 0;
}

/** Who has signed up goes on as before until the plan begins. */
function milesBeforehand({ athlete, startDate }: Runner, date: CalendarDate): number {
  const { preferredDays, currentWeeklyMileage } = athlete;
  if (date >= startDate || !preferredDays?.includes(weekdayOf(date))) return 0;
  return hundredths((currentWeeklyMileage ?? 0) / preferredDays.length);
}

function told(
  { life, number }: Runner,
  { done, date, chance }: { done: Done; date: CalendarDate; chance: Chance },
): Deed {
  const toldOn = tellingDay(life, addDays(date, chance.whole(0, life.delayDays)));
  const removes = chance.happens(life.removesChance);
  const corrects = chance.happens(life.correctsChance);
  const correction =
    removes || corrects
      ? {
          on: addDays(toldOn, chance.whole(1, 3)),
          miles: removes ? null : hundredths(done.miles * chance.within(0.5, 1.2)),
        }
      : null;
  // A watch has a name for everything it records, and may send it twice.
  const named = life.tracksActivities ? { source: 'watch', externalId: `${number}/${date}` } : {};
  return { activity: { date, ...done, ...named }, toldOn, correction };
}

/** The first day from one on that reports are made on. */
function tellingDay({ tellsEvery }: Runner['life'], date: CalendarDate): CalendarDate {
  const past = (daysBetween(FIRST_MONDAY, date) + 1) % tellsEvery;
  return addDays(date, (tellsEvery - past) % tellsEvery);
}

function isWithin(spans: readonly Span[], date: CalendarDate): boolean {
  return spans.some(({ from, to }) => from <= date && date <= to);
}

/** Of what is run at all, at least a tenth of a mile. */
function hundredths(miles: number): number {
  return Math.max(0.1, Math.round(miles * 100) / 100);
}

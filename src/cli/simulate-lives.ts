import { addDays, daysBetween } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import type { TimeOffReason } from '../athletes/time-off.entity.js';
import type { Chance, Span } from './simulate-chance.js';

/** A time off as it comes to be known. */
export interface KnownTimeOff extends Span {
  readonly reason: TimeOffReason;
  /** The day on which the runner enters it: ahead, or when it is over. */
  readonly enteredOn: CalendarDate;
}

/** A race on the way to the race, or a run against the clock: 5 km at this share of the pace the plan was made with. */
export interface Trial {
  readonly on: CalendarDate;
  readonly kind: 'race' | 'time_trial';
  readonly share: number;
}

/** What a runner does with a plan, and how they tell of it. Days are the runner's own. */
export interface Life {
  /** Whether they have said that they report whatever they run. */
  readonly tracksActivities: boolean;
  /** The first day of which nothing is told; null: all are told of. */
  readonly silentFrom: CalendarDate | null;
  /** A run is up to this share longer or shorter than planned. */
  readonly spread: number;
  /** Every run is longer by a share between these. */
  readonly surplus: readonly [least: number, most: number];
  /** Of a planned run not to be run; of a day of rest to be run on, for as long as the week's longest run. */
  readonly missChance: number;
  readonly extraChance: number;
  /** Days on which nothing is run and nothing said. */
  readonly idle: readonly Span[];
  /** Days without a run that are told of. */
  readonly timesOff: readonly KnownTimeOff[];
  readonly trials: readonly Trial[];
  /** Days between one report and the next, where 7 is every Sunday. */
  readonly tellsEvery: 1 | 3 | 7;
  /** Most days a report is late beyond that. */
  readonly delayDays: number;
  /** Of a report to be corrected, or taken back, a day or two later. */
  readonly correctsChance: number;
  readonly removesChance: number;
  /** Of a day of rest to be ridden or swum, and told of. */
  readonly otherChance: number;
}

/** The days a life is drawn for. */
export interface Season {
  /** Plan made, first day, race day. */
  readonly signsUpOn: CalendarDate;
  readonly startDate: CalendarDate;
  readonly raceDate: CalendarDate;
}

const STEADY: Life = {
  tracksActivities: false,
  silentFrom: null,
  spread: 0,
  surplus: [0, 0],
  missChance: 0,
  extraChance: 0,
  idle: [],
  timesOff: [],
  trials: [],
  tellsEvery: 1,
  delayDays: 0,
  correctsChance: 0,
  removesChance: 0,
  otherChance: 0,
};

type LifeOf = (chance: Chance, season: Season) => Partial<Life>;

const LIVES = {
  as_planned: () => ({ tellsEvery: 1 }),
  roughly: (chance) => ({ spread: 0.1, otherChance: 0.1, tracksActivities: chance.happens(0.5) }),
  never_reports: (_, { signsUpOn }) => ({ silentFrom: signsUpOn }),
  goes_silent: (chance, { startDate }) => ({
    spread: 0.05,
    silentFrom: addDays(startDate, chance.whole(10, 50)),
  }),
  misses_some: (chance) => ({
    missChance: chance.within(0.1, 0.35),
    spread: 0.05,
    tracksActivities: chance.happens(0.5),
  }),
  misses_a_block: (chance, season) => ({
    idle: [chance.span(amid(season), { least: 6, most: chance.pick([10, 17, 24, 35]) })],
  }),
  stops: (chance, season) => ({
    tracksActivities: true,
    // Some come back.
    idle: [
      chance.happens(0.5)
        ? chance.span(amid(season), { least: 8, most: 35 })
        : { from: chance.span(amid(season), { least: 1, most: 1 }).from, to: season.raceDate },
    ],
  }),
  falls_ill: (chance, season) => {
    const days = chance.span(amid(season), { least: 2, most: chance.pick([5, 12, 20, 32]) });
    const enteredOn = chance.pick([
      days.from,
      addDays(days.from, 2),
      addDays(days.to, 1),
      addDays(days.to, 4),
    ]);
    const reason = chance.pick<TimeOffReason>(['illness', 'injury']);
    return { spread: 0.05, timesOff: [{ ...days, reason, enteredOn }] };
  },
  goes_on_holiday: (chance, season) => ({ timesOff: [holiday(chance, season)], spread: 0.05 }),
  tells_of_holidays_only: (chance, season) => ({
    silentFrom: season.signsUpOn,
    timesOff: [holiday(chance, season)],
  }),
  overreaches: (chance) => ({
    surplus: [0.2, 0.4],
    extraChance: 0.1,
    tracksActivities: chance.happens(0.3),
  }),
  races: (chance, season) => {
    const { from, to } = amid(season);
    const trials = Array.from({ length: chance.whole(1, 3) }, () => ({
      on: addDays(from, chance.whole(0, daysBetween(from, to))),
      kind: chance.pick(['race', 'time_trial'] as const),
      share: chance.pick([chance.within(0.92, 0.98), chance.within(1.03, 1.1)]),
    }));
    return { trials, spread: 0.03 };
  },
  enters_late: (chance) => ({
    spread: 0.1,
    missChance: 0.05,
    delayDays: chance.whole(2, 9),
    correctsChance: 0.15,
    removesChance: 0.05,
  }),
} as const satisfies Record<string, LifeOf>;

/** Kinds of runners. */
export type Persona = keyof typeof LIVES;
export const PERSONAS = Object.keys(LIVES) as [Persona, ...Persona[]];

/** Draws a life of a kind. */
export function lifeOf(persona: Persona, chance: Chance, season: Season): Life {
  const draw: LifeOf = LIVES[persona];
  const tellsEvery = chance.pick([1, 3, 7] as const);
  return { ...STEADY, tellsEvery, ...draw(chance, season) };
}

/** From the second week to the day before the race. */
function amid({ startDate, raceDate }: Season): Span {
  return { from: addDays(startDate, 7), to: addDays(raceDate, -1) };
}

function holiday(chance: Chance, season: Season): KnownTimeOff {
  const days = chance.span(amid(season), { least: 4, most: chance.pick([8, 15, 21]) });
  const told = addDays(days.from, -chance.whole(2, 30));
  return { ...days, reason: 'holiday', enteredOn: told < season.signsUpOn ? season.signsUpOn : told };
}

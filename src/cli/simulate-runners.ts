import type { CreateAthleteDto } from '../athletes/athlete.dto.js';
import { addDays } from '../coaching/calendar.js';
import { parseDistance, type RaceDistance } from '../coaching/distance.js';
import { DAY_NUMBERS, type CalendarDate, type DayNumber, type Experience } from '../coaching/model.js';
import { formatPace } from '../coaching/pace.js';
import type { PlanMode } from '../plans/training-plan.entity.js';
import { defaultGoal } from './demo-plan.js';
import { Chance } from './simulate-chance.js';
import { lifeOf, PERSONAS, type Life, type Persona } from './simulate-lives.js';

/** Someone with a plan, and what they will do with it. */
export interface Runner {
  /** From 1. With the simulation's seed it tells everything else. */
  readonly number: number;
  readonly persona: Persona;
  readonly timeZone: string;
  readonly athlete: CreateAthleteDto;
  /** Seconds per mile. */
  readonly fiveKPace: number;
  readonly distance: RaceDistance;
  readonly goalTime: string;
  /** The runner's day on which the plan is made. */
  readonly signsUpOn: CalendarDate;
  readonly startDate: CalendarDate;
  readonly raceDate: CalendarDate;
  readonly mode: PlanMode;
  /** What the built-in coach varies by. */
  readonly planSeed: number;
  readonly life: Life;
}

/** The first Monday of every season: in it summer time begins in Los Angeles and ends in Auckland. */
export const FIRST_MONDAY: CalendarDate = '2027-01-04';
/** Days before that Monday from which on plans are made. */
export const EARLY_DAYS = 4;

const ZONES = ['Pacific/Auckland', 'Asia/Kolkata', 'UTC', 'America/Los_Angeles'] as const;
const DISTANCES = ['5K', '10K', '10 mile', 'Half marathon', 'Marathon'] as const;
/** Most races are on weekends. */
const RACE_DAYS = [7, 7, 7, 7, 6, 6, 5, 4, 3, 2, 1] as const satisfies readonly DayNumber[];

/** Miles a week and seconds per mile over 5 km, from and to. */
const LEVELS: Readonly<Record<Experience, { miles: [number, number]; pace: [number, number] }>> = {
  novice: { miles: [6, 22], pace: [480, 780] },
  intermediate: { miles: [18, 42], pace: [390, 600] },
  advanced: { miles: [32, 65], pace: [290, 450] },
};

/** The runner of a number: always the same for one seed and length of the season. */
export function drawRunner(number: number, { weeks, seed }: { weeks: number; seed: number }): Runner {
  const chance = new Chance(seed, 'runner', number);
  const persona = PERSONAS[(number - 1) % PERSONAS.length] ?? PERSONAS[0];
  const timeZone = ZONES[number % ZONES.length] ?? ZONES[0];
  const level = chance.pick<Experience>(['novice', 'intermediate', 'advanced']);
  const fiveKPace = chance.whole(...LEVELS[level].pace);
  const distance = parseDistance(chance.pick(DISTANCES));
  const dates = drawDates(chance, { number, weeks });
  const life = lifeOf(persona, new Chance(seed, 'life', number), dates);
  const athlete: CreateAthleteDto = {
    firstName: 'Runner',
    lastName: String(number),
    email: `runner-${number}@gofast.example`,
    fiveKPace: formatPace(fiveKPace),
    currentWeeklyMileage: chance.whole(...LEVELS[level].miles),
    preferredDays: chance.some(DAY_NUMBERS, chance.whole(2, 7)),
    // Who does not say is judged by their miles.
    experience: chance.happens(0.7) ? level : null,
    injuryRisk: chance.happens(0.1) ? 'high' : 'normal',
    timeZone,
    tracksActivities: life.tracksActivities,
  };
  return {
    number,
    persona,
    timeZone,
    athlete,
    fiveKPace,
    distance,
    goalTime: defaultGoal({ distance, fiveKPace: formatPace(fiveKPace) }),
    ...dates,
    mode: chance.happens(0.6) ? 'progressive' : 'complete',
    planSeed: chance.whole(1, 2 ** 31),
    life,
  };
}

/** Four plans in five are lived to their race within the season; each weekday is a start in turn. */
function drawDates(
  chance: Chance,
  { number, weeks }: { number: number; weeks: number },
): Pick<Runner, 'signsUpOn' | 'startDate' | 'raceDate'> {
  const shortest = Math.max(4, Math.floor(weeks / 2));
  const length = chance.happens(0.8)
    ? chance.whole(shortest, weeks)
    : Math.min(52, chance.whole(weeks + 1, weeks + 8));
  const monday = addDays(FIRST_MONDAY, 7 * chance.whole(0, Math.max(0, weeks - length)));
  const startDate = addDays(monday, number % 7);
  const raceDate = addDays(monday, 7 * (length - 1) + chance.pick(RACE_DAYS) - 1);
  const seasonBegins = addDays(FIRST_MONDAY, -EARLY_DAYS);
  // Some make up their mind when the first week has begun.
  const wanted = chance.happens(0.1) ? addDays(monday, 6) : addDays(startDate, -chance.whole(0, 9));
  return { signsUpOn: wanted < seasonBegins ? seasonBegins : wanted, startDate, raceDate };
}

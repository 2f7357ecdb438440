import { dateOfDay, daysBetween, mondayOf, totalWeeksBetween, weekdayOf } from './calendar.js';
import { ceilHalves } from './half-miles.js';
import { plainMiles } from './labels.js';
import type { CalendarDate, PlanInputs, RuleId, TuneUpRace } from './model.js';

/** A tune-up race where it stands in its plan. */
export interface TuneUpPlace {
  date: CalendarDate;
  /** Days from the Monday of week 1. */
  index: number;
  weekNumber: number;
  distanceMiles: number;
  /** Half miles it takes of its week's miles. */
  halves: number;
}

/** A tune-up race that a plan cannot pass. */
export interface TuneUpRefusal {
  race: TuneUpRace;
  /** The rule that stands against it, which `detail` names too. */
  rule: RuleId;
  detail: string;
}

/** On either side of a tune-up race so many days are easy. */
export const EASY_DAYS_BESIDE = 2;
/** The race and the six days before it. */
const TOUCHED_DAYS = 6;

type Course = Pick<PlanInputs, 'startDate' | 'raceDate' | 'raceDistanceMiles' | 'tuneUps'>;

/** The tune-up races of a plan by the days of its calendar, in their order. */
export function tuneUpPlaces({
  startDate,
  tuneUps = [],
}: Pick<Course, 'startDate' | 'tuneUps'>): TuneUpPlace[] {
  const monday = mondayOf(startDate);
  return tuneUps
    .map(({ date, distanceMiles }) => {
      const index = daysBetween(monday, date);
      return {
        date,
        index,
        weekNumber: Math.floor(index / 7) + 1,
        distanceMiles,
        halves: ceilHalves(distanceMiles),
      };
    })
    .toSorted((a, b) => a.index - b.index);
}

/**
 * What of the coaching rules stands against the place or the length of a plan's tune-up races, whatever its miles;
 * empty when nothing does. They lie inside the plan (B), after its first full week, which is at the start level (C),
 * and before the weeks the race touches (D); none is longer than the race, none beside another (S).
 */
export function tuneUpMisfits(course: Course): TuneUpRefusal[] {
  const races = (course.tuneUps ?? []).toSorted((a, b) => (a.date < b.date ? -1 : 1));
  return races.flatMap((race, position) => {
    const problem = placeProblem(race, course) ?? lengthProblem(race, course);
    const beside = problem ?? besideProblem(race, races[position - 1]);
    if (!beside) return [];
    const { rule, why } = beside;
    const detail = `Rule ${rule} stands against the tune-up race of ${race.date}: ${why}`;
    return [{ race, rule, detail }];
  });
}

interface Problem {
  rule: RuleId;
  why: string;
}

function placeProblem({ date }: TuneUpRace, { startDate, raceDate }: Course): Problem | null {
  if (date < startDate || date >= raceDate) {
    return {
      rule: 'B',
      why: `it lies outside the plan, which runs from ${startDate} to its race on ${raceDate}.`,
    };
  }
  const monday = mondayOf(startDate);
  const weekNumber = Math.floor(daysBetween(monday, date) / 7) + 1;
  const firstFullWeek = weekdayOf(startDate) === 1 ? 1 : 2;
  const from = dateOfDay(monday, firstFullWeek + 1, 1);
  if (weekNumber < firstFullWeek) {
    return { rule: 'H', why: `a part week has no hard day; from ${from} on there is room.` };
  }
  if (weekNumber === firstFullWeek) {
    return { rule: 'C', why: `the first full week is at the start level; from ${from} on there is room.` };
  }
  const firstTouched = touchedFrom(startDate, raceDate);
  if (weekNumber >= firstTouched) {
    const until = dateOfDay(monday, firstTouched, 1);
    return {
      rule: 'D',
      why: `its week holds days of the last ${TOUCHED_DAYS} before the race; before ${until} there is room.`,
    };
  }
  return null;
}

/** Number of the first week that holds the race or one of the six days before it. */
function touchedFrom(startDate: CalendarDate, raceDate: CalendarDate): number {
  const totalWeeks = totalWeeksBetween(startDate, raceDate);
  return weekdayOf(raceDate) > TOUCHED_DAYS ? totalWeeks : totalWeeks - 1;
}

function lengthProblem({ distanceMiles }: TuneUpRace, { raceDistanceMiles }: Course): Problem | null {
  if (distanceMiles <= raceDistanceMiles) return null;
  const [own, goal] = [distanceMiles, raceDistanceMiles].map(plainMiles);
  return { rule: 'S', why: `its ${own} miles are more than the ${goal} of the race it prepares for.` };
}

function besideProblem({ date }: TuneUpRace, before: TuneUpRace | undefined): Problem | null {
  if (!before) return null;
  const isSameWeek = mondayOf(date) === mondayOf(before.date);
  if (!isSameWeek && daysBetween(before.date, date) > EASY_DAYS_BESIDE) return null;
  return {
    rule: 'S',
    why: `the one of ${before.date} lies in the same week or within ${EASY_DAYS_BESIDE} days of it, which are easy.`,
  };
}

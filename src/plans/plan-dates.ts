import { addDays, mondayOf, totalWeeksBetween } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import { MAX_TOTAL_WEEKS, MIN_TOTAL_WEEKS } from '../coaching/phases.js';
import type { PlanProblem } from './plan-problem.js';

interface PlanDates {
  startDate: CalendarDate;
  raceDate: CalendarDate;
  /** In the athlete's time zone. */
  today: CalendarDate;
}

/** What is wrong with a start and a race date, each with the dates that would do. */
export function dateProblems({ startDate, raceDate, today }: PlanDates): PlanProblem[] {
  return [...startProblems(startDate, today), ...lengthProblems({ startDate, raceDate, today })];
}

/** A plan may start in the running week, its days so far left out, but not in one that is over. */
export function startProblems(startDate: CalendarDate, today: CalendarDate): PlanProblem[] {
  const thisMonday = mondayOf(today);
  if (startDate >= thisMonday) return [];
  return [
    {
      code: 'plan.start_in_past',
      pointer: '/startDate',
      detail: `The start date ${startDate} lies in a week that is over; the earliest start is ${thisMonday}.`,
    },
  ];
}

function lengthProblems({ startDate, raceDate, today }: PlanDates): PlanProblem[] {
  const weeks = totalWeeksBetween(startDate, raceDate);
  if (weeks >= MIN_TOTAL_WEEKS && weeks <= MAX_TOTAL_WEEKS) return [];
  const isShort = weeks < MIN_TOTAL_WEEKS;
  // Races are to be had from the start that was asked for, or from this week if that is over.
  const start = startDate < mondayOf(today) ? mondayOf(today) : startDate;
  const earliest = addDays(mondayOf(start), 7 * (MIN_TOTAL_WEEKS - 1));
  const latest = addDays(mondayOf(start), 7 * MAX_TOTAL_WEEKS - 1);
  return [
    {
      code: isShort ? 'plan.too_short' : 'plan.too_long',
      pointer: '/startDate',
      detail:
        `${whatIsWrong({ startDate, raceDate, today }, weeks)} With a start on ${start} the race may be from ` +
        `${earliest} to ${latest}; ${startFor(raceDate, { isShort, today })}.`,
    },
  ];
}

function whatIsWrong({ startDate, raceDate, today }: PlanDates, weeks: number): string {
  if (raceDate < today) return `The race on ${raceDate} is over.`;
  if (raceDate < startDate) return `The start date ${startDate} lies after the race on ${raceDate}.`;
  return (
    `From ${startDate} to the race on ${raceDate} the plan would have ${weeks} calendar ` +
    `${weeks === 1 ? 'week' : 'weeks'}, and it may have ${MIN_TOTAL_WEEKS} to ${MAX_TOTAL_WEEKS}.`
  );
}

/** The start that this race would work with; where all of them lie in weeks that are over, the last of those. */
function startFor(
  raceDate: CalendarDate,
  { isShort, today }: { isShort: boolean; today: CalendarDate },
): string {
  const thisMonday = mondayOf(today);
  const raceMonday = mondayOf(raceDate);
  if (!isShort) {
    const first = addDays(raceMonday, -7 * (MAX_TOTAL_WEEKS - 1));
    return `this race would work with a start on ${first < thisMonday ? thisMonday : first} or later`;
  }
  const monday = addDays(raceMonday, -7 * (MIN_TOTAL_WEEKS - 1));
  return monday < thisMonday
    ? `this race would have needed a start by ${addDays(monday, 6)}, and that week is over: choose a later race`
    : `this race would work with a start on ${monday}`;
}

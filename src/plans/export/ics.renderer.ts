import ical, {
  ICalCalendarMethod,
  ICalEventStatus,
  ICalEventTransparency,
  type ICalEventData,
} from 'ical-generator';
import { addDays } from '../../coaching/calendar.js';
import type { CalendarDate } from '../../coaching/model.js';
import { distanceIn } from '../../coaching/units.js';
import {
  isRun,
  tuneUpOn,
  type ExportedDay,
  type ExportedPlan,
  type RenderedExport,
} from './exported-plan.js';
import { dayTitle, insteadLine, sessionLines } from './session-words.js';

/**
 * The plan as a calendar (RFC 5545): an all-day event for each run and for the race.
 * @param options.dropped days that had a run when the plan may have been read in before: it is called off there
 * @param options.refreshSeconds how long whoever subscribed to it waits before asking again; left out: a file
 */
export function renderIcs(
  plan: ExportedPlan,
  { dropped = [], refreshSeconds }: { dropped?: readonly CalendarDate[]; refreshSeconds?: number } = {},
): RenderedExport {
  const days = plan.weeks.flatMap((week) => week.days);
  const calendar = ical({
    prodId: { company: 'GoFast', product: 'Training plans', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    name: `${plan.name} (${plan.athlete})`,
    ...(refreshSeconds === undefined ? {} : { ttl: refreshSeconds }),
    ...(plan.risk === null ? {} : { description: plan.risk }),
    events: [
      ...days.filter(isRun).map((day) => eventOf(plan, day)),
      ...dropped.map((date) => calledOff(plan, date)),
    ],
  });
  return { body: calendar.toString(), mediaType: 'text/calendar; charset=utf-8; method=PUBLISH' };
}

/**
 * One day's run. A calendar that has the event already knows it by its id, and takes the one of the higher sequence:
 * reading the plan in again changes what is there, and doubles nothing.
 */
function eventOf(plan: ExportedPlan, day: ExportedDay): ICalEventData {
  return {
    ...frameOf(plan, day.date),
    summary: summaryOf(plan, day),
    description: descriptionOf(plan, day),
    categories: [{ name: day.workoutType === 'race' ? 'Race' : 'Training' }],
  };
}

function calledOff(plan: ExportedPlan, date: CalendarDate): ICalEventData {
  return { ...frameOf(plan, date), summary: 'No run', status: ICalEventStatus.CANCELLED };
}

/** The all-day event of a date, without what is run on it. */
function frameOf(plan: ExportedPlan, date: CalendarDate): ICalEventData {
  return {
    id: `${plan.id}-${date}@gofast`,
    sequence: plan.revision,
    stamp: plan.updatedAt,
    lastModified: plan.updatedAt,
    allDay: true,
    start: midnight(date),
    // The day after the last: the end of a whole day is not part of it.
    end: midnight(addDays(date, 1)),
    transparency: ICalEventTransparency.TRANSPARENT,
  };
}

function summaryOf(plan: ExportedPlan, day: ExportedDay): string {
  const { race, units } = plan;
  if (day.workoutType !== 'race' || !race || tuneUpOn(plan, day)) return dayTitle(plan, day);
  return `Race day: ${race.name}, ${distanceIn(race.miles, units)} ${units}`;
}

function descriptionOf(plan: ExportedPlan, day: ExportedDay): string {
  const { units, goalTime, risk } = plan;
  const isGoal = day.workoutType === 'race' && !tuneUpOn(plan, day);
  const lines = [
    ...sessionLines(day, units),
    isGoal && goalTime !== null ? `Goal: ${goalTime}` : '',
    day.notes,
    insteadLine(day, units),
    risk ?? '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Dates of all-day events are read off in UTC, wherever the process runs. */
function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

import ical, { ICalCalendarMethod, ICalEventTransparency, type ICalEventData } from 'ical-generator';
import { addDays } from '../../coaching/calendar.js';
import { distanceIn } from '../../coaching/units.js';
import type { ExportedDay, ExportedPlan, RenderedExport } from './exported-plan.js';
import { alternativeText, sessionLines, titleOf } from './session-words.js';

/**
 * The plan as a calendar (RFC 5545): an all-day event for each run and for the race.
 * @param options.refreshSeconds how long whoever subscribed to it waits before asking again; left out: a file
 */
export function renderIcs(
  plan: ExportedPlan,
  { refreshSeconds }: { refreshSeconds?: number } = {},
): RenderedExport {
  const days = plan.weeks.flatMap((week) => week.days);
  const calendar = ical({
    prodId: { company: 'GoFast', product: 'Training plans', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    name: `${plan.name} (${plan.athlete})`,
    ...(refreshSeconds === undefined ? {} : { ttl: refreshSeconds }),
    ...(plan.risk === null ? {} : { description: plan.risk }),
    events: days.filter(({ workoutType }) => workoutType !== 'rest').map((day) => eventOf(plan, day)),
  });
  return { body: calendar.toString(), mediaType: 'text/calendar; charset=utf-8; method=PUBLISH' };
}

/**
 * One day's run. A calendar that has the event already knows it by its id, and takes the one of the higher sequence:
 * reading the plan in again changes what is there, and doubles nothing.
 */
function eventOf(plan: ExportedPlan, day: ExportedDay): ICalEventData {
  return {
    id: `${plan.id}-${day.date}@gofast`,
    sequence: plan.revision,
    stamp: plan.updatedAt,
    lastModified: plan.updatedAt,
    allDay: true,
    start: midnight(day.date),
    // The day after the last: the end of a whole day is not part of it.
    end: midnight(addDays(day.date, 1)),
    summary: summaryOf(plan, day),
    description: descriptionOf(plan, day),
    transparency: ICalEventTransparency.TRANSPARENT,
    categories: [{ name: day.workoutType === 'race' ? 'Race' : 'Training' }],
  };
}

function summaryOf({ race, units }: ExportedPlan, day: ExportedDay): string {
  if (day.workoutType !== 'race' || !race) return titleOf(day, units);
  return `Race day: ${race.name}, ${distanceIn(race.miles, units)} ${units}`;
}

function descriptionOf({ units, goalTime, risk }: ExportedPlan, day: ExportedDay): string {
  const instead = alternativeText(day.alternative, units);
  const lines = [
    ...sessionLines(day, units),
    day.workoutType === 'race' && goalTime !== null ? `Goal: ${goalTime}` : '',
    day.notes,
    instead && `Instead, if it asks too much: ${instead}`,
    risk ?? '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Dates of all-day events are read off in UTC, wherever the process runs. */
function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

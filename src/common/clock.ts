import { Temporal } from 'temporal-polyfill';
import type { CalendarDate } from '../coaching/model.js';

export const CLOCK = Symbol('CLOCK');

/** Where "now" and "today" come from, so that a test or a demonstration can live on another day. */
export interface Clock {
  /** The instant it is. */
  now(): Date;
  /** The calendar day it is in an IANA time zone. */
  today(timeZone: string): CalendarDate;
}

/**
 * The real clock, or one whose day is fixed: then today is `fixedToday` in every zone, and `now` the present
 * time of day on it in UTC, so that both tell the same day.
 */
export function createClock(fixedToday: CalendarDate | null = null): Clock {
  if (fixedToday === null) {
    return {
      now: () => new Date(),
      today: (timeZone) => Temporal.Now.plainDateISO(timeZone).toString(),
    };
  }
  return {
    now: () => new Date(`${fixedToday}T${new Date().toISOString().slice(11)}`),
    today: () => fixedToday,
  };
}

/** A clock that stands where it is set: for whole seasons in minutes. */
export class SimulatedClock implements Clock {
  constructor(private instant: Date) {}

  now(): Date {
    return new Date(this.instant);
  }

  today(timeZone: string): CalendarDate {
    return dayAt(this.instant, timeZone);
  }

  set(instant: Date): void {
    this.instant = instant;
  }
}

function dayAt(instant: Date, timeZone: string): CalendarDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

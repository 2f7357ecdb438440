import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/common/clock.js';

/** A clock that a test moves: one instant, and the day it is then in each time zone. */
export class MovedClock implements Clock {
  constructor(private instant: string) {}

  /** @param instant RFC 3339; a day alone is noon of it in UTC */
  set(instant: string): void {
    this.instant = instant.length === 10 ? `${instant}T12:00:00Z` : instant;
  }

  now(): Date {
    return new Date(this.instant);
  }

  today(timeZone: string): string {
    return Temporal.Instant.from(this.instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  }
}

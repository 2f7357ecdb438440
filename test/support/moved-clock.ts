import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../../src/common/clock.js';

/** A clock that a test moves: one instant, and the day it is then in each time zone. */
export class MovedClock implements Clock {
  private instant = '';

  /** @param instant RFC 3339; a day alone is noon of it in UTC */
  constructor(instant: string) {
    this.set(instant);
  }

  /** @param instant as the constructor takes it */
  set(instant: string): void {
    this.instant = instant.length === 10 ? `${instant}T12:00:00Z` : instant;
  }

  advance({ days = 0, hours = 0 }: { days?: number; hours?: number }): void {
    this.set(new Date(this.now().getTime() + (days * 24 + hours) * 3_600_000).toISOString());
  }

  now(): Date {
    return new Date(this.instant);
  }

  today(timeZone: string): string {
    return Temporal.Instant.from(this.instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  }
}

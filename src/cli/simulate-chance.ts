import { addDays, daysBetween } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import { seededNumber } from '../coaching/seeded.js';

/** First and last day. */
export interface Span {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** Chance that always falls the same: each parts' own sequence, whatever is drawn elsewhere and in which order. */
export class Chance {
  private drawn = 0;
  private readonly parts: readonly (string | number)[];

  constructor(...parts: readonly (string | number)[]) {
    this.parts = parts;
  }

  /** At least 0, below 1. */
  share(): number {
    this.drawn += 1;
    return seededNumber(...this.parts, this.drawn) / 2 ** 32;
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.share() < probability;
  }

  /** A whole number, both ends among them. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.share() * (Math.max(least, most) - least + 1));
  }

  within(least: number, most: number): number {
    return least + this.share() * (most - least);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.whole(0, choices.length - 1)] ?? choices[0];
  }

  /** `count` of the items, in the order these have. */
  some<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    while (left.length > count) left.splice(this.whole(0, left.length - 1), 1);
    return left;
  }

  /** Days in a row somewhere within others, cut where these end. */
  span(within: Span, length: { least: number; most: number }): Span {
    const days = this.whole(length.least, length.most);
    const from = addDays(within.from, this.whole(0, daysBetween(within.from, within.to)));
    const to = addDays(from, days - 1);
    return { from, to: to < within.to ? to : within.to };
  }
}

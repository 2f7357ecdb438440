import { describe, expect, it } from 'vitest';
import { createClock, SimulatedClock } from './clock.js';

describe('createClock', () => {
  it('tells the day of the zone asked for', () => {
    const clock = createClock();
    const days = new Set(['Pacific/Kiritimati', 'Etc/GMT+12'].map((zone) => clock.today(zone)));
    // These two zones are 26 hours apart: never the same day.
    expect(days.size).toBe(2);
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000);
  });

  it('stays on a fixed day in every zone', () => {
    const clock = createClock('2026-11-23');
    expect(clock.today('Pacific/Kiritimati')).toBe('2026-11-23');
    expect(clock.today('Etc/GMT+12')).toBe('2026-11-23');
    expect(clock.now().toISOString()).toMatch(/^2026-11-23T/);
  });
});

describe('SimulatedClock', () => {
  it('stands until it is set, and tells the day of each zone', () => {
    const clock = new SimulatedClock(new Date('2027-03-14T09:59:59Z'));
    expect(clock.now().toISOString()).toBe('2027-03-14T09:59:59.000Z');
    expect([clock.today('UTC'), clock.today('Pacific/Auckland')]).toEqual(['2027-03-14', '2027-03-14']);
    // Summer time begins in Los Angeles at 10:00 UTC: before it the day began at 8:00 UTC, after it at 7:00.
    clock.set(new Date('2027-03-14T07:59:59Z'));
    expect(clock.today('America/Los_Angeles')).toBe('2027-03-13');
    clock.set(new Date('2027-03-15T07:00:00Z'));
    expect(clock.today('America/Los_Angeles')).toBe('2027-03-15');
    clock.set(new Date('2027-03-15T18:30:00Z'));
    expect([clock.today('UTC'), clock.today('Asia/Kolkata')]).toEqual(['2027-03-15', '2027-03-16']);
  });

  it('gives instants that are nobody else’s to change', () => {
    const clock = new SimulatedClock(new Date('2027-01-04T00:00:00Z'));
    clock.now().setUTCFullYear(1999);
    expect(clock.now().toISOString()).toBe('2027-01-04T00:00:00.000Z');
  });
});

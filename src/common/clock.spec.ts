import { describe, expect, it } from 'vitest';
import { createClock } from './clock.js';

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

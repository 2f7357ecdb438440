import { describe, expect, it } from 'vitest';
import { nextWork, startOfDay, type WorkFacts, type WrittenWeek } from './next-work.js';

/** Sixteen weeks from a Monday to a Sunday in March, week 1 written and seen to. */
const FACTS: WorkFacts = {
  status: 'active',
  startDate: '2026-11-23',
  raceDate: '2027-03-14',
  totalWeeks: 16,
  weeksWritten: 1,
  weeks: [],
  horizonDays: 10,
  release: 'auto',
  timeZone: 'UTC',
};

const SEEN = new Date('2026-11-01T00:00:00Z');

function unseen(weekNumber: number, seen: Partial<WrittenWeek> = {}): WrittenWeek {
  return { weekNumber, lookedAt: null, releasedAt: SEEN, provenance: {}, ...seen };
}

/** `write 2 at 2026-11-20T00:00Z`, and `due` before it where it is. */
function next(facts: Partial<WorkFacts>, now: string): string {
  const work = nextWork({ ...FACTS, ...facts }, new Date(now));
  if (!work) return 'nothing';
  const what =
    work.kind === 'complete' ? '' : ` ${'weekNumber' in work ? work.weekNumber : work.weekNumbers.join('+')}`;
  const due = work.at <= new Date(now) ? 'due: ' : '';
  return `${due}${work.kind}${what} at ${work.at.toISOString().slice(0, 16)}Z`;
}

describe('writing', () => {
  it('is due so many days before the Monday, from its first moment on', () => {
    // Week 3 begins on 7 December.
    const facts = { weeksWritten: 2 };
    expect(next(facts, '2026-11-26T23:59:59Z')).toBe('write 3 at 2026-11-27T00:00Z');
    expect(next(facts, '2026-11-27T00:00:00Z')).toBe('due: write 3 at 2026-11-27T00:00Z');
    expect(next({ ...facts, horizonDays: 3 }, '2026-11-27T00:00:00Z')).toBe('write 3 at 2026-12-04T00:00Z');
    expect(next({ ...facts, horizonDays: 60 }, '2026-11-23T00:00:00Z')).toBe(
      'due: write 3 at 2026-10-08T00:00Z',
    );
  });

  it('counts weeks from the Monday of a start amid one', () => {
    expect(next({ startDate: '2026-11-26', weeksWritten: 2 }, '2026-11-26T12:00:00Z')).toBe(
      'write 3 at 2026-11-27T00:00Z',
    );
  });

  it.each([
    // Half an hour off the hour; summer time; winter time.
    ['Asia/Kolkata', '2026-11-26T18:30Z'],
    ['Pacific/Auckland', '2026-11-26T11:00Z'],
    ['America/Los_Angeles', '2026-11-27T08:00Z'],
    ['Pacific/Kiritimati', '2026-11-26T10:00Z'],
  ])('follows the midnight of %s', (timeZone, at) => {
    expect(next({ weeksWritten: 2, timeZone }, '2026-11-20T00:00:00Z')).toBe(`write 3 at ${at}`);
  });

  it('follows clocks that are put forward and back', () => {
    // 10 days before the Mondays around 8 March and 5 April 2027: California goes to summer time, New Zealand to winter.
    const at = (timeZone: string, weeksWritten: number) =>
      next({ timeZone, weeksWritten, totalWeeks: 30, raceDate: '2027-06-13' }, '2026-11-24T00:00:00Z');
    expect(at('America/Los_Angeles', 16)).toBe('write 17 at 2027-03-05T08:00Z');
    expect(at('America/Los_Angeles', 18)).toBe('write 19 at 2027-03-19T07:00Z');
    expect(at('Pacific/Auckland', 19)).toBe('write 20 at 2027-03-25T11:00Z');
    expect(at('Pacific/Auckland', 21)).toBe('write 22 at 2027-04-08T12:00Z');
  });

  it('catches up what was missed, begun or past, the oldest first', () => {
    // Week 5 began on 21 December.
    expect(next({ weeksWritten: 2 }, '2026-12-23T00:00:00Z')).toBe('due: write 3 at 2026-11-27T00:00Z');
    expect(next({ weeksWritten: 2, weeks: [unseen(2)] }, '2026-12-23T00:00:00Z')).toContain('write 3');
  });
});

describe('the second look', () => {
  const facts = { weeksWritten: 3, weeks: [unseen(3)] };

  it('is due twelve hours before the Monday until it begins', () => {
    expect(next(facts, '2026-12-01T00:00:00Z')).toBe('write 4 at 2026-12-04T00:00Z');
    const written = { ...facts, weeksWritten: 16 };
    expect(next(written, '2026-12-06T11:59:59Z')).toBe('look 3 at 2026-12-06T12:00Z');
    expect(next(written, '2026-12-06T12:00:00Z')).toBe('due: look 3 at 2026-12-06T12:00Z');
    expect(next(written, '2026-12-07T00:00:00Z')).toBe('complete at 2027-03-15T00:00Z');
  });

  it('comes before a later week is written', () => {
    expect(next(facts, '2026-12-06T12:00:00Z')).toBe('due: look 3 at 2026-12-06T12:00Z');
  });

  it('is due once', () => {
    const looked = { weeksWritten: 16, weeks: [unseen(3, { lookedAt: SEEN })] };
    expect(next(looked, '2026-12-06T12:00:00Z')).toBe('complete at 2027-03-15T00:00Z');
  });

  it('is twelve hours before, by the clock of physics, where the night is an hour longer', () => {
    // Los Angeles: Sunday 7 March 2027 is not the change, 14 March is; its Sunday has 23 hours.
    const spring = {
      weeksWritten: 30,
      totalWeeks: 30,
      raceDate: '2027-06-20',
      timeZone: 'America/Los_Angeles',
    };
    expect(next({ ...spring, weeks: [unseen(17)] }, '2027-03-10T00:00:00Z')).toBe(
      'look 17 at 2027-03-14T19:00Z',
    );
  });
});

describe('the release', () => {
  const held = { releasedAt: null, provenance: { unattended: true } } as const;
  const weeks = [unseen(3, held), unseen(4, held)];

  it('waits for the coach until 24 hours before the Monday', () => {
    const reviewed = { release: 'coach', weeksWritten: 16, weeks } as const;
    expect(next(reviewed, '2026-12-05T23:59:59Z')).toBe('release 3 at 2026-12-06T00:00Z');
    expect(next(reviewed, '2026-12-06T00:00:00Z')).toBe('due: release 3 at 2026-12-06T00:00Z');
  });

  it('waits for the coach as long as it takes where staff had the week written', () => {
    const attended = weeks.map((week) => ({ ...week, lookedAt: SEEN, provenance: {} }));
    const reviewed = { release: 'coach', weeksWritten: 16, weeks: attended } as const;
    expect(next(reviewed, '2026-12-08T00:00:00Z')).toBe('complete at 2027-03-15T00:00Z');
    expect(next({ ...reviewed, release: 'auto' }, '2026-12-08T00:00:00Z')).toMatch(/^due: release 3\+4/);
  });

  it('is due at once, of all weeks together, where no coach reviews any more', () => {
    expect(next({ weeksWritten: 16, weeks }, '2026-11-24T00:00:00Z')).toMatch(/^due: release 3\+4 at/);
  });

  it('comes before anything is written', () => {
    expect(next({ weeksWritten: 4, weeks }, '2026-12-20T00:00:00Z')).toMatch(/^due: release 3\+4/);
  });
});

describe('the end', () => {
  it('is the day after the race where the athlete lives, and leaves nothing else to do', () => {
    const facts = { timeZone: 'Pacific/Auckland', weeksWritten: 10 };
    expect(next(facts, '2027-03-14T10:59:59Z')).toContain('write 11');
    expect(next(facts, '2027-03-14T11:00:00Z')).toBe('due: complete at 2027-03-14T11:00Z');
  });

  it('is all that comes for a plan that is paused', () => {
    expect(next({ status: 'paused', weeksWritten: 3 }, '2027-01-01T00:00:00Z')).toBe(
      'complete at 2027-03-15T00:00Z',
    );
  });

  it.each(['draft', 'completed', 'archived'] as const)('has come for a plan that is %s', (status) => {
    expect(next({ status }, '2027-01-01T00:00:00Z')).toBe('nothing');
  });
});

describe('startOfDay', () => {
  it('is the first moment of a day that has no midnight', () => {
    // Lebanon puts its clocks forward at midnight.
    expect(startOfDay('2026-03-29', 'Asia/Beirut').toISOString()).toBe('2026-03-28T22:00:00.000Z');
  });
});

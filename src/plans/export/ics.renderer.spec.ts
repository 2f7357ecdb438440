import ICAL from 'ical.js';
import nodeIcal, { type VEvent } from 'node-ical';
import { describe, expect, it, onTestFinished } from 'vitest';
import { anExportedPlan, runsOf } from '../../../test/support/exported-plans.js';
import { inTimeZone } from '../../../test/support/time-zone.js';
import type { ExportedPlan } from './exported-plan.js';
import { renderIcs } from './ics.renderer.js';

const textOf = (plan: ExportedPlan): string => renderIcs(plan).body;

/** What both readers are asked for. */
interface ReadEvent {
  uid: string;
  date: string;
  summary: string;
  description: string;
}

/** Its value alone is all that a property without parameters has. */
function valueOf(property: VEvent['summary'] | undefined): string {
  return typeof property === 'string' ? property : (property?.val ?? '');
}

function readByNodeIcal(text: string): ReadEvent[] {
  const events = Object.values(nodeIcal.sync.parseICS(text)).filter(
    (part): part is VEvent => part?.type === 'VEVENT',
  );
  return events.map(({ uid, start, datetype, summary, description }) => {
    expect(datetype).toBe('date');
    // A whole day begins at midnight of wherever the reader is.
    const date = [start.getFullYear(), start.getMonth() + 1, start.getDate()];
    const words = { summary: valueOf(summary), description: valueOf(description) };
    return { uid, date: date.map((part) => String(part).padStart(2, '0')).join('-'), ...words };
  });
}

function eventsByIcalJs(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
}

function readByIcalJs(text: string): ReadEvent[] {
  return eventsByIcalJs(text).map(({ uid, startDate, summary, description }) => {
    expect(startDate.isDate).toBe(true);
    return { uid, date: startDate.toString(), summary, description };
  });
}

describe.each([
  ['America/Los_Angeles', 480],
  ['Asia/Kolkata', -330],
  ['Pacific/Auckland', -780],
])('a calendar in %s', (zone, minutesBehind) => {
  it.each([
    ['node-ical', readByNodeIcal],
    ['ical.js', readByIcalJs],
  ] as const)('has every run on its day for %s, and no day of rest', (_, read) => {
    onTestFinished(inTimeZone(zone));
    expect(new Date('2026-01-01T00:00:00Z').getTimezoneOffset()).toBe(minutesBehind);
    const plan = anExportedPlan();
    const events = read(textOf(plan));
    expect(events.map(({ date }) => date)).toEqual(runsOf(plan).map(({ date }) => date));
    expect(events.map(({ uid }) => uid)).toEqual(runsOf(plan).map(({ date }) => `${plan.id}-${date}@gofast`));
  });
});

describe('a calendar', () => {
  const plan = anExportedPlan();

  it('is the same wherever and whenever it is written', () => {
    const text = textOf(plan);
    onTestFinished(inTimeZone('Pacific/Auckland'));
    expect(textOf(plan)).toBe(text);
    expect(text).toContain('DTSTAMP:20261123T100000Z');
    expect(text).toContain('METHOD:PUBLISH');
    expect(text).not.toMatch(/TZID|T\d{6}[^Z\d]/);
  });

  it('tells whoever subscribes when to ask again', () => {
    expect(textOf(plan)).not.toMatch(/REFRESH-INTERVAL|X-PUBLISHED-TTL/);
    const { body } = renderIcs(plan, { refreshSeconds: 14_400 });
    expect(body).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT4H');
    expect(body).toContain('X-PUBLISHED-TTL:PT4H');
  });

  it('says the session in words, and which day is the race', () => {
    const [run] = runsOf(plan);
    const events = readByIcalJs(textOf(plan));
    expect(events[0]?.summary).toMatch(/^[A-Z][a-z ]+, [\d.]+ mi$/);
    expect(events[0]?.description.split('\n')).toEqual([
      expect.stringMatching(/^Warm-up: [\d.]+ mi by feel$/),
      expect.stringMatching(/^Run: /),
      expect.stringMatching(/^Cool-down: /),
      run?.notes,
    ]);
    const race = events.find(({ date }) => date === plan.race?.date);
    const miles = Number(plan.race?.miles.toFixed(2));
    expect(race?.summary).toBe(`Race day: City race, ${miles} mi`);
    expect(race?.description).toContain('Goal: 3:45:00');
    const metric = readByIcalJs(textOf({ ...plan, units: 'km', risk: 'It is a risk.' }));
    expect(metric[0]?.summary).toMatch(/ km$/);
    for (const { description } of metric) expect(description).toMatch(/\nIt is a risk\.$/);
  });

  it('ends each event on the day after it', () => {
    for (const { startDate, endDate } of eventsByIcalJs(textOf(plan))) {
      expect(endDate.subtractDate(startDate).toSeconds()).toBe(86_400);
    }
  });

  it('read in again changes what is there and doubles nothing', () => {
    const [first, ...others] = plan.weeks;
    const changed = { ...first!, days: first!.days.map((day) => ({ ...day, notes: 'New.' })) };
    const later = { ...plan, revision: 4, weeks: [changed, ...others] };
    const [before, after] = [eventsByIcalJs(textOf(plan)), eventsByIcalJs(textOf(later))];
    const calendar = new Map([...before, ...after].map((event) => [event.uid, event]));
    expect(calendar.size).toBe(before.length);
    expect(new Set(before.map(({ sequence }) => sequence))).toEqual(new Set([3]));
    expect(new Set(after.map(({ sequence }) => sequence))).toEqual(new Set([4]));
    expect([...calendar.values()][0]?.description).toContain('New.');
  });

  it('calls a run off that was dropped since', () => {
    const { body } = renderIcs({ ...plan, weeks: [] }, { dropped: ['2026-11-24'] });
    const [event, ...others] = eventsByIcalJs(body);
    expect(others).toEqual([]);
    expect([event?.uid, event?.sequence, event?.startDate.toString()]).toEqual([
      `${plan.id}-2026-11-24@gofast`,
      3,
      '2026-11-24',
    ]);
    expect(event?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  });

  it('keeps words whole, whatever is in them, in lines of at most 75 octets', () => {
    const notes = `Easy; by feel, 3 \\ 4\r\nBEGIN:VEVENT\nÜber die Brücke 🏃‍♀️ ${'走る'.repeat(60)}`;
    const [first] = plan.weeks;
    const race = { ...plan.race!, name: 'Run, "jump"; swim\nEND:VCALENDAR' };
    const weeks = [{ ...first!, days: first!.days.map((day) => ({ ...day, notes })) }, plan.weeks.at(-1)!];
    const text = textOf({ ...plan, athlete: 'Zoë, Ø;', race, weeks });
    for (const read of [readByNodeIcal, readByIcalJs]) {
      const events = read(text);
      expect(events).toHaveLength(runsOf({ weeks }).length);
      expect(events[0]?.description.endsWith(notes.replace('\r', ''))).toBe(true);
      expect(events.at(-1)?.summary).toContain('Run, "jump"; swim\nEND:VCALENDAR');
    }
    expect(new ICAL.Component(ICAL.parse(text)).getFirstPropertyValue('x-wr-calname')).toBe(
      'To the race (Zoë, Ø;)',
    );
    const lines = text.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(lines.some((line) => line.startsWith(' '))).toBe(true);
    expect(text).not.toMatch(/[^\r]\n/);
  });
});

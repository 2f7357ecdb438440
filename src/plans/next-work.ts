import { Temporal } from 'temporal-polyfill';
import { addDays, mondayOf } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import type { StoredProvenance } from './training-plan-week.entity.js';
import type { PlanStatus, Release } from './training-plan.entity.js';

/** A written week, as far as it says what is still to be done about it. */
export interface WrittenWeek {
  weekNumber: number;
  lookedAt: Date | null;
  releasedAt: Date | null;
  provenance: Pick<StoredProvenance, 'unattended'>;
}

/** All that decides when there is work on a plan that nobody asks for. */
export interface WorkFacts {
  status: PlanStatus;
  startDate: CalendarDate | null;
  raceDate: CalendarDate | null;
  totalWeeks: number | null;
  /** How many are written: always the first ones. */
  weeksWritten: number;
  /** Written weeks not looked at once more or not released; others may be left out. */
  weeks: readonly WrittenWeek[];
  /** Days before its Monday on which a week is written. */
  horizonDays: number;
  release: Release;
  /** IANA name, the athlete's. */
  timeZone: string;
}

/** What is to be done about a plan, and from when on. */
export type PlanWork =
  | { kind: 'write' | 'look'; weekNumber: number; at: Date }
  | { kind: 'release'; weekNumbers: number[]; at: Date }
  | { kind: 'complete'; at: Date };

const LOOK_HOURS = 12;
const RELEASE_HOURS = 24;
/** With less time than this to its Monday, a week is not put off any more. */
export const URGENT_HOURS = 24;

/**
 * What is next for a plan: work that is due, the most pressing first, else what will be due first; null when nothing
 * will be. One thing at a time, for each changes what follows: a plan whose race is over is completed and nothing else;
 * weeks wait for the ones before them, so a week that was missed is written first, also when it has begun or is past.
 */
export function nextWork(facts: WorkFacts, now: Date): PlanWork | null {
  const works = allWork(facts, now).toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const due = works.filter(({ at }) => at <= now);
  return due.toSorted(byUrgency)[0] ?? works[0] ?? null;
}

/** Midnight before a calendar day, for people who live in `timeZone`. */
export function startOfDay(day: CalendarDate, timeZone: string): Date {
  return dateOf(Temporal.PlainDate.from(day).toZonedDateTime(timeZone));
}

/** When the week's Monday begins in the athlete's zone; of the first week also where the plan starts amid it. */
export function startOfWeek(startDate: CalendarDate, weekNumber: number, timeZone: string): Date {
  return startOfDay(mondayOfWeek(startDate, weekNumber), timeZone);
}

/** From when on a written week is looked at once more; it is when the week begins that this is over. */
export function lookTime(startDate: CalendarDate, weekNumber: number, timeZone: string): Date {
  return hoursBefore(startOfWeek(startDate, weekNumber, timeZone), LOOK_HOURS);
}

/** When a week that a coach reviews first is shown to the athlete all the same. */
export function releaseTime(startDate: CalendarDate, weekNumber: number, timeZone: string): Date {
  return hoursBefore(startOfWeek(startDate, weekNumber, timeZone), RELEASE_HOURS);
}

function allWork(facts: WorkFacts, now: Date): PlanWork[] {
  const { status, startDate, raceDate, totalWeeks, timeZone } = facts;
  if ((status !== 'active' && status !== 'paused') || !startDate || !raceDate || !totalWeeks) return [];
  const works: PlanWork[] = [{ kind: 'complete', at: startOfDay(addDays(raceDate, 1), timeZone) }];
  if (status === 'paused') return works;
  const next = facts.weeksWritten + 1;
  if (next <= totalWeeks) {
    const day = addDays(mondayOfWeek(startDate, next), -facts.horizonDays);
    works.push({ kind: 'write', weekNumber: next, at: startOfDay(day, timeZone) });
  }
  for (const { weekNumber, lookedAt, releasedAt, provenance } of facts.weeks) {
    const begins = startOfWeek(startDate, weekNumber, timeZone);
    // What staff had written under a review, they release themselves.
    if (releasedAt === null && (facts.release === 'auto' || provenance.unattended)) {
      const at = facts.release === 'coach' ? releaseTime(startDate, weekNumber, timeZone) : new Date(0);
      works.push({ kind: 'release', weekNumbers: [weekNumber], at });
    }
    if (lookedAt === null && now < begins) {
      works.push({ kind: 'look', weekNumber, at: lookTime(startDate, weekNumber, timeZone) });
    }
  }
  return joinReleases(works, now);
}

/** Weeks due to be released are released together. */
function joinReleases(works: readonly PlanWork[], now: Date): PlanWork[] {
  const due = works.filter((work) => work.kind === 'release' && work.at <= now);
  const [first] = due;
  if (!first) return [...works];
  const weekNumbers = due.flatMap((work) => (work.kind === 'release' ? work.weekNumbers : []));
  return [...works.filter((work) => !due.includes(work)), { kind: 'release', weekNumbers, at: first.at }];
}

const URGENCY: Record<PlanWork['kind'], number> = { complete: 0, release: 1, look: 2, write: 2 };

function byUrgency(a: PlanWork, b: PlanWork): number {
  return URGENCY[a.kind] - URGENCY[b.kind] || weekOf(a) - weekOf(b);
}

function weekOf(work: PlanWork): number {
  return 'weekNumber' in work ? work.weekNumber : 0;
}

function mondayOfWeek(startDate: CalendarDate, weekNumber: number): CalendarDate {
  return addDays(mondayOf(startDate), 7 * (weekNumber - 1));
}

function hoursBefore(instant: Date, hours: number): Date {
  return new Date(instant.getTime() - hours * 3_600_000);
}

function dateOf({ epochMilliseconds }: Temporal.ZonedDateTime): Date {
  return new Date(epochMilliseconds);
}

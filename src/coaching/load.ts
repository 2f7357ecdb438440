import { addDays, daysBetween } from './calendar.js';
import type { CalendarDate, CompletedRun } from './model.js';

/** What was run up to a day, that day included. Reported, never a gate but for the spike of a single run. */
export interface LoadReport {
  sevenDayMiles: number;
  twentyEightDayMiles: number;
  /** Longest single run of the last 30 days; 0 when there was none. */
  longestRunMiles: number;
  /** Mean over standard deviation of the last seven days' miles (Foster 1998); null when all are equal. */
  monotony: number | null;
  /** A run of the last seven days went beyond what the 30 days before it carry. */
  spike: boolean;
}

/** Days that have a say in a report, today included: the 30 before each run of the last seven. */
export const LOAD_DAYS = 37;

/** Load up to `asOf`; runs after it do not count. */
export function loadReport(runs: readonly CompletedRun[], asOf: CalendarDate): LoadReport {
  const daily = dailyMiles(runs, asOf);
  return {
    sevenDayMiles: sum(daily),
    twentyEightDayMiles: sum(within(runs, asOf, 28).map((run) => run.miles)),
    longestRunMiles: longest(within(runs, asOf, 30)),
    monotony: monotonyOf(daily),
    spike: within(runs, asOf, 7).some((run) => isSpike(run, runs)),
  };
}

/**
 * Longer than both 1.1 times the longest run of the 30 days before and that run plus a mile (a run more
 * than 10 % over it is where injuries rise, BJSM 2025). With no run in those days there is no record to pass.
 */
function isSpike(run: CompletedRun, runs: readonly CompletedRun[]): boolean {
  const record = longest(within(runs, addDays(run.date, -1), 30));
  if (record === 0) return false;
  return hundredths(run.miles) > Math.max(1.1 * hundredths(record), hundredths(record) + 100);
}

/** Runs of the `days` days that end with `last`. */
function within(runs: readonly CompletedRun[], last: CalendarDate, days: number): CompletedRun[] {
  return runs.filter(({ date }) => {
    const daysAgo = daysBetween(date, last);
    return daysAgo >= 0 && daysAgo < days;
  });
}

function dailyMiles(runs: readonly CompletedRun[], asOf: CalendarDate): number[] {
  return Array.from({ length: 7 }, (_, daysAgo) =>
    sum(within(runs, addDays(asOf, -daysAgo), 1).map((run) => run.miles)),
  );
}

function monotonyOf(daily: readonly number[]): number | null {
  const mean = daily.reduce((total, miles) => total + miles, 0) / daily.length;
  const variance = daily.reduce((total, miles) => total + (miles - mean) ** 2, 0) / daily.length;
  return variance === 0 ? null : mean / Math.sqrt(variance);
}

function longest(runs: readonly CompletedRun[]): number {
  return Math.max(0, ...runs.map((run) => run.miles));
}

/** Miles are added in hundredths, never in floats. */
function sum(miles: readonly number[]): number {
  return miles.reduce((total, next) => total + hundredths(next), 0) / 100;
}

function hundredths(miles: number): number {
  return Math.round(miles * 100);
}

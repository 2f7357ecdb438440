import { describe, expect, it } from 'vitest';
import { MARATHON } from '../../test/support/plan-inputs.js';
import { storedWeeks, writePlan } from '../../test/support/write-plan.js';
import { addDays, daysBetween } from '../coaching/calendar.js';
import { comeBack } from '../coaching/come-back.js';
import type { Blueprint, CalendarDate } from '../coaching/model.js';
import { auditCascade } from './plan-audit.js';
import { soundlyResumed, type ResumeToJudge } from './sound-resume.js';
import { mergeWeeks, type StoredWeek } from './stored-week.js';

const PLAN = writePlan(MARATHON);
const { blueprint, audited } = PLAN;
const WEEKS = storedWeeks(PLAN);

/** A plan paused from one day to the day before another, and what the return rules want of it. */
function resumed(from: CalendarDate, to: CalendarDate, weeks = WEEKS): ResumeToJudge {
  const days = Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index));
  const offDates = new Set(days);
  const timeOff = [{ startDate: from, endDate: addDays(to, -1) }];
  const record = { runs: [], reportDates: [], timeOff, tracksActivities: false };
  const plan = { inputs: MARATHON, drawn: blueprint, current: blueprint, weeks, record, asOf: to, offDates };
  const { blueprint: wanted } = comeBack(plan);
  const phases = audited.phases.map((phase) => ({ ...phase }));
  const now = new Date(`${to}T12:00:00Z`);
  const paused = { asOf: to, offDates };
  const [drawn, before] = [blueprint, blueprint];
  return { inputs: MARATHON, seed: 7, cascade: { phases, weeks }, drawn, before, wanted, paused, now };
}

function weekOf(weeks: readonly StoredWeek[], number: number): StoredWeek {
  const week = weeks.find(({ weekNumber }) => weekNumber === number);
  if (!week) throw new RangeError(`No week ${number}`);
  return week;
}

/** The same blueprint with one run of a week three times as long. */
function spoilt(wanted: Blueprint, number: number): Blueprint {
  const weeks = wanted.weeks.map((week) => {
    if (week.weekNumber !== number) return week;
    const longest = week.days.toSorted((a, b) => b.miles - a.miles)[0];
    const days = week.days.map((day) => (day === longest ? { ...day, miles: 3 * day.miles } : day));
    return { ...week, days, targetMiles: week.targetMiles + 2 * (longest?.miles ?? 0) };
  });
  return { ...wanted, weeks };
}

const blockingOf = (of: Blueprint, { cascade }: ResumeToJudge, weeks: readonly StoredWeek[]) =>
  auditCascade({ inputs: MARATHON, blueprint: of }, mergeWeeks(cascade, weeks)).filter(
    ({ severity }) => severity === 'blocking',
  );

const daysOf = ({ days }: StoredWeek) => days.map(({ workoutType, miles }) => [workoutType, miles]);

describe('a plan that goes on', () => {
  it('is laid around a day that staff hold in a week to come', () => {
    const held = weekOf(WEEKS, 8).days.map((day) => (day.dayNumber === 2 ? { ...day, locked: true } : day));
    const weeks = WEEKS.with(7, { ...weekOf(WEEKS, 8), days: held });
    const change = resumed('2026-12-01', '2026-12-16', weeks);
    const week = weekOf(soundlyResumed(change).weeks, 8);
    expect(week.days[1]).toEqual(held[1]);
    const wanted = change.wanted.weeks[7]?.targetMiles ?? 0;
    expect(wanted).toBeLessThan(weekOf(WEEKS, 8).targetMiles);
    expect(week.trainingMiles).toBe(week.targetMiles);
    expect(week.targetMiles).toBeLessThanOrEqual(wanted);
    expect(week.notes.map(({ code }) => code)).toContain('days.held');
  });

  it('keeps the days of the running week that are over, and lays what is left around all of them', () => {
    const held = weekOf(WEEKS, 4).days.map((day) => (day.dayNumber === 6 ? { ...day, locked: true } : day));
    const weeks = WEEKS.with(3, { ...weekOf(WEEKS, 4), days: held });
    const { weeks: after } = soundlyResumed(resumed('2026-12-01', '2026-12-17', weeks));
    const week = weekOf(after, 4);
    expect(week.days[5]).toEqual(held[5]);
    expect(week.days.slice(0, 3).map(({ miles }) => miles)).toEqual([0, 0, 0]);
    expect(week.trainingMiles).toBeLessThan(weekOf(WEEKS, 4).trainingMiles);
  });

  it('rests for the days left of its week where the way back would break a rule, and rises from there', () => {
    const change = resumed('2026-12-01', '2026-12-17');
    const { blueprint: stands, weeks } = soundlyResumed({ ...change, wanted: spoilt(change.wanted, 5) });
    expect(weekOf(weeks, 2).days[0]).toEqual(WEEKS[1]?.days[0]);
    for (const week of [3, 4]) expect(weekOf(weeks, week).miles).toBe(0);
    expect(stands.weeks[3]).toMatchObject({ targetMiles: 0, adaptation: { rules: ['adapt.paused'] } });
    expect(weekOf(weeks, 5).targetMiles).toBeLessThanOrEqual(weekOf(WEEKS, 5).targetMiles);
    expect(blockingOf(stands, change, weeks)).toEqual([]);
  });

  it('keeps the held days left of its week even then', () => {
    const held = weekOf(WEEKS, 4).days.map((day) => (day.dayNumber === 6 ? { ...day, locked: true } : day));
    const change = resumed('2026-12-01', '2026-12-17', WEEKS.with(3, { ...weekOf(WEEKS, 4), days: held }));
    const { weeks } = soundlyResumed({ ...change, wanted: spoilt(change.wanted, 5) });
    const rest = daysOf(weekOf(weeks, 4)).filter((_, index) => index !== 5);
    expect(weekOf(weeks, 4).days[5]).toEqual(held[5]);
    expect(rest).toEqual(rest.map(() => ['rest', 0]));
  });

  it('is as the return rules want it where that breaks none', () => {
    const change = resumed('2026-12-01', '2026-12-17');
    const { blueprint: stands, weeks } = soundlyResumed(change);
    expect(stands).toBe(change.wanted);
    expect(weekOf(weeks, 5).targetMiles).toBe(change.wanted.weeks[4]?.targetMiles);
    expect(blockingOf(stands, change, weeks)).toEqual([]);
  });
});

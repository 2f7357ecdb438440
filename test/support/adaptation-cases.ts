import { plainPlan } from './plain-plans.js';
import { lookAtWeek, type WeekLook, type WeekOutlook } from '../../src/coaching/adaptation.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';

import type { RunningRecord } from '../../src/coaching/compliance.js';
import type { Blueprint, BlueprintWeek, CalendarDate, PlanInputs } from '../../src/coaching/model.js';
import { reanchor } from '../../src/coaching/re-anchor.js';

/*
 * A half marathon in sixteen weeks from 30 miles a week on Tuesday, Thursday, Saturday and Sunday. As drawn:
 *  week   1   2   3   4R    5     6     7    8R   9  10  11  12  13  14  15  16
 * miles  30  30  32  25.5  32  34.5  34.5  27.5  37  37  40  40  40  32  24  16
 */
export const INPUTS: PlanInputs = {
  raceDistanceMiles: 13.1094,
  startDate: '2027-03-01',
  raceDate: '2027-06-20',
  goalTimeSeconds: 6600,
  fiveKPace: 450,
  baseline: 30,
  preferredDays: [2, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  phases: null,
};
export const DRAWN = layBlueprint(INPUTS);

export type Runs = Record<CalendarDate, number>;

/** Runs of whole weeks as planned. */
export function asPlanned(from: number, to: number, blueprint = DRAWN): Runs {
  const days = blueprint.weeks.slice(from - 1, to).flatMap((week) => week.days);
  return Object.fromEntries(days.filter(({ miles }) => miles > 0).map(({ date, miles }) => [date, miles]));
}

export interface Case {
  week: number;
  asOf: CalendarDate;
  ran?: Runs;
  timeOff?: RunningRecord['timeOff'];
  tracksActivities?: boolean;
  current?: Blueprint;
}

export function lookOf({
  week,
  asOf,
  ran = {},
  timeOff = [],
  tracksActivities = false,
  current = DRAWN,
}: Case) {
  const runs = Object.entries(ran).map(([date, miles]) => ({ date, miles }));
  const known = runs.filter(({ date }) => date <= asOf);
  const reportDates = known.map(({ date }) => date);
  const weeks = plainPlan({ inputs: INPUTS, blueprint: current }).weeks.slice(0, week - 1);
  const record = { runs: known, reportDates, timeOff, tracksActivities };
  return { inputs: INPUTS, drawn: DRAWN, current, weeks, weekNumber: week, record, asOf } satisfies WeekLook;
}

/** A week looked at, and the plan from there. */
export function lookAt(of: Case): WeekOutlook & { plan: Blueprint; week: BlueprintWeek; miles: number[] } {
  const look = lookOf(of);
  const outlook = lookAtWeek(look);
  const plan = outlook.adaptation ? reanchor({ ...look, ...outlook }) : look.current;
  return { ...outlook, plan, week: weekOf(plan, of.week), miles: plan.weeks.map((week) => week.targetMiles) };
}

export function weekOf(plan: Blueprint, weekNumber: number): BlueprintWeek {
  const week = plan.weeks[weekNumber - 1];
  if (!week) throw new RangeError(`No week ${weekNumber}`);
  return week;
}

const LETTERS = {
  easy: 'e',
  tempo: 't',
  intervals: 'i',
  long_run: 'L',
  recovery: 'r',
  shakeout: 's',
} as const;

export function days(week: BlueprintWeek): string {
  return week.days
    .map(({ type, miles }) => (type === 'rest' ? '.' : type === 'race' ? 'RACE' : `${LETTERS[type]}${miles}`))
    .join(' ');
}

export function told(week: BlueprintWeek): string[] {
  return week.notes.filter(({ code }) => code.startsWith('adapt.')).map(({ text }) => text);
}

export const off = (startDate: CalendarDate, endDate: CalendarDate) => [{ startDate, endDate }];

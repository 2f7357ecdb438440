import type { Pool } from 'pg';
import { addDays, daysBetween, mondayOf, totalWeeksBetween } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import type { Findings } from './simulate-findings.js';
import type { Participant } from './simulate-people.js';

/** A participant and the day it is for them. */
export interface Today {
  readonly someone: Participant;
  readonly today: CalendarDate;
}

/**
 * Watches over the plans while the season goes on, by what the tables hold and nothing else: each week is there when
 * it begins, and stays as it was from then on.
 */
export class SeasonChecks {
  /** What begun weeks looked like when they were first seen, by plan and week. */
  private readonly begun = new Map<string, string>();
  /** Days to which each plan's begun weeks were compared. */
  private readonly comparedOn = new Map<string, CalendarDate>();

  constructor(
    private readonly database: Pool,
    private readonly findings: Findings,
  ) {}

  /** To be called before any work of a step is done. */
  async look(todays: readonly Today[]): Promise<void> {
    const written = await this.writtenWeeks(todays.map(({ someone }) => someone.planId));
    for (const { someone, today } of todays) {
      const { runner, planId } = someone;
      // The first is there with the plan.
      for (let week = 1; week <= Math.max(1, weeksBegun(someone, today)); week += 1) {
        if (written.get(planId)?.has(week)) continue;
        const what = `It began on ${mondayOfWeek(someone, week)} and is not written on ${today}.`;
        this.findings.add(runner, { weekNumber: week, kind: 'week_late', what });
      }
    }
    await this.compare(
      todays.filter(({ someone, today }) => {
        const last = this.comparedOn.get(someone.planId);
        return last === undefined || weeksBegun(someone, last) < weeksBegun(someone, today);
      }),
    );
  }

  /** Compares the weeks that have begun with what they were, and remembers those that have begun since. */
  async compare(todays: readonly Today[]): Promise<void> {
    const prints = await this.printsOf(todays.map(({ someone }) => someone.planId));
    for (const { someone, today } of todays) {
      this.comparedOn.set(someone.planId, today);
      for (let week = 1; week <= weeksBegun(someone, today); week += 1) {
        const key = `${someone.planId}/${week}`;
        const print = prints.get(key);
        const before = this.begun.get(key);
        if (print === undefined) continue;
        if (before === undefined) this.begun.set(key, print);
        else if (before !== print) {
          const what = `It began on ${mondayOfWeek(someone, week)} and was changed by ${today}.`;
          this.findings.add(someone.runner, { weekNumber: week, kind: 'begun_week_changed', what });
        }
      }
    }
  }

  private async writtenWeeks(planIds: readonly string[]): Promise<Map<string, Set<number>>> {
    const { rows } = await this.database.query<{ plan_id: string; weeks: number[] }>(
      `select plan_id, array_agg(week_number) as weeks from training_plan_week
       where plan_id = any($1) group by plan_id`,
      [planIds],
    );
    return new Map(rows.map(({ plan_id: planId, weeks }) => [planId, new Set(weeks)]));
  }

  /** One text for all that a week holds, by plan and week. */
  private async printsOf(planIds: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await this.database.query<{ key: string; print: string }>(
      `select plan_id || '/' || w.week_number as key, md5(string_agg(
         concat_ws('|', d.date, d.workout_type, d.miles, d.warmup, d.workout, d.cooldown, d.notes, d.alternative,
           d.workout_id), E'\\n' order by d.date)) as print
       from training_plan_week w join training_plan_day d using (plan_id)
       where plan_id = any($1) and d.week_id = w.id group by plan_id, w.week_number`,
      [planIds],
    );
    return new Map(rows.map(({ key, print }) => [key, print]));
  }
}

/** Weeks of the plan that have begun for the runner: the first on its own day, the others on their Mondays. */
function weeksBegun({ runner: { startDate, raceDate } }: Participant, today: CalendarDate): number {
  if (today < startDate) return 0;
  const begun = Math.floor(daysBetween(mondayOf(startDate), today) / 7) + 1;
  return Math.min(begun, totalWeeksBetween(startDate, raceDate));
}

function mondayOfWeek({ runner }: Participant, weekNumber: number): CalendarDate {
  return addDays(mondayOf(runner.startDate), 7 * (weekNumber - 1));
}

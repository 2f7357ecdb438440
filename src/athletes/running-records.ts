import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { addDays } from '../coaching/calendar.js';
import { REPORT_DAYS, type RunningRecord } from '../coaching/compliance.js';
import type { CalendarDate } from '../coaching/model.js';
import type { Performance } from '../coaching/suggestions.js';
import { Activity, type ActivityKind } from './activity.entity.js';
import type { Athlete } from './athlete.entity.js';

interface RecordRow {
  activities: { date: CalendarDate; kind: ActivityKind; miles: number }[];
  /** However long ago, it makes what lies before the next report a gap. */
  before: CalendarDate | null;
  timeOff: { startDate: CalendarDate; endDate: CalendarDate }[];
}

/** By SQL, as every read of a plan asks for it: rows as entities took ten times as long. */
const RECORD_SINCE = `
  select
    (select coalesce(json_agg(json_build_object('date', date, 'kind', kind, 'miles', miles)), '[]')
       from activity where athlete_id = ? and date >= ?) as "activities",
    (select max(date)::text from activity where athlete_id = ? and date < ?) as "before",
    (select coalesce(json_agg(json_build_object('startDate', start_date, 'endDate', end_date)), '[]')
       from time_off where athlete_id = ? and end_date >= ?) as "timeOff"`;

/** What is on record of athletes' running, as the coaching rules read it. For the modules above, past access. */
@Injectable()
export class RunningRecords {
  constructor(private readonly em: EntityManager) {}

  /** All that has a say from a day on: one query, whatever its length, of what is stored by now. */
  async since(athlete: Athlete, from: CalendarDate): Promise<RunningRecord> {
    const earliest = addDays(from, -REPORT_DAYS);
    const { id } = athlete;
    const values = [id, earliest, id, earliest, id, from];
    const [found]: RecordRow[] = await this.em
      .getConnection()
      .execute(RECORD_SINCE, values, 'all', this.em.getTransactionContext());
    if (!found) throw new Error('A query of one row gave none');
    const { activities, before, timeOff } = found;
    const reports = new Set(activities.map(({ date }) => date));
    if (before) reports.add(before);
    return {
      runs: activities.filter(({ kind }) => kind !== 'other').map(({ date, miles }) => ({ date, miles })),
      reportDates: [...reports],
      timeOff,
      tracksActivities: athlete.tracksActivities,
    };
  }

  /** Races and time trials from a day on of which it is known how long they took. */
  async performances(athlete: Athlete, from: CalendarDate): Promise<Performance[]> {
    const found = await this.em.find(
      Activity,
      {
        athlete,
        kind: { $in: ['race', 'time_trial'] },
        date: { $gte: from },
        durationSeconds: { $ne: null },
      },
      { fields: ['date', 'kind', 'miles', 'durationSeconds'], orderBy: { date: 'asc', id: 'asc' } },
    );
    return found.flatMap(({ date, kind, miles, durationSeconds: seconds }): Performance[] => {
      const isTimed = (kind === 'race' || kind === 'time_trial') && seconds !== null && miles > 0;
      return isTimed ? [{ date, source: kind, miles, seconds }] : [];
    });
  }
}

import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { addDays } from '../coaching/calendar.js';
import { REPORT_DAYS, type RunningRecord } from '../coaching/compliance.js';
import type { CalendarDate } from '../coaching/model.js';
import type { Performance } from '../coaching/suggestions.js';
import { Activity } from './activity.entity.js';
import type { Athlete } from './athlete.entity.js';
import { TimeOff } from './time-off.entity.js';

/** What is on record of athletes' running, as the coaching rules read it. For the modules above, past access. */
@Injectable()
export class RunningRecords {
  constructor(private readonly em: EntityManager) {}

  /** All that has a say from a day on: three queries, whatever its length. */
  async since(athlete: Athlete, from: CalendarDate): Promise<RunningRecord> {
    const earliest = addDays(from, -REPORT_DAYS);
    const activities = await this.em.find(
      Activity,
      { athlete, date: { $gte: earliest } },
      { fields: ['date', 'kind', 'miles'] },
    );
    // However long ago, it makes what lies before the next report a gap.
    const before = await this.em.findOne(
      Activity,
      { athlete, date: { $lt: earliest } },
      { fields: ['date'], orderBy: { date: 'desc' } },
    );
    const timeOff = await this.em.find(TimeOff, { athlete, endDate: { $gte: from } });
    const reports = new Set(activities.map(({ date }) => date));
    if (before) reports.add(before.date);
    return {
      runs: activities.filter(({ kind }) => kind !== 'other').map(({ date, miles }) => ({ date, miles })),
      reportDates: [...reports],
      timeOff: timeOff.map(({ startDate, endDate }) => ({ startDate, endDate })),
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

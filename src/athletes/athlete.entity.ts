import { defineEntity, p } from '@mikro-orm/core';
import { Staff } from '../auth/staff.entity.js';
import { EXPERIENCES, INJURY_RISKS, type DayNumber } from '../coaching/model.js';
import { key, timestamps } from '../database/columns.js';

const AthleteSchema = defineEntity({
  name: 'Athlete',
  tableName: 'athlete',
  properties: {
    ...key,
    firstName: p.text(),
    lastName: p.text(),
    email: p.text(),
    /** Current 5K pace, seconds per mile. */
    fiveKPace: p
      .integer()
      .fieldName('five_k_pace')
      .strictNullable()
      .check('five_k_pace between 230 and 1200'),
    /** Miles a week the athlete runs today. */
    currentWeeklyMileage: p
      .decimal('number')
      .precision(5)
      .scale(2)
      .strictNullable()
      .check('current_weekly_mileage between 0 and 150'),
    /** Two to seven distinct weekdays, ascending. */
    preferredDays: p
      .json<DayNumber[]>()
      .strictNullable()
      .check(
        `jsonb_typeof(preferred_days) = 'array' and jsonb_array_length(preferred_days) between 2 and 7 and preferred_days <@ '[1,2,3,4,5,6,7]'`,
      ),
    experience: p.enum(EXPERIENCES).strictNullable(),
    injuryRisk: p.enum(INJURY_RISKS).onCreate(() => 'normal'),
    injuryNotes: p.text().strictNullable(),
    /** IANA name; null means the installation's default. */
    timeZone: p.text().strictNullable().index(),
    tracksActivities: p.boolean().onCreate(() => false),
    /**
     * True: a model may write for them and be told what they wrote about their health. False: they declined, no model
     * writes for them. Null: they were not asked; a model may write, and learns nothing of their health.
     */
    aiConsent: p.boolean().strictNullable(),
    /** Since when runs or times off were entered that no look at the coming week has seen yet; null: all were seen. */
    runningChangedAt: p.datetime(3).strictNullable(),
    coach: () => p.manyToOne(Staff).ref().strictNullable().deleteRule('set null').index(),
    ...timestamps,
  },
  indexes: [
    {
      name: 'athlete_running_changed_index',
      properties: ['runningChangedAt'],
      where: 'running_changed_at is not null',
    },
  ],
  uniques: [
    {
      name: 'athlete_email_unique',
      expression: 'create unique index athlete_email_unique on athlete (lower(email))',
    },
  ],
});

/** Someone who trains. */
export class Athlete extends AthleteSchema.class {}
AthleteSchema.setClass(Athlete);

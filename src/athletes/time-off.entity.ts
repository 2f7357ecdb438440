import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../database/columns.js';
import { Athlete } from './athlete.entity.js';

export const TIME_OFF_REASONS = ['holiday', 'illness', 'injury'] as const;
export type TimeOffReason = (typeof TIME_OFF_REASONS)[number];

/** Days of one time off, both ends counted: a longer one is more than one decision. */
export const MAX_TIME_OFF_DAYS = 366;

/** A range of one uuid stands for equality, as in the one of training plans. */
const NO_OVERLAP =
  `alter table time_off add constraint time_off_overlap_exclude exclude using gist ` +
  `(uuid_range(athlete_id, athlete_id, '[]') with &&, daterange(start_date, end_date, '[]') with &&);`;

const TimeOffSchema = defineEntity({
  name: 'TimeOff',
  tableName: 'time_off',
  properties: {
    ...key,
    athlete: () => p.manyToOne(Athlete).ref().deleteRule('cascade').index(),
    /** First and last day without a run. */
    startDate: p.date(),
    endDate: p.date(),
    reason: p.enum(TIME_OFF_REASONS),
    ...createdAt,
  },
  indexes: [{ name: 'time_off_overlap_exclude', expression: NO_OVERLAP }],
  checks: [
    {
      name: 'time_off_length_check',
      expression: `end_date - start_date between 0 and ${MAX_TIME_OFF_DAYS - 1}`,
    },
  ],
});

/** Days on which an athlete does not run. */
export class TimeOff extends TimeOffSchema.class {}
TimeOffSchema.setClass(TimeOff);

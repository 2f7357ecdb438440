import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../database/columns.js';
import { Athlete } from './athlete.entity.js';

/** Where a 5K pace comes from: entered by staff, or a race or time trial on record. */
export const PACE_SOURCES = ['staff', 'race', 'time_trial'] as const;

const AthletePaceSchema = defineEntity({
  name: 'AthletePace',
  tableName: 'athlete_pace',
  properties: {
    ...key,
    athlete: () => p.manyToOne(Athlete).ref().deleteRule('cascade').index(),
    /** Seconds per mile. */
    fiveKPace: p.integer().fieldName('five_k_pace').check('five_k_pace between 230 and 1200'),
    date: p.date(),
    source: p.enum(PACE_SOURCES),
    ...createdAt,
  },
});

/** What an athlete's 5K pace was, from a day on. */
export class AthletePace extends AthletePaceSchema.class {}
AthletePaceSchema.setClass(AthletePace);

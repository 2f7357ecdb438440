import { defineEntity, p } from '@mikro-orm/core';
import { key, miles, timestamps } from '../database/columns.js';
import { Athlete } from './athlete.entity.js';

/** All but `other` are running: cross-training tells that somebody reports, and adds no miles. */
export const ACTIVITY_KINDS = ['run', 'race', 'time_trial', 'other'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Where an activity comes from that names no source: somebody entered it. */
export const MANUAL_SOURCE = 'manual';

const ActivitySchema = defineEntity({
  name: 'Activity',
  tableName: 'activity',
  properties: {
    ...key,
    athlete: () => p.manyToOne(Athlete).ref().deleteRule('cascade'),
    date: p.date(),
    kind: p.enum(ACTIVITY_KINDS),
    miles: miles().check('miles between 0 and 200'),
    durationSeconds: p.integer().strictNullable().check('duration_seconds > 0'),
    /** How hard it felt, 1 to 10. */
    rpe: p.smallint().strictNullable().check('rpe between 1 and 10'),
    /** Never null: two nulls would be two sources to the unique index. */
    source: p.text().onCreate(() => MANUAL_SOURCE),
    /** What the source calls it; null for one that has no name there. */
    externalId: p.text().strictNullable(),
    ...timestamps,
  },
  // Both start with the athlete, and so serve its foreign key.
  indexes: [{ name: 'activity_athlete_date_index', properties: ['athlete', 'date'] }],
  uniques: [{ name: 'activity_external_unique', properties: ['athlete', 'source', 'externalId'] }],
});

/** What an athlete really did on a day. */
export class Activity extends ActivitySchema.class {}
ActivitySchema.setClass(Activity);

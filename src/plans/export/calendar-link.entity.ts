import { defineEntity, p } from '@mikro-orm/core';
import { Staff } from '../../auth/staff.entity.js';
import { createdAt, key } from '../../database/columns.js';
import { TrainingPlan } from '../training-plan.entity.js';

const CalendarLinkSchema = defineEntity({
  name: 'CalendarLink',
  tableName: 'calendar_link',
  properties: {
    ...key,
    plan: () => p.manyToOne(TrainingPlan).ref().deleteRule('cascade'),
    /** Who made it: it shows what they may see by the time it is asked for, in their units. */
    staff: () => p.manyToOne(Staff).ref().deleteRule('cascade').index(),
    /** SHA-256 of the token in hex. */
    digest: p.text().unique().hidden(),
    ...createdAt,
  },
  // Starts with the plan, and so serves its foreign key.
  uniques: [{ name: 'calendar_link_pair_unique', properties: ['plan', 'staff'] }],
});

/** A secret address at which calendars find a plan, one for each account. */
export class CalendarLink extends CalendarLinkSchema.class {}
CalendarLinkSchema.setClass(CalendarLink);

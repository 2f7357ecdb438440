import { defineEntity, p } from '@mikro-orm/core';
import { UNITS } from '../coaching/units.js';
import { key, timestamps } from '../database/columns.js';

export const ROLES = ['admin', 'coach', 'athlete'] as const;
export type Role = (typeof ROLES)[number];

export const STAFF_STATUSES = ['active', 'disabled'] as const;
export type StaffStatus = (typeof STAFF_STATUSES)[number];

const StaffSchema = defineEntity({
  name: 'Staff',
  tableName: 'staff',
  properties: {
    ...key,
    email: p.text(),
    name: p.text(),
    role: p.enum(ROLES),
    status: p.enum(STAFF_STATUSES).onCreate(() => 'active'),
    units: p.enum(UNITS).onCreate(() => 'mi'),
    /** Argon2id in PHC form; null for who signs in elsewhere only. */
    passwordHash: p.text().strictNullable().hidden().lazy(),
    /** The outside identity provider and what it knows them by; null for who signs in here. */
    identity: p.text().nullable().unique(),
    /**
     * Whose plans an athlete's account may see. A plain column, because `Athlete` already refers to `Staff` and
     * two entities that import each other do not load; the migration adds the foreign key.
     */
    athleteId: p.uuid().strictNullable(),
    ...timestamps,
  },
  uniques: [
    {
      name: 'staff_email_unique',
      expression: 'create unique index staff_email_unique on staff (lower(email))',
    },
    { name: 'staff_athlete_id_unique', properties: ['athleteId'] },
  ],
  checks: [{ name: 'staff_athlete_check', expression: `(role = 'athlete') = (athlete_id is not null)` }],
});

/** Someone who may sign in: an admin, a coach, or an athlete who reads their own plans. */
export class Staff extends StaffSchema.class {}
StaffSchema.setClass(Staff);

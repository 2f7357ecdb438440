import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../database/columns.js';
import { Staff } from './staff.entity.js';

/**
 * However active it is, a session ends by then (ASVS 10.4.8). By the database's clock, which all replicas share, and
 * in its wording, so that the schema compares equal.
 */
const END = `(now() + '30 days'::interval)`;

const StaffSessionSchema = defineEntity({
  name: 'StaffSession',
  tableName: 'staff_session',
  properties: {
    ...key,
    staff: () => p.manyToOne(Staff).ref().deleteRule('cascade').index(),
    /**
     * Good until then by the database's clock, however often it is refreshed: set when it begins, and brought forward
     * to the present by whatever ends it.
     */
    expiresAt: p.datetime(3).defaultRaw(END).index(),
    ...createdAt,
  },
});

/**
 * What began with one sign-in: a family of refresh tokens of which one at a time is good, and the access tokens that
 * name it. When it ends, all of them do.
 */
export class StaffSession extends StaffSessionSchema.class {}
StaffSessionSchema.setClass(StaffSession);

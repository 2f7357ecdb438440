import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../database/columns.js';
import { Staff } from './staff.entity.js';

/** Long enough to reach somebody by mail. By the database's clock and in its wording, as a session's end. */
const END = `(now() + '24:00:00'::interval)`;

const PasswordResetSchema = defineEntity({
  name: 'PasswordReset',
  tableName: 'password_reset',
  properties: {
    ...key,
    /** One at a time: a new link takes the place of the one before. */
    staff: () => p.manyToOne(Staff).ref().deleteRule('cascade').unique(),
    /** SHA-256 of the token in hex. */
    digest: p.text().unique().hidden(),
    expiresAt: p.datetime(3).defaultRaw(END).index(),
    ...createdAt,
  },
});

/** A link that lets its holder set a new password once; it is gone when they have. */
export class PasswordReset extends PasswordResetSchema.class {}
PasswordResetSchema.setClass(PasswordReset);

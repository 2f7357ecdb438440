import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../database/columns.js';
import { StaffSession } from './staff-session.entity.js';

const RefreshTokenSchema = defineEntity({
  name: 'RefreshToken',
  tableName: 'refresh_token',
  properties: {
    ...key,
    session: () => p.manyToOne(StaffSession).ref().deleteRule('cascade').index(),
    /** SHA-256 of the token in hex. */
    digest: p.text().unique().hidden(),
    /** When it was exchanged, by the database's clock; it works once. */
    usedAt: p.datetime(3).strictNullable(),
    /** Which client exchanged it: see `clientOf`. */
    usedBy: p.text().strictNullable().hidden(),
    /** What it was exchanged for, sealed, while the same client may ask once more. */
    answer: p.text().strictNullable().hidden(),
    ...createdAt,
  },
  indexes: [{ name: 'refresh_token_answer_index', properties: ['usedAt'], where: 'answer is not null' }],
  checks: [
    { name: 'refresh_token_used_check', expression: '(used_at is null) = (used_by is null)' },
    { name: 'refresh_token_answer_check', expression: 'answer is null or used_at is not null' },
  ],
});

/** A token that was handed out to be exchanged for the next pair; what is stored cannot be used as one. */
export class RefreshToken extends RefreshTokenSchema.class {}
RefreshTokenSchema.setClass(RefreshToken);

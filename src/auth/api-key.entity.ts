import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../database/columns.js';
import { Staff } from './staff.entity.js';

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    ...key,
    name: p.text(),
    /** Whose right it is that the key has a part of. */
    staff: () => p.manyToOne(Staff).ref().deleteRule('cascade').index(),
    /** As they were given: actions, or groups of them. */
    scopes: p.array(),
    /** SHA-256 of the key in hex. */
    digest: p.text().hidden(),
    /** Who made it. No foreign key: a key may outlive the account of its maker. */
    createdBy: p.uuid(),
    /** Null: until it is revoked. */
    expiresAt: p.datetime(3).strictNullable(),
    /** When it was used last, to about a minute. */
    lastUsedAt: p.datetime(3).strictNullable(),
    /** Its row is kept, for the record names it. */
    revokedAt: p.datetime(3).strictNullable(),
    ...createdAt,
  },
});

/** What lets a program in, as somebody and for some of what they may do. */
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);

import { defineEntity, p } from '@mikro-orm/core';
import type { Session, SessionFinding } from '../../coaching/sessions.js';
import { createdAt } from '../../database/columns.js';

const CachedReplySchema = defineEntity({
  name: 'CachedReply',
  tableName: 'reply_cache',
  properties: {
    /** SHA-256 of every byte that reaches the model, of the target, and of contract and prompt version. */
    key: p.text().primary(),
    target: p.text(),
    model: p.text(),
    contract: p.text(),
    promptVersion: p.text(),
    /** Decoded and checked; never a raw reply. */
    sessions: p.json<Session[]>(),
    mended: p.json<SessionFinding[]>(),
    hits: p.integer().onCreate(() => 0),
    ...createdAt,
    expiresAt: p.datetime(3).index(),
  },
});

/** Sessions that a model wrote once, for whoever asks the same again. */
export class CachedReply extends CachedReplySchema.class {}
CachedReplySchema.setClass(CachedReply);

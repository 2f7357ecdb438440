import { defineEntity, p } from '@mikro-orm/core';

const RateLimitCountSchema = defineEntity({
  name: 'RateLimitCount',
  tableName: 'rate_limit_count',
  properties: {
    /** SHA-256 in hex of what is limited and for whom: neither addresses nor accounts are kept. */
    key: p.text().primary(),
    /** Requests of this window that are used or held in reserve by a process; past the limit, nobody gets one. */
    taken: p.integer().check('taken > 0'),
    /** When the window ends and the count begins anew, by the database's clock. */
    endsAt: p.datetime(3).index(),
  },
});

/**
 * How many requests the replicas have let in of late. The table is unlogged: it is written often and matters for a
 * minute, and after a crash of the server counts begin anew.
 */
export class RateLimitCount extends RateLimitCountSchema.class {}
RateLimitCountSchema.setClass(RateLimitCount);

import { Injectable } from '@nestjs/common';
import { reachOf } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { cursorOf, limitOf, positionOf, type Page } from '../common/paging.js';
import type { AttentionQuery } from './attention.dto.js';
import { AttentionQueries, type AttentionCount, type AttentionPosition } from './attention-queries.js';
import type { AttentionRow } from './attention.sql.js';

/** What wants a person, newest first, and how much there is of it. */
export interface AttentionPage extends Page<AttentionRow> {
  counts: AttentionCount[];
}

/** What staff should look at. */
@Injectable()
export class AttentionService {
  constructor(private readonly queries: AttentionQueries) {}

  /** Of active plans; a coach sees those of their own athletes. */
  async list(actor: Actor, query: AttentionQuery): Promise<AttentionPage> {
    const reach = reachOf(actor, 'attention.read');
    const limit = limitOf(query);
    const { items, counts } = await this.queries.page({
      coaches: [reach === 'own' ? actor.id : null, query.coachId ?? null],
      kind: query.kind ?? null,
      after: query.cursor === undefined ? null : toPosition(query.cursor),
      limit: limit + 1,
    });
    const shown = items.slice(0, limit);
    const last = items.length > limit ? shown.at(-1) : undefined;
    return { items: shown, counts, nextCursor: last ? cursorOf(`${last.since} ${last.key}`) : null };
  }
}

/** An instant as the database writes it in JSON, and a key. */
const POSITION = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d:\d\d) ([a-z_]+ [0-9a-f- ]+)$/;

function toPosition(cursor: string): AttentionPosition {
  const position = positionOf(
    cursor,
    (text) => POSITION.test(text) && !Number.isNaN(Date.parse(text.slice(0, text.indexOf(' ')))),
  );
  const [, since = '', key = ''] = POSITION.exec(position) ?? [];
  return { since, key };
}

import { EntityManager, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import type { Actor } from './actor.js';
import { KEY_PREFIX } from './api-key-text.js';
import { ApiKeys } from './api-keys.service.js';
import { StaffSession } from './staff-session.entity.js';

/** Tells who is behind a bearer token: somebody who signed in, or a program with a key. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly em: EntityManager,
    private readonly tokens: AccessTokens,
    private readonly apiKeys: ApiKeys,
  ) {}

  /** Read from the database each time: whoever is signed out, disabled, demoted or revoked is so at once. */
  actorOf(bearer: string): Promise<Actor | null> {
    return bearer.startsWith(KEY_PREFIX) ? this.apiKeys.actorOf(bearer) : this.signedIn(bearer);
  }

  private async signedIn(token: string): Promise<Actor | null> {
    const subject = await this.tokens.verify(token);
    if (!subject) return null;
    const session = await this.em.findOne(
      StaffSession,
      {
        id: subject.sessionId,
        expiresAt: { $gt: raw('now()') },
        staff: { id: subject.staffId, status: 'active' },
      },
      { populate: ['staff'], strategy: 'joined' },
    );
    if (!session) return null;
    const { id, role, athleteId } = session.staff.getEntity();
    return { id, role, athleteId, sessionId: session.id };
  }
}

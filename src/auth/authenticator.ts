import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import type { Actor } from './actor.js';
import { KEY_PREFIX } from './api-key-text.js';
import { ApiKeys } from './api-keys.service.js';
import { ExternalAccounts } from './external-accounts.js';
import { ExternalTokens } from './external-tokens.js';
import type { Origin } from './origin.js';

/** By SQL, as every request asks for it. */
const SIGNED_IN = `
  select staff.id, staff.role, staff.athlete_id as "athleteId"
    from staff_session session join staff on staff.id = session.staff_id
   where session.id = ? and session.expires_at > now() and staff.id = ? and staff.status = 'active'`;

/** Tells who is behind a bearer token: somebody who signed in, here or elsewhere, or a program with a key. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly em: EntityManager,
    private readonly tokens: AccessTokens,
    private readonly apiKeys: ApiKeys,
    private readonly external: ExternalTokens,
    private readonly externalAccounts: ExternalAccounts,
  ) {}

  /** Read from the database each time: whoever is signed out, disabled, demoted or revoked is so at once. */
  async actorOf(bearer: string, origin: Origin): Promise<Actor | null> {
    const actor = await this.known(bearer, origin);
    return actor && { ...actor, origin };
  }

  private known(bearer: string, origin: Origin): Promise<Actor | null> {
    if (bearer.startsWith(KEY_PREFIX)) return this.apiKeys.actorOf(bearer);
    return this.external.isOurs(bearer) ? this.signedInElsewhere(bearer, origin) : this.signedIn(bearer);
  }

  private async signedInElsewhere(token: string, origin: Origin): Promise<Actor | null> {
    const external = await this.external.verify(token);
    return external && this.externalAccounts.actorOf(external, origin);
  }

  private async signedIn(token: string): Promise<Actor | null> {
    const subject = await this.tokens.verify(token);
    if (!subject) return null;
    const { sessionId, staffId } = subject;
    const [actor]: Pick<Actor, 'id' | 'role' | 'athleteId'>[] = await this.em
      .getConnection()
      .execute(SIGNED_IN, [sessionId, staffId]);
    return actor ? { ...actor, sessionId } : null;
  }
}

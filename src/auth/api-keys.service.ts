import { EntityManager, raw } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { CLOCK, type Clock } from '../common/clock.js';
import { NotFoundError, requestInvalid } from '../common/errors.js';
import { pageOf, type Page, type PageQuery } from '../common/paging.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import { requireAccess, requirePerson } from './access.policy.js';
import type { Actor } from './actor.js';
import { idInKey, isKeyOf, newKeyText } from './api-key-text.js';
import { ApiKey } from './api-key.entity.js';
import { recordAudit } from './audit-trail.js';
import { actionsOf } from './scopes.js';
import { digestOf } from './secrets.js';
import { Staff } from './staff.entity.js';

/** A key to be made. */
export interface NewApiKey {
  name: string;
  scopes: string[];
  /** Whom it acts for; left out: whoever makes it. */
  userId?: string | null | undefined;
  expiresAt?: Date | null;
}

export interface CreatedApiKey {
  apiKey: ApiKey;
  /** The key itself, said once. */
  text: string;
}

/** How long a use may go unnoticed: a write per request would cost more than the request. */
const NOTICE_SECONDS = 60;

/** Keys for programs. */
@Injectable()
export class ApiKeys {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly em: EntityManager,
  ) {}

  async list(actor: Actor, query: PageQuery): Promise<Page<ApiKey>> {
    requireAccess(actor, 'key.manage');
    return pageOf(query, ({ where, options }) =>
      this.em.find(ApiKey, { $and: [{ revokedAt: null }, where] }, options),
    );
  }

  /** @throws ForbiddenError `access.denied`; InvalidError `request.invalid` */
  async create(actor: Actor, { name, scopes, userId, expiresAt = null }: NewApiKey): Promise<CreatedApiKey> {
    requireAccess(actor, 'key.manage');
    requirePerson(actor);
    if (expiresAt && expiresAt <= this.clock.now()) {
      throw requestInvalid([{ pointer: '/expiresAt', detail: 'must be an instant to come' }]);
    }
    const id = v7();
    const text = newKeyText(id, this.config.production ? 'live' : 'test');
    const apiKey = await inTransaction(this.em, async (em) => {
      const staff = await em.findOne(Staff, { id: userId ?? actor.id, status: 'active' });
      if (!staff)
        throw requestInvalid([{ pointer: '/userId', detail: 'must be the id of an active account' }]);
      recordAudit(em, {
        actor,
        action: 'api_key.created',
        subject: { type: 'api_key', id },
        detail: { name, scopes, userId: staff.id, expiresAt },
      });
      return em.create(ApiKey, {
        id,
        name,
        staff,
        scopes,
        digest: digestOf(text),
        createdBy: actor.id,
        expiresAt,
        lastUsedAt: null,
        revokedAt: null,
      });
    });
    return { apiKey, text };
  }

  /** From now on the key opens nothing. @throws NotFoundError `api_key.not_found` */
  async revoke(actor: Actor, id: string): Promise<void> {
    requireAccess(actor, 'key.manage');
    requirePerson(actor);
    await inTransaction(this.em, async (em) => {
      const revoked = await em.nativeUpdate(
        ApiKey,
        { id, revokedAt: null },
        { revokedAt: raw<Date>('now()') },
      );
      if (revoked === 0) throw new NotFoundError('api_key.not_found', 'There is no API key with this id.');
      recordAudit(em, { actor, action: 'api_key.revoked', subject: { type: 'api_key', id } });
    });
  }

  /** Whom a key acts for, with what it may do; null when it is not a good one. */
  async actorOf(text: string): Promise<Actor | null> {
    const id = idInKey(text);
    if (id === null) return null;
    const apiKey = await this.em.findOne(
      ApiKey,
      {
        id,
        revokedAt: null,
        $or: [{ expiresAt: null }, { expiresAt: { $gt: raw('now()') } }],
        staff: { status: 'active' },
      },
      { populate: ['staff'], strategy: 'joined' },
    );
    if (!apiKey || !isKeyOf(text, apiKey.digest)) return null;
    await this.noticeUse(apiKey);
    const { id: staffId, role, athleteId } = apiKey.staff.getEntity();
    return { id: staffId, role, athleteId, key: { id, actions: actionsOf(apiKey.scopes) } };
  }

  private async noticeUse({ id, lastUsedAt }: ApiKey): Promise<void> {
    if (lastUsedAt && Date.now() - lastUsedAt.getTime() < NOTICE_SECONDS * 1000) return;
    await this.em.nativeUpdate(ApiKey, { id }, { lastUsedAt: raw<Date>('now()') });
  }
}

import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { requireAccess } from '../../auth/access.policy.js';
import type { Actor } from '../../auth/actor.js';
import { recordAudit } from '../../auth/audit-trail.js';
import { PreconditionFailedError, requestInvalid } from '../../common/errors.js';
import { requireMatch } from '../../common/etag.js';
import { checkRouting } from '../../config/ai-config.check.js';
import type { Routing, RoutingEntry } from '../../config/ai-config.js';
import { completeRouting } from '../../config/ai-settings.js';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { inTransaction } from '../../database/transaction.js';
import { AiRoute } from './ai-route.entity.js';

/** The routing in force. */
export interface CurrentRouting {
  /** 0 as configured; counts the changes made over HTTP. */
  revision: number;
  routing: Routing;
}

/** A change of one replica is in force on the others within this time and that of a query: well under 10 s. */
const REREAD_AFTER_MS = 5_000;

/** Which model is asked for what: as the operator configured it until an admin changes it, then as stored. */
@Injectable()
export class RoutesService {
  private held: { readAt: number; current: Promise<CurrentRouting> } | null = null;

  constructor(
    private readonly em: EntityManager,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** The routing in force, at most some seconds old. Reads the database when it is older; holds no connection. */
  current(): Promise<CurrentRouting> {
    const now = performance.now();
    if (this.held && now - this.held.readAt < REREAD_AFTER_MS) return this.held.current;
    return this.hold(this.newest(this.em.fork()));
  }

  read(actor: Actor): Promise<CurrentRouting> {
    requireAccess(actor, 'ai.manage');
    return this.hold(this.newest(this.em.fork()));
  }

  /**
   * Puts other routes, experiments, budgets in force; what is left out stays as it is.
   * @throws InvalidError `request.invalid` naming all that does not fit; PreconditionFailedError when another change
   *   came first
   */
  async replace(
    actor: Actor,
    { body, ifMatch }: { body: unknown; ifMatch: string | undefined },
  ): Promise<CurrentRouting> {
    requireAccess(actor, 'ai.manage');
    const checked = checkRouting(
      body,
      this.config.ai.models.map(({ id }) => id),
    );
    if (!checked.ok) throw requestInvalid(checked.faults.map(({ pointer, detail }) => ({ pointer, detail })));
    const stored = await inTransaction(this.em, (em) =>
      this.store(em, { actor, entry: checked.value, ifMatch }),
    ).catch((error: unknown) => {
      if (error instanceof UniqueConstraintViolationException) throw changedMeanwhile();
      throw error;
    });
    return this.hold(Promise.resolve(stored));
  }

  private async store(
    em: EntityManager,
    { actor, entry, ifMatch }: { actor: Actor; entry: RoutingEntry; ifMatch: string | undefined },
  ): Promise<CurrentRouting> {
    const before = await this.newest(em);
    requireMatch(ifMatch, before);
    const revision = before.revision + 1;
    const routing = completeRouting(entry, before.routing);
    const row = em.create(AiRoute, { version: revision, routing, actorId: actor.id });
    recordAudit(em, {
      actor,
      action: 'ai_route.changed',
      subject: { type: 'ai_route', id: row.id },
      detail: { version: revision, before: before.routing, after: routing },
    });
    return { revision, routing };
  }

  private async newest(em: EntityManager): Promise<CurrentRouting> {
    const [row] = await em.find(AiRoute, {}, { orderBy: { version: 'desc' }, limit: 1 });
    if (row) return { revision: row.version, routing: row.routing };
    const { routes, experiments, budgets, builtInCoach } = this.config.ai;
    return { revision: 0, routing: { routes, experiments, budgets, builtInCoach } };
  }

  private hold(current: Promise<CurrentRouting>): Promise<CurrentRouting> {
    const held = { readAt: performance.now(), current };
    this.held = held;
    // Callers see the failure; the next one asks again.
    current.catch(() => {
      if (this.held === held) this.held = null;
    });
    return current;
  }
}

function changedMeanwhile(): PreconditionFailedError {
  return new PreconditionFailedError(
    'request.stale',
    'The routes have changed since you read them; read them again and repeat the edit.',
  );
}

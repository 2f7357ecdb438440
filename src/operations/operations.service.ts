import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { requireAccess, requireReach, type Action } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import { TOLD_OF_ITEMS, type ToldItem } from './batch.mapper.js';
import { end, isOpen } from './operation-log.js';
import { OperationItem } from './operation-item.entity.js';
import { OperationRunner } from './operation-runner.service.js';
import { Operation } from './operation.entity.js';

/** Operations as those see them who may see what they are about. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly em: EntityManager,
    private readonly runner: OperationRunner,
  ) {}

  /** @throws NotFoundError `operation.not_found`; ForbiddenError `access.denied` */
  async get(actor: Actor, id: string): Promise<Operation> {
    return requireOperation(this.em.fork(), { actor, id, action: 'operation.read' });
  }

  /** What is told of the items of a batch, in their order; null for other operations. */
  async items({ id, batch }: Operation): Promise<ToldItem[] | null> {
    if (batch === null) return null;
    const orderBy = { index: 'asc' } as const;
    return this.em.fork().find(OperationItem, { operation: id }, { fields: [...TOLD_OF_ITEMS], orderBy });
  }

  /**
   * Gives up an operation, wherever it runs: from here on nothing of it is stored. Of a batch what is done stays, and
   * the rest never starts. Cancelling it again changes nothing.
   * @throws as `get`; ConflictError `operation.finished` when it came to its end before
   */
  async cancel(actor: Actor, id: string): Promise<Operation> {
    const operation = await inTransaction(this.em, async (em) => {
      const found = await requireOperation(em, { actor, id, action: 'operation.cancel' });
      await em.lock(found, LockMode.PESSIMISTIC_WRITE);
      await em.refresh(found);
      if (found.status === 'cancelled') return found;
      if (!isOpen(found)) {
        throw new ConflictError(
          'operation.finished',
          `The operation has ${found.status} already; it cannot be cancelled.`,
        );
      }
      const { kind, subjectType, subjectId, status: from } = found;
      end(em, found, { status: 'cancelled' });
      const subject = { type: 'operation', id };
      const detail = { kind, subjectType, subjectId, from, to: found.status };
      recordAudit(em, { actor, action: 'operation.cancelled', subject, detail });
      return found;
    });
    this.runner.stop(id);
    return operation;
  }
}

async function requireOperation(
  em: EntityManager,
  { actor, id, action }: { actor: Actor; id: string; action: Action },
): Promise<Operation> {
  requireReach(actor, action);
  const operation = await em.findOne(Operation, id, { populate: ['athlete'], strategy: 'joined' });
  if (!operation) throw new NotFoundError('operation.not_found', 'There is no operation with this id.');
  const athlete = operation.athlete?.$;
  // Work about nobody in particular is theirs who began it.
  requireAccess(
    actor,
    action,
    athlete ? { athleteId: athlete.id, coachId: athlete.coach?.id ?? null } : { coachId: operation.actorId },
  );
  return operation;
}

import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { Athlete } from '../athletes/athlete.entity.js';
import { AthletesService } from '../athletes/athletes.service.js';
import { requireAccess } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { allowAuditErasure } from '../auth/audit-exceptions.js';
import { recordAudit } from '../auth/audit-trail.js';
import { Staff } from '../auth/staff.entity.js';
import { inTransaction } from '../database/transaction.js';
import { TrainingPlan } from '../plans/training-plan.entity.js';
import { JobQueue } from '../queue/job-queue.js';
import { PERSONAL_TABLES, THE_PERSON } from './personal-tables.js';

/** Whoever has much on record takes longer than a request may. */
const STATEMENT_MS = 60_000;

/** What the queue's jobs about a person carry the id of. */
const JOB_SUBJECTS = ['generation', 'webhook_delivery'];

/** Forgets a person, and keeps what was counted. */
@Injectable()
export class PersonErasure {
  constructor(
    private readonly em: EntityManager,
    private readonly athletes: AthletesService,
    private readonly queue: JobQueue,
  ) {}

  /**
   * In one transaction everything personal goes: see `PERSONAL_TABLES`. Work under way for them finds its plan gone and
   * stores nothing; their account is closed.
   * @throws NotFoundError `athlete.not_found`, also the second time; ForbiddenError `access.denied`
   */
  async erase(actor: Actor, athleteId: string): Promise<void> {
    requireAccess(actor, 'person.erase');
    await inTransaction(this.em, async (em) => {
      await execute(em, `set local statement_timeout = ${STATEMENT_MS}`);
      // In the order of those who write: a plan before its athlete. Who signs in meanwhile waits as well.
      const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } } as const;
      await em.find(TrainingPlan, { athlete: athleteId }, { ...lock, fields: ['id'] });
      await em.find(Athlete, { id: athleteId }, { ...lock, fields: ['id'] });
      await em.find(Staff, { athleteId }, { ...lock, fields: ['id'] });
      const { id } = await this.athletes.require(actor, athleteId, 'person.erase');
      await this.queue.forget(em, await jobSubjects(em, id));
      await allowAuditErasure(em);
      for (const { name, rows, erasure } of PERSONAL_TABLES.toReversed()) {
        if (erasure === 'cascade') continue;
        const change = erasure === 'delete' ? `delete from ${name}` : `update ${name} set ${erasure.set}`;
        await execute(em, `${THE_PERSON} ${change} where ${rows}`, [id]);
      }
      em.clear();
      recordAudit(em, { actor, action: 'person.erased', subject: { type: 'athlete', id } });
    });
  }
}

async function jobSubjects(em: EntityManager, athleteId: string): Promise<string[]> {
  const tables = PERSONAL_TABLES.filter(({ name }) => JOB_SUBJECTS.includes(name));
  const selects = tables.map(({ name, rows }) => `select id from ${name} where ${rows}`);
  const found = await execute<{ id: string }>(em, `${THE_PERSON} ${selects.join(' union all ')}`, [
    athleteId,
  ]);
  return found.map(({ id }) => id);
}

function execute<T>(em: EntityManager, sql: string, values: unknown[] = []): Promise<T[]> {
  return em.getConnection().execute<T[]>(sql, values, 'all', em.getTransactionContext());
}

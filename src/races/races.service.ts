import {
  EntityManager,
  ForeignKeyConstraintViolationException,
  LockMode,
  type FilterQuery,
} from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { requireAccess, requireReach, type Action } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordChange, type AuditedChange } from '../auth/audit-trail.js';
import { Staff } from '../auth/staff.entity.js';
import { defined } from '../common/defined.js';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { pageOf, type Page } from '../common/paging.js';
import { containsText } from '../common/search.js';
import { inTransaction } from '../database/transaction.js';
import { readDistance } from './race-distance.js';
import type { CreateRaceDto, RaceListQuery, UpdateRaceDto } from './race.dto.js';
import { Race } from './race.entity.js';

/** What of a race may change. */
type RaceValues = Omit<UpdateRaceDto, 'replan'>;

/** Races that plans lead to. */
@Injectable()
export class RacesService {
  constructor(private readonly em: EntityManager) {}

  /**
   * The race, when the actor may do this with it; also for the modules above.
   * @throws NotFoundError `race.not_found`; ForbiddenError `access.denied`
   */
  async require(actor: Actor, id: string, action: Action): Promise<Race> {
    requireReach(actor, action);
    return mayUse(await this.em.findOne(Race, id), actor, action);
  }

  /**
   * The race for a plan that is to lead to it or pass it: it stays as it is until the transaction of the caller ends, so
   * that it does not move unseen while the plan is laid by it.
   * @throws as `require`
   */
  async hold(actor: Actor, id: string): Promise<Race> {
    requireReach(actor, 'race.read');
    const held = { lockMode: LockMode.PESSIMISTIC_READ, refresh: true } as const;
    return mayUse(await this.em.findOne(Race, id, held), actor, 'race.read');
  }

  get(actor: Actor, id: string): Promise<Race> {
    return this.require(actor, id, 'race.read');
  }

  async list(actor: Actor, query: RaceListQuery): Promise<Page<Race>> {
    requireAccess(actor, 'race.read');
    const matches: FilterQuery<Race> = containsText(query.q, ['name', 'city']);
    return pageOf(query, ({ where, options }) => this.em.find(Race, { $and: [matches, where] }, options));
  }

  async create(actor: Actor, { name, distance, date, city }: CreateRaceDto): Promise<Race> {
    requireAccess(actor, 'race.write', { coachId: actor.id });
    const race = this.em.create(Race, {
      name,
      ...distanceColumns(distance),
      date,
      city: city ?? null,
      createdBy: this.em.getReference(Staff, actor.id),
    });
    record(this.em, { actor, action: 'race.created', id: race.id, before: {}, after: auditable(race) });
    await this.em.flush();
    return race;
  }

  /** @throws ConflictError `race.in_use` when a plan counts on the date or the distance that would change */
  update(actor: Actor, id: string, data: RaceValues): Promise<Race> {
    requireReach(actor, 'race.write');
    return inTransaction(this.em, async (em) =>
      this.change(em, { actor, id, data }, async () => {
        if (!(await this.isInUse(em, id))) return;
        throw new ConflictError(
          'race.in_use',
          'Plans count on the date and the distance of this race; send "replan": true to have them follow.',
        );
      }),
    );
  }

  /**
   * Changes a race inside the caller's transaction.
   * @param moved called with the race as it is to be when its date or its distance changes
   * @throws NotFoundError `race.not_found`; ForbiddenError `access.denied`
   */
  async change(
    em: EntityManager,
    { actor, id, data: { distance, ...rest } }: { actor: Actor; id: string; data: RaceValues },
    moved: (race: Race) => Promise<void>,
  ): Promise<Race> {
    // A plan that starts to use the race meanwhile waits at its foreign key for this lock.
    const found = await em.findOne(Race, id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    const race = mayUse(found, actor, 'race.write');
    const before = auditable(race);
    em.assign(race, defined(rest));
    if (distance !== undefined) em.assign(race, distanceColumns(distance));
    const moves = race.date !== before.date || race.distanceMetres !== before.distanceMetres;
    if (moves) await moved(race);
    record(em, { actor, action: 'race.changed', id, before, after: auditable(race) });
    return race;
  }

  /** @throws ConflictError `race.in_use` when a plan leads to it or passes it */
  async remove(actor: Actor, id: string): Promise<void> {
    const race = await this.require(actor, id, 'race.write');
    record(this.em, { actor, action: 'race.deleted', id, before: auditable(race), after: {} });
    try {
      await this.em.remove(race).flush();
    } catch (error) {
      if (!(error instanceof ForeignKeyConstraintViolationException)) throw error;
      throw new ConflictError(
        'race.in_use',
        'Plans lead to this race or pass it; delete or change them first.',
      );
    }
  }

  private async isInUse(em: EntityManager, id: string): Promise<boolean> {
    return (await em.count(Race, { id, inUse: true })) > 0;
  }
}

/** What of a race goes on record. */
function auditable({ name, distanceName, distanceMetres, date, city }: Race) {
  return { name, distanceName, distanceMetres, date, city };
}

function record(
  em: EntityManager,
  { id, ...change }: Pick<AuditedChange, 'actor' | 'action' | 'before' | 'after'> & { id: string },
): void {
  recordChange(em, { ...change, subject: { type: 'race', id } });
}

function mayUse(race: Race | null, actor: Actor, action: Action): Race {
  if (!race) throw new NotFoundError('race.not_found', 'There is no race with this id.');
  requireAccess(actor, action, { coachId: race.createdBy?.id ?? null });
  return race;
}

function distanceColumns(distance: CreateRaceDto['distance']): Pick<Race, 'distanceMetres' | 'distanceName'> {
  const { metres, name } = readDistance(distance);
  return { distanceMetres: metres, distanceName: name };
}

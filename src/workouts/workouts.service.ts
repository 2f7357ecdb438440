import { EntityManager, UniqueConstraintViolationException, type FilterQuery } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { requireAccess, requireReach } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordChange, type AuditedChange } from '../auth/audit-trail.js';
import { Staff } from '../auth/staff.entity.js';
import { findWorkout, WORKOUTS } from '../coaching/workouts/library.js';
import { workoutFaults } from '../coaching/workouts/workout-check.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { defined } from '../common/defined.js';
import { ConflictError, ForbiddenError, InvalidError, NotFoundError } from '../common/errors.js';
import type { Page } from '../common/paging.js';
import { inTransaction } from '../database/transaction.js';
import { workoutPage } from './workout-page.js';
import { toWorkout, WorkoutTemplate } from './workout-template.entity.js';
import type { CreateWorkoutDto, UpdateWorkoutDto, WorkoutListQuery } from './workout.dto.js';
import { columnsOf, toFields, toStructure } from './workout.mapper.js';

/** Of staff's own in use: each is looked at for every day of every plan that is drawn. */
const MOST_OWN = 500;

/** The workout library: built in, and staff's own. */
@Injectable()
export class WorkoutsService {
  constructor(
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(actor: Actor, query: WorkoutListQuery): Promise<Page<Workout | WorkoutTemplate>> {
    requireAccess(actor, 'workout.read');
    return workoutPage(this.em, query);
  }

  /** @throws NotFoundError `workout.not_found` */
  async get(actor: Actor, id: string): Promise<Workout | WorkoutTemplate> {
    requireAccess(actor, 'workout.read');
    return findWorkout(id) ?? required(await findOwn(this.em, id));
  }

  /**
   * Adds a workout that no plan can break a rule with: an admin's is drawn for every plan, a coach's for those of their
   * athletes.
   * @throws InvalidError `workout.rule_broken` naming all that stands against it; ConflictError `workout.name_taken`,
   *   `workout.too_many`
   */
  create(actor: Actor, data: CreateWorkoutDto): Promise<WorkoutTemplate> {
    requireAccess(actor, 'workout.write', { coachId: actor.id });
    return inTransaction(this.em, async (em) => {
      await lockLibrary(em);
      const others = await othersOf(em, null);
      const row = em.create(WorkoutTemplate, {
        ...columnsOf(toFields(data)),
        shared: actor.role === 'admin',
        createdBy: em.getReference(Staff, actor.id),
        retiredAt: null,
      });
      requireSound(row, others);
      record(em, { actor, action: 'workout.created', id: row.id, before: {}, after: auditable(row) });
      await save(em);
      return row;
    });
  }

  /**
   * Changes what is drawn from now on; days that are written stay as they are.
   * @throws as `create`; NotFoundError; ForbiddenError `workout.built_in`, `access.denied`
   */
  update(actor: Actor, id: string, { structure, ...rest }: UpdateWorkoutDto): Promise<WorkoutTemplate> {
    requireReach(actor, 'workout.write');
    return inTransaction(this.em, async (em) => {
      await lockLibrary(em);
      const row = await requireOwn(em, { actor, id });
      const others = await othersOf(em, row.id);
      const before = auditable(row);
      em.assign(row, defined({ ...rest, ...(structure && { structure: toStructure(structure) }) }));
      requireSound(row, others);
      record(em, { actor, action: 'workout.changed', id: row.id, before, after: auditable(row) });
      await save(em);
      return row;
    });
  }

  /** Takes a workout out of the library; days that have it still find it. */
  retire(actor: Actor, id: string): Promise<void> {
    requireReach(actor, 'workout.write');
    return inTransaction(this.em, async (em) => {
      await lockLibrary(em);
      const row = await requireOwn(em, { actor, id });
      row.retiredAt = this.clock.now();
      record(em, { actor, action: 'workout.retired', id: row.id, before: auditable(row), after: {} });
    });
  }
}

/** One of staff's own that may be changed; to be asked for under the lock of the library, which holds it still. */
async function requireOwn(
  em: EntityManager,
  { actor, id }: { actor: Actor; id: string },
): Promise<WorkoutTemplate> {
  if (findWorkout(id)) {
    throw new ForbiddenError(
      'workout.built_in',
      'Built-in workouts stay as they are; POST one of your own beside it.',
    );
  }
  const row = required(await findOwn(em, id));
  requireAccess(actor, 'workout.write', { coachId: row.createdBy?.id ?? null });
  if (row.retiredAt === null) return row;
  throw new ConflictError('workout.retired', 'This workout was taken out of the library; POST a new one.');
}

async function findOwn(em: EntityManager, id: string): Promise<WorkoutTemplate | null> {
  return isUuid(id) ? em.findOne(WorkoutTemplate, id.toLowerCase()) : null;
}

function required(row: WorkoutTemplate | null): WorkoutTemplate {
  if (row) return row;
  throw new NotFoundError('workout.not_found', 'There is no workout with this id.');
}

/**
 * A workout is held against all others: until it is stored, or refused, no other is. Plans still read them. Whoever
 * changes the library takes this before any of its rows, so that nobody waits for a row of somebody who waits for this.
 */
async function lockLibrary(em: EntityManager): Promise<void> {
  const lock = 'lock table workout_template in share row exclusive mode';
  await em.getConnection().execute(lock, [], 'run', em.getTransactionContext());
}

/**
 * Staff's own in use, but for one: read before anything is made, as a later look would store it unchecked.
 * @throws ConflictError `workout.too_many`
 */
async function othersOf(em: EntityManager, id: string | null): Promise<Workout[]> {
  const others: FilterQuery<WorkoutTemplate> = id === null ? {} : { id: { $ne: id } };
  const rows = await em.find(WorkoutTemplate, { retiredAt: null, ...others }, { limit: MOST_OWN });
  if (rows.length < MOST_OWN) return rows.map(toWorkout);
  throw new ConflictError(
    'workout.too_many',
    `The library holds ${MOST_OWN} workouts of staff's own; delete one that is no longer used.`,
  );
}

/** @throws InvalidError `workout.rule_broken` */
function requireSound(row: WorkoutTemplate, others: readonly Workout[]): void {
  const faults = workoutFaults(toWorkout(row), [...WORKOUTS, ...others]);
  if (faults.length === 0) return;
  const many = faults.length === 1 ? 'One thing stands' : `${faults.length} things stand`;
  throw new InvalidError(
    'workout.rule_broken',
    `${many} against this workout; see errors. Nothing was stored.`,
    faults.map(({ rule, ...fault }) => ({ ...fault, ...(rule && { rule }) })),
  );
}

async function save(em: EntityManager): Promise<void> {
  try {
    await em.flush();
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new ConflictError('workout.name_taken', 'Another workout has this name; choose one of its own.');
  }
}

/** What of a workout goes on record. */
function auditable(row: WorkoutTemplate) {
  const { id: _, ...fields } = toWorkout(row);
  return { ...fields, shared: row.shared };
}

function record(
  em: EntityManager,
  { id, ...change }: Pick<AuditedChange, 'actor' | 'action' | 'before' | 'after'> & { id: string },
): void {
  recordChange(em, { ...change, subject: { type: 'workout', id } });
}

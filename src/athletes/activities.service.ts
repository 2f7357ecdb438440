import { EntityManager, UniqueConstraintViolationException, type FilterQuery } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import type { DateRangeQuery } from '../common/date-range.js';
import { defined } from '../common/defined.js';
import { ConflictError, NotFoundError, requestInvalid } from '../common/errors.js';
import { pageOf, type Page } from '../common/paging.js';
import { inTransaction } from '../database/transaction.js';
import type { CreateActivityDto, UpdateActivityDto } from './activity.dto.js';
import { Activity, MANUAL_SOURCE } from './activity.entity.js';
import { activityFaults } from './activity-faults.js';
import { auditableActivity, recordAthleteChange } from './athlete-audit.js';
import type { Athlete } from './athlete.entity.js';
import { AthleteToday } from './athlete-today.js';
import { AthletesService } from './athletes.service.js';
import { RunningChanges } from './running-changes.js';

/** Activities as they are after they were stored, in the order given, and how many of them are new. */
export interface StoredActivities {
  activities: Activity[];
  created: number;
}

/** What athletes really ran. Writes to one athlete's activities come one after the other. */
@Injectable()
export class ActivitiesService {
  constructor(
    private readonly em: EntityManager,
    private readonly athletes: AthletesService,
    private readonly today: AthleteToday,
    private readonly changes: RunningChanges,
  ) {}

  /** Newest entry first. */
  async list(actor: Actor, athleteId: string, query: DateRangeQuery): Promise<Page<Activity>> {
    const athlete = await this.athletes.require(actor, athleteId, 'running.read');
    const conditions: FilterQuery<Activity>[] = [{ athlete }];
    if (query.from) conditions.push({ date: { $gte: query.from } });
    if (query.to) conditions.push({ date: { $lte: query.to } });
    return pageOf(query, ({ where, options }) =>
      this.em.find(Activity, { $and: [...conditions, where] }, options),
    );
  }

  /**
   * Stores all or none. One whose source and external id are on record already, or came earlier in the list, takes the
   * place of that one: sending the same again changes nothing.
   * @param pointers where in the request each stands, for what is wrong with it
   * @throws InvalidError `request.invalid`
   */
  store(
    actor: Actor,
    athleteId: string,
    { items, pointers }: { items: readonly CreateActivityDto[]; pointers: readonly string[] },
  ): Promise<StoredActivities> {
    return inTransaction(this.em, async (em) => {
      const athlete = await this.athletes.requireLocked(actor, athleteId, 'running.write');
      const values = items.map(valuesOf);
      this.requirePossible(athlete, values, pointers);
      const known = await findKnown(em, athlete, values);
      let created = 0;
      const changes: Change[] = [];
      const activities = values.map((each) => {
        const identity = identityOf(each);
        const before = identity === null ? undefined : known.get(identity);
        if (before) {
          if (differs(before, each)) changes.push({ activity: before, before: auditableActivity(before) });
          return em.assign(before, each);
        }
        const activity = em.create(Activity, { athlete, ...each });
        changes.push({ activity, before: {} });
        if (identity !== null) known.set(identity, activity);
        created += 1;
        return activity;
      });
      if (changes.length > 0) {
        recordStored(em, { actor, athlete, changes, created });
        await this.changes.note(em, athlete);
      }
      return { activities, created };
    });
  }

  /** @throws NotFoundError `activity.not_found`; ConflictError `activity.external_id_taken` */
  async update(
    actor: Actor,
    { id, aid }: { id: string; aid: string },
    data: UpdateActivityDto,
  ): Promise<Activity> {
    try {
      return await inTransaction(this.em, async (em) => {
        const athlete = await this.athletes.requireLocked(actor, id, 'running.write');
        const activity = await requireActivity(em, athlete, aid);
        const { source, ...rest } = data;
        const before = auditableActivity(activity);
        em.assign(activity, defined({ ...rest, source: source === null ? MANUAL_SOURCE : source }));
        this.requirePossible(athlete, [activity], ['']);
        recordAthleteChange(em, {
          actor,
          athleteId: id,
          action: 'activity.changed',
          part: { activityId: aid },
          before,
          after: auditableActivity(activity),
        });
        await this.changes.note(em, athlete);
        return activity;
      });
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new ConflictError(
        'activity.external_id_taken',
        'Another activity of this athlete has this source and external id.',
      );
    }
  }

  remove(actor: Actor, { id, aid }: { id: string; aid: string }): Promise<void> {
    return inTransaction(this.em, async (em) => {
      const athlete = await this.athletes.requireLocked(actor, id, 'running.write');
      const activity = await requireActivity(em, athlete, aid);
      em.remove(activity);
      recordAthleteChange(em, {
        actor,
        athleteId: id,
        action: 'activity.deleted',
        part: { activityId: aid },
        before: auditableActivity(activity),
        after: {},
      });
      await this.changes.note(em, athlete);
    });
  }

  private requirePossible(
    athlete: Athlete,
    activities: readonly Values[],
    pointers: readonly string[],
  ): void {
    const today = this.today.of(athlete);
    const faults = activities.flatMap((activity, index) =>
      activityFaults(activity, today).map((fault) => ({
        ...fault,
        pointer: `${pointers[index] ?? ''}${fault.pointer}`,
      })),
    );
    if (faults.length > 0) throw requestInvalid(faults);
  }
}

type Values = Pick<Activity, 'date' | 'kind' | 'miles' | 'durationSeconds' | 'rpe' | 'source' | 'externalId'>;

/** An activity that is new, or other than it was. */
interface Change {
  activity: Activity;
  before: Record<string, unknown>;
}

/** One by its values, several by how many they are. */
function recordStored(
  em: EntityManager,
  stored: { actor: Actor; athlete: Athlete; changes: readonly Change[]; created: number },
): void {
  const { actor, athlete, changes, created } = stored;
  const [first, ...others] = changes;
  if (!first || others.length > 0) {
    const detail = { created, changed: changes.length - created };
    recordAudit(em, {
      actor,
      action: 'activity.imported',
      subject: { type: 'athlete', id: athlete.id },
      detail,
    });
    return;
  }
  recordAthleteChange(em, {
    actor,
    athleteId: athlete.id,
    action: created > 0 ? 'activity.created' : 'activity.changed',
    part: { activityId: first.activity.id },
    before: first.before,
    after: auditableActivity(first.activity),
  });
}

/** What is not given is empty: the same request always makes the same activity. */
function valuesOf(data: CreateActivityDto): Values {
  const { date, kind, miles, durationSeconds, rpe, source, externalId } = data;
  return {
    date,
    kind,
    miles,
    durationSeconds: durationSeconds ?? null,
    rpe: rpe ?? null,
    source: source ?? MANUAL_SOURCE,
    externalId: externalId ?? null,
  };
}

/** A source that sends everything again has said nothing new. */
function differs(before: Values, { date, kind, miles, durationSeconds, rpe }: Values): boolean {
  return (
    before.date !== date ||
    before.kind !== kind ||
    before.miles !== miles ||
    before.durationSeconds !== durationSeconds ||
    before.rpe !== rpe
  );
}

/** What makes two activities of an athlete one; null for one that its source has no name for. */
function identityOf({ source, externalId }: Pick<Values, 'source' | 'externalId'>): string | null {
  // Neither holds a control character.
  return externalId === null ? null : `${source}\n${externalId}`;
}

/** Those on record that the given ones mean, by identity. */
async function findKnown(
  em: EntityManager,
  athlete: Athlete,
  given: readonly Values[],
): Promise<Map<string, Activity>> {
  const named = given.filter(({ externalId }) => externalId !== null);
  if (named.length === 0) return new Map();
  const bySource = [...Map.groupBy(named, ({ source }) => source)].map(([source, group]) => ({
    source,
    externalId: { $in: group.map(({ externalId }) => externalId) },
  }));
  const found = await em.find(Activity, { athlete, $or: bySource });
  return new Map(found.map((activity) => [identityOf(activity) ?? '', activity]));
}

async function requireActivity(em: EntityManager, athlete: Athlete, id: string): Promise<Activity> {
  const activity = await em.findOne(Activity, { id, athlete });
  if (activity) return activity;
  throw new NotFoundError('activity.not_found', 'The athlete has no activity with this id.');
}

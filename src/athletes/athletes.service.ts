import {
  EntityManager,
  ForeignKeyConstraintViolationException,
  LockMode,
  UniqueConstraintViolationException,
  type FilterQuery,
} from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { reachOf, requireAccess, requireReach, type Action } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { Staff } from '../auth/staff.entity.js';
import { parsePace } from '../coaching/pace.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { defined } from '../common/defined.js';
import { ConflictError, InvalidError, NotFoundError } from '../common/errors.js';
import { pageOf, type Page, type PageQuery } from '../common/paging.js';
import { containsText } from '../common/search.js';
import { inTransaction } from '../database/transaction.js';
import { AthletePace } from './athlete-pace.entity.js';
import type { AthleteListQuery, CreateAthleteDto, ReassignDto, UpdateAthleteDto } from './athlete.dto.js';
import { auditableAthlete, recordAthleteChange } from './athlete-audit.js';
import { Athlete } from './athlete.entity.js';
import { ATTENTION, type AttentionIndex } from './attention-kinds.js';
import { AthleteToday } from './athlete-today.js';

/**
 * What is to be done about a plan, and when, hangs on where its athlete lives: the next look finds it out anew. By SQL:
 * plans are a room above this one.
 */
const LOOK_ANEW = `
  update training_plan set next_work_at = least(next_work_at, ?::timestamptz)
   where athlete_id = ? and status in ('active', 'paused')`;

/** Athletes and what is known of their fitness. */
@Injectable()
export class AthletesService {
  constructor(
    private readonly em: EntityManager,
    private readonly today: AthleteToday,
    @Inject(ATTENTION) private readonly attention: AttentionIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The athlete, when the actor may do this with them; also for the modules above.
   * @throws NotFoundError `athlete.not_found`; ForbiddenError `access.denied`
   */
  async require(actor: Actor, id: string, action: Action): Promise<Athlete> {
    requireReach(actor, action);
    const athlete = await this.em.findOne(Athlete, id);
    if (!athlete) throw new NotFoundError('athlete.not_found', 'There is no athlete with this id.');
    requireAccess(actor, action, { athleteId: athlete.id, coachId: athlete.coach?.id ?? null });
    return athlete;
  }

  /**
   * As `require`, with the athlete's row locked until the transaction ends: changes to one athlete and what is on
   * record of them come one after the other, and whoever deletes the athlete meanwhile waits, or has done so before.
   */
  async requireLocked(actor: Actor, id: string, action: Action): Promise<Athlete> {
    requireReach(actor, action);
    await this.em.findOne(Athlete, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    return this.require(actor, id, action);
  }

  get(actor: Actor, id: string): Promise<Athlete> {
    return this.require(actor, id, 'athlete.read');
  }

  async list(actor: Actor, query: AthleteListQuery): Promise<Page<Athlete>> {
    const conditions: FilterQuery<Athlete>[] = [containsText(query.q, ['firstName', 'lastName', 'email'])];
    if (reachOf(actor, 'athlete.read') !== 'all') conditions.push({ coach: actor.id });
    if (query.coachId) conditions.push({ coach: query.coachId });
    if (query.attention) conditions.push(await this.attention.ofAthletes(query.attention));
    return pageOf(query, ({ where, options }) =>
      this.em.find(Athlete, { $and: [...conditions, where] }, options),
    );
  }

  async create(actor: Actor, data: CreateAthleteDto): Promise<Athlete> {
    const coachId = data.coachId ?? (actor.role === 'coach' ? actor.id : null);
    requireAccess(actor, 'athlete.write', { coachId });
    return inTransaction(this.em, async (em) => {
      const coach = coachId === null ? null : await this.coach(coachId);
      const athlete = this.add(em, { actor, data, coach });
      await this.save();
      return athlete;
    });
  }

  /** A new athlete with their pace and what goes on record, to be flushed by the caller's transaction. */
  add(
    em: EntityManager,
    { actor, data, coach }: { actor: Actor; data: CreateAthleteDto; coach: Staff | null },
  ): Athlete {
    const athlete = em.create(Athlete, {
      firstName: data.firstName,
      lastName: data.lastName,
      email: data.email,
      fiveKPace: null,
      currentWeeklyMileage: data.currentWeeklyMileage ?? null,
      preferredDays: data.preferredDays?.toSorted() ?? null,
      experience: data.experience ?? null,
      injuryRisk: data.injuryRisk ?? 'normal',
      injuryNotes: data.injuryNotes ?? null,
      timeZone: data.timeZone ?? null,
      tracksActivities: data.tracksActivities ?? false,
      aiConsent: data.aiConsent ?? null,
      coach,
    });
    this.setPace(athlete, data.fiveKPace ?? null);
    if (athlete.aiConsent !== null) recordConsent(em, { actor, athlete, before: null });
    const after = auditableAthlete(athlete);
    recordAthleteChange(em, {
      actor,
      athleteId: athlete.id,
      action: 'athlete.created',
      before: {},
      after,
    });
    return athlete;
  }

  update(actor: Actor, id: string, data: UpdateAthleteDto): Promise<Athlete> {
    const { coachId, fiveKPace, preferredDays, injuryRisk, tracksActivities, ...rest } = data;
    return inTransaction(this.em, async (em) => {
      const athlete = await this.requireLocked(actor, id, 'athlete.write');
      const before = auditableAthlete(athlete);
      if (coachId !== undefined && coachId !== (athlete.coach?.id ?? null)) {
        requireAccess(actor, 'athlete.assign');
        em.assign(athlete, { coach: coachId === null ? null : await this.coach(coachId) });
      }
      const changes = defined({
        ...rest,
        preferredDays: preferredDays?.toSorted() ?? preferredDays,
        injuryRisk: injuryRisk === null ? 'normal' : injuryRisk,
        tracksActivities: tracksActivities === null ? false : tracksActivities,
      });
      const { timeZone, aiConsent } = athlete;
      em.assign(athlete, changes);
      if (athlete.aiConsent !== aiConsent) recordConsent(em, { actor, athlete, before: aiConsent });
      if (athlete.timeZone !== timeZone) await this.lookAnew(em, athlete);
      if (fiveKPace !== undefined) this.setPace(athlete, fiveKPace);
      const after = auditableAthlete(athlete);
      recordAthleteChange(em, { actor, athleteId: id, action: 'athlete.changed', before, after });
      await this.save();
      return athlete;
    });
  }

  /**
   * Gives many athletes one coach, or none: all of them, or nobody when one is unknown.
   * @returns of how many the coach is another now
   * @throws NotFoundError `athlete.not_found` naming each that there is not; InvalidError for a coach that cannot be set
   */
  reassign(actor: Actor, { athleteIds, coachId }: ReassignDto): Promise<number> {
    requireAccess(actor, 'athlete.assign');
    return inTransaction(this.em, async (em) => {
      const coach = coachId === null ? null : await this.coach(coachId);
      const locked = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } } as const;
      const athletes = await em.find(Athlete, { id: { $in: athleteIds } }, locked);
      requireAll(athleteIds, athletes);
      const changing = athletes.filter((athlete) => (athlete.coach?.id ?? null) !== coachId);
      for (const athlete of changing) {
        const before = auditableAthlete(athlete);
        em.assign(athlete, { coach });
        const after = auditableAthlete(athlete);
        recordAthleteChange(em, { actor, athleteId: athlete.id, action: 'athlete.changed', before, after });
      }
      return changing.length;
    });
  }

  /** @throws ConflictError `athlete.has_plans`: plans are part of a person's record and go only by erasure */
  async remove(actor: Actor, id: string): Promise<void> {
    const athlete = await this.require(actor, id, 'athlete.write');
    const before = auditableAthlete(athlete);
    recordAthleteChange(this.em, { actor, athleteId: id, action: 'athlete.deleted', before, after: {} });
    try {
      await this.em.remove(athlete).flush();
    } catch (error) {
      if (!(error instanceof ForeignKeyConstraintViolationException)) throw error;
      throw new ConflictError(
        'athlete.has_plans',
        'This athlete has training plans; delete their drafts first.',
      );
    }
  }

  async paces(actor: Actor, id: string, query: PageQuery): Promise<Page<AthletePace>> {
    const athlete = await this.require(actor, id, 'athlete.read');
    return pageOf(query, ({ where, options }) =>
      this.em.find(AthletePace, { $and: [{ athlete }, where] }, options),
    );
  }

  /** Makes what an athlete has shown on a day their pace, and puts it into the history. For the modules above. */
  adoptPace(athlete: Athlete, shown: Pick<AthletePace, 'fiveKPace' | 'date' | 'source'>): void {
    this.em.create(AthletePace, { athlete, ...shown });
    athlete.fiveKPace = shown.fiveKPace;
  }

  /** A new pace also goes into the history, under the athlete's own day. */
  private setPace(athlete: Athlete, text: string | null): void {
    const fiveKPace = text === null ? null : parsePace(text);
    if (fiveKPace !== null && fiveKPace !== athlete.fiveKPace) {
      this.adoptPace(athlete, { fiveKPace, date: this.today.of(athlete), source: 'staff' });
    }
    athlete.fiveKPace = fiveKPace;
  }

  private async lookAnew(em: EntityManager, { id }: Athlete): Promise<void> {
    const values = [this.clock.now(), id];
    await em.getConnection().execute(LOOK_ANEW, values, 'run', em.getTransactionContext());
  }

  private async coach(id: string): Promise<Staff> {
    const coach = await this.em.findOne(Staff, { id, role: ['coach', 'admin'], status: 'active' });
    if (coach) return coach;
    throw new InvalidError('request.invalid', 'The coach cannot be set; see errors.', [
      { pointer: '/coachId', detail: 'must be the id of a coach' },
    ]);
  }

  private async save(): Promise<void> {
    try {
      await this.em.flush();
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new ConflictError('athlete.email_taken', 'Another athlete has this e-mail address.');
    }
  }
}

/** @throws NotFoundError `athlete.not_found` */
function requireAll(ids: readonly string[], athletes: readonly Athlete[]): void {
  const known = new Set(athletes.map(({ id }) => id));
  const unknown = ids.flatMap((id, index) => (known.has(id) ? [] : [index]));
  if (unknown.length === 0) return;
  const many = unknown.length === 1 ? 'One of the athletes is' : `${unknown.length} of the athletes are`;
  throw new NotFoundError(
    'athlete.not_found',
    `${many} not there; see errors. Nothing was changed.`,
    unknown.map((index) => ({ pointer: `/athleteIds/${index}`, detail: 'is the id of no athlete' })),
  );
}

/** Whether models may write for somebody is theirs to say: when that changed, and by whom, stays on record. */
function recordConsent(
  em: EntityManager,
  { actor, athlete, before }: { actor: Actor; athlete: Athlete; before: boolean | null },
): void {
  const subject = { type: 'athlete', id: athlete.id };
  const detail = { before, after: athlete.aiConsent };
  recordAudit(em, { actor, action: 'athlete.ai_consent_changed', subject, detail });
}

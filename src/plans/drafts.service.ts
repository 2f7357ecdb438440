import { isDeepStrictEqual } from 'node:util';
import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AthletesService } from '../athletes/athletes.service.js';
import type { Actor } from '../auth/actor.js';
import { recordChange, type AuditedChange, type AuditedFields } from '../auth/audit-trail.js';
import { AthleteToday } from '../athletes/athlete-today.js';
import type { Programme } from '../coaching/model.js';
import { requireMatch } from '../common/etag.js';
import { inTransaction } from '../database/transaction.js';
import type { Race } from '../races/race.entity.js';
import { RacesService } from '../races/races.service.js';
import type { ChangedPlan } from './course-change.js';
import type { CreateDraftDto, UpdateDraftDto } from './draft.dto.js';
import { draftValues, forecastColumns, newDraft } from './draft-values.js';
import { requireDraft, requirePlan, type OwnedPlan } from './plan-access.js';
import { PlanChanges } from './plan-changes.service.js';
import { checkInputs, knownInputs } from './plan-inputs.js';
import { forecastDraft, outlinePlan, type PlanForecast, type PlanOutline } from './plan-outline.js';
import { planRefused } from './plan-problem.js';
import { RaceTrainingPlan } from './race-training-plan.entity.js';
import { TrainingPlan, type PlanSettings } from './training-plan.entity.js';
import { addTuneUps, replaceTuneUps, requireOnTheWay } from './tune-up-races.js';
import { askedChange } from './wanted-change.js';
import { WorkSchedule } from './work-schedule.service.js';

/** A draft and all that can be said of it today. */
export interface Draft extends OwnedPlan {
  forecast: PlanForecast;
}

/** For a plan that is stored a race is held; for one that is only shown it is read. */
type RaceUse = 'hold' | 'get';

/** What a draft would become, and what it says of itself for that. */
export interface PlanPreview extends PlanOutline {
  settings: PlanSettings;
  tuneUps: readonly Race[];
}

/** Plans before they are generated. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly em: EntityManager,
    private readonly athletes: AthletesService,
    private readonly races: RacesService,
    private readonly today: AthleteToday,
    private readonly schedule: WorkSchedule,
    private readonly changes: PlanChanges,
  ) {}

  /**
   * @param options.programme of a template that it is made from
   * @param options.also what is stored with the draft, inside its transaction
   * @throws NotFoundError for the athlete or the race; InvalidError for a goal time that cannot be the race's
   */
  async create(
    actor: Actor,
    data: CreateDraftDto,
    {
      programme = null,
      also,
    }: { programme?: Programme | null; also?: (em: EntityManager, plan: TrainingPlan) => Promise<void> } = {},
  ): Promise<Draft> {
    return inTransaction(this.em, async (em) => {
      const athlete = await this.athletes.require(actor, data.athleteId, 'plan.write');
      const race = await this.findRace(actor, data.raceId, 'hold');
      const tuneUps = await this.findTuneUps(actor, { ids: data.tuneUpRaceIds, goal: race, as: 'hold' });
      const values = draftValues(data, { before: null, race });
      const forecast = forecastDraft(knownInputs(values, athlete, race, tuneUps), this.today.of(athlete));
      const plan = em.create(TrainingPlan, { ...newDraft(athlete, values, forecast), programme });
      if (race) em.create(RaceTrainingPlan, { plan, race, priority: 'A' });
      addTuneUps(em, plan, tuneUps);
      const after = { ...auditable(plan, race, tuneUps), athleteId: athlete.id };
      record(em, { actor, action: 'plan.created', planId: plan.id, before: {}, after });
      await also?.(em, plan);
      return { plan, athlete, race, tuneUps, forecast };
    });
  }

  /**
   * Changes the fields of a plan that are given. Of one in its course, what is not written yet follows.
   * @param change.ifMatch the `If-Match` header
   * @returns what that made of a plan in its course; null for a draft, and where no week goes by what was changed
   * @throws PreconditionFailedError, PreconditionRequiredError; of a plan in its course as `askedChange` and
   *   `PlanChanges.apply`
   */
  async update(
    actor: Actor,
    { planId, data, ifMatch }: { planId: string; data: UpdateDraftDto; ifMatch: string | undefined },
  ): Promise<ChangedPlan | null> {
    return inTransaction(this.em, async (em) => {
      const found = await requirePlan(em, { actor, planId, action: 'plan.write', lock: true });
      const { plan, athlete } = found;
      requireMatch(ifMatch, plan);
      const before = auditable(plan, found.race, found.tuneUps);
      const recordAs = (after: AuditedFields) =>
        record(em, { actor, action: 'plan.changed', planId, before, after });
      if (plan.status !== 'draft') {
        const race = data.raceId ? await this.findRace(actor, data.raceId, 'hold') : found.race;
        const changed = await this.updateRunning(em, { actor, owned: found, race, data });
        const after = auditable(plan, race, found.tuneUps);
        // What is sent again as it is neither outdates what others have read nor ends what is being written.
        if (!changed && !isDeepStrictEqual(before, after)) {
          plan.revision += 1;
          await this.schedule.update(em, plan);
        }
        recordAs(after);
        return changed;
      }
      const race = data.raceId === undefined ? found.race : await this.findRace(actor, data.raceId, 'hold');
      const ids = data.tuneUpRaceIds === undefined ? found.tuneUps.map(({ id }) => id) : data.tuneUpRaceIds;
      const tuneUps = await this.findTuneUps(actor, { ids, goal: race, as: 'hold' });
      if (data.tuneUpRaceIds !== undefined) await replaceTuneUps(em, plan, tuneUps);
      if (race?.id !== found.race?.id) await replaceRace(em, plan, race);
      const values = draftValues(data, { before: plan, race });
      const forecast = forecastDraft(knownInputs(values, athlete, race, tuneUps), this.today.of(athlete));
      em.assign(plan, { ...values, ...forecastColumns(forecast), revision: plan.revision + 1 });
      recordAs(auditable(plan, race, tuneUps));
      return null;
    });
  }

  /** How a plan is called, written and shown is not what is written: it changes nothing of its course. */
  private async updateRunning(
    em: EntityManager,
    update: { actor: Actor; owned: OwnedPlan; race: Race | null; data: UpdateDraftDto },
  ): Promise<ChangedPlan | null> {
    const { actor, owned, race, data } = update;
    const { columns, ...asked } = askedChange(data, owned, race);
    const isOther = asked.startDate !== undefined || Object.keys(asked.wanted).length > 0;
    const changed = isOther
      ? await this.changes.apply(em, { actor, owned, change: { ...asked, reason: 'plan.changed' } })
      : null;
    if (race && race.id !== owned.race?.id) await replaceRace(em, owned.plan, race);
    em.assign(owned.plan, columns);
    return changed;
  }

  /** @throws InvalidError `plan.not_draft` */
  async remove(actor: Actor, planId: string): Promise<void> {
    await inTransaction(this.em, async (em) => {
      const found = await requirePlan(em, { actor, planId, action: 'plan.write', lock: true });
      const { plan } = found;
      requireDraft(plan);
      em.remove(plan);
      const before = auditable(plan, found.race, found.tuneUps);
      record(em, { actor, action: 'plan.deleted', planId, before, after: {} });
    });
  }

  /**
   * Lays out what a draft of this body would become. Nothing is stored.
   * @throws InvalidError naming all that is missing but the goal time, and all that does not fit
   */
  async preview(actor: Actor, data: CreateDraftDto): Promise<PlanPreview> {
    const athlete = await this.athletes.require(actor, data.athleteId, 'plan.write');
    const race = await this.findRace(actor, data.raceId, 'get');
    const tuneUps = await this.findTuneUps(actor, { ids: data.tuneUpRaceIds, goal: race, as: 'get' });
    const values = draftValues(data, { before: null, race });
    const known = knownInputs(values, athlete, race, tuneUps);
    const { inputs, problems } = checkInputs(known, { today: this.today.of(athlete), goalRequired: false });
    if (!inputs) throw planRefused(problems);
    return { ...outlinePlan(inputs), settings: values.settings, tuneUps };
  }

  private async findRace(actor: Actor, raceId: string | null | undefined, as: RaceUse): Promise<Race | null> {
    return raceId ? this.races[as](actor, raceId) : null;
  }

  /** By date. */
  private async findTuneUps(
    actor: Actor,
    { ids, goal, as }: { ids: readonly string[] | null | undefined; goal: Race | null; as: RaceUse },
  ): Promise<Race[]> {
    const races: Race[] = [];
    for (const id of ids ?? []) races.push(await this.races[as](actor, id));
    requireOnTheWay(races, goal);
    return races.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  }
}

/** Of what people write about it freely, that it changed is enough to know. */
const WITHHELD: ReadonlySet<string> = new Set(['name']);

/** What of a draft goes on record. */
function auditable(plan: TrainingPlan, race: Race | null, tuneUps: readonly Race[]): AuditedFields {
  const { name, mode, goalTime, startDate, preferredDays, currentWeeklyMileage, phases, settings } = plan;
  const values = { name, mode, goalTime, startDate, preferredDays, currentWeeklyMileage, phases, settings };
  return { ...values, raceId: race?.id ?? null, tuneUpRaceIds: tuneUps.map(({ id }) => id) };
}

function record(
  em: EntityManager,
  { planId, ...change }: Pick<AuditedChange, 'actor' | 'action' | 'before' | 'after'> & { planId: string },
): void {
  const subject = { type: 'training_plan', id: planId };
  recordChange(em, { ...change, subject, withheld: WITHHELD });
}

/** Has a plan lead to another race. */
export async function replaceRace(em: EntityManager, plan: TrainingPlan, race: Race | null): Promise<void> {
  await em.nativeDelete(RaceTrainingPlan, { plan, priority: 'A' });
  if (race) em.create(RaceTrainingPlan, { plan, race: race.id, priority: 'A' });
}

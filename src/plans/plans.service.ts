import { EntityManager, raw, type FilterQuery } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { reachOf } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { AthleteToday } from '../athletes/athlete-today.js';
import { RunningRecords } from '../athletes/running-records.js';
import type { Finding } from '../coaching/audit.js';
import { matchRuns, type MatchedDays } from '../coaching/compliance.js';
import { assessGoal } from '../coaching/goal.js';
import { inputsOfWeek } from '../coaching/inputs-of-week.js';
import type { Blueprint, PlanInputs, PlannedDay } from '../coaching/model.js';
import { NotFoundError } from '../common/errors.js';
import { pageOf, type Page } from '../common/paging.js';
import { containsText, patternsOf } from '../common/search.js';
import type { Race } from '../races/race.entity.js';
import { AttentionQueries } from './attention-queries.js';
import type { PlannedWeekView } from './cascade.mapper.js';
import { requirePlan, type OwnedPlan } from './plan-access.js';
import { auditAsWritten } from './plan-audit.js';
import { knownInputs } from './plan-inputs.js';
import { forecastDraft, type PlanForecast } from './plan-outline.js';
import type { PlanListQuery } from './plan-query.dto.js';
import { withPauses } from './plan-pauses.js';
import { RaceTrainingPlan } from './race-training-plan.entity.js';
import { heldBack, isHeldBack, seenBy } from './released-weeks.js';
import { storedCascade, type ShownWeekText } from './cascade-text.js';
import { readCascade } from './read-cascade.js';
import type { Cascade, CascadeDepth, StoredPhase, StoredWeek } from './stored-week.js';
import { NOT_LISTED, TrainingPlan, type ListedPlan } from './training-plan.entity.js';
import { WholePlans, type WholePlan } from './whole-plans.js';
import { WorkSchedule } from './work-schedule.service.js';

/** A plan and what is known of it. */
export interface PlanView<W = StoredWeek> extends OwnedPlan {
  forecast: PlanForecast;
  /** As deep as it was asked for, with what whoever asks may see; null for a draft. */
  cascade: WeeksOfPhases<W> | null;
  /** What was run on its days, where these were asked for. */
  matched: MatchedDays | null;
}

interface WeeksOfPhases<W> {
  phases: StoredPhase[];
  weeks: W[];
}

/** What of a week decides who sees it, and what was run of it. */
interface WeekToShow extends Pick<StoredWeek, 'releasedAt'> {
  days: readonly Pick<PlannedDay, 'date' | 'miles' | 'outsidePlan'>[];
}

export type WeekView = { written: ShownWeekText; matched: MatchedDays } | PlannedWeekView;

/** Reading plans. */
@Injectable()
export class PlansService {
  constructor(
    private readonly em: EntityManager,
    private readonly today: AthleteToday,
    private readonly records: RunningRecords,
    private readonly schedule: WorkSchedule,
    private readonly attention: AttentionQueries,
    private readonly kept: WholePlans,
  ) {}

  /** Newest first; a coach sees the plans of their own athletes. */
  async list(actor: Actor, query: PlanListQuery): Promise<Page<{ plan: ListedPlan; race: Race | null }>> {
    const reach = reachOf(actor, 'plan.read');
    const conditions = conditionsOf(query);
    if (query.attention) conditions.push(await this.attention.ofPlans(query.attention));
    if (reach === 'own') conditions.push({ athlete: { coach: actor.id } });
    const page = await pageOf(query, ({ where, options }) =>
      this.em.find(TrainingPlan, { $and: [...conditions, where] }, { ...options, exclude: [...NOT_LISTED] }),
    );
    const races = await this.em.find(
      RaceTrainingPlan,
      { plan: { $in: page.items.map(({ id }) => id) }, priority: 'A' },
      { populate: ['race'], strategy: 'joined' },
    );
    const raceOf = new Map(races.map(({ plan, race }) => [plan.id, race.$]));
    return {
      ...page,
      items: page.items.map((plan) => ({ plan, race: raceOf.get(plan.id) ?? null })),
    };
  }

  /** A plan with its cascade down to `depth`: two to eight queries, whatever its length, and two when it was read before. */
  async read(actor: Actor, planId: string, depth: CascadeDepth): Promise<PlanView> {
    const access = { actor, planId, action: 'plan.read' } as const;
    if (depth === 'days' || depth === 'laps')
      return this.view(actor, asStored(await this.kept.of(this.em, access)));
    const owned = await requirePlan(this.em, access);
    const cascade = owned.plan.blueprint ? await readCascade(this.em, planId, { depth }) : null;
    return this.view(actor, { owned, cascade });
  }

  /** The whole plan with its weeks as text. Queries as `read`. */
  async whole(actor: Actor, planId: string): Promise<PlanView<ShownWeekText>> {
    return this.view<ShownWeekText>(
      actor,
      await this.kept.of(this.em, { actor, planId, action: 'plan.read' }),
    );
  }

  /** The whole plan, for who has just changed it: to hear what it became takes no right beside the one to change it. */
  async changed(actor: Actor, planId: string): Promise<PlanView> {
    return this.view(actor, asStored(await this.kept.of(this.em, { actor, planId, action: 'plan.write' })));
  }

  /** Nothing is said of what was run where no days are shown: a week then has none. */
  private async view<W extends WeekToShow>(
    actor: Actor,
    { owned, cascade: stored }: { owned: OwnedPlan; cascade: WeeksOfPhases<W> | null },
  ): Promise<PlanView<W>> {
    const { plan, athlete, race, tuneUps } = owned;
    if (plan.inputs && plan.blueprint && stored) {
      const cascade = { ...stored, weeks: seenBy(actor, stored.weeks) };
      const matched = await this.match(owned, cascade.weeks);
      return { ...owned, cascade, matched, forecast: storedForecast(plan, plan.inputs, plan.blueprint) };
    }
    const known = knownInputs(plan, athlete, race, tuneUps);
    return { ...owned, cascade: null, matched: null, forecast: forecastDraft(known, this.today.of(athlete)) };
  }

  /** A week, by way of the whole plan: who reads one mostly reads those beside it. @throws NotFoundError `week.not_found` */
  async week(actor: Actor, planId: string, weekNumber: number): Promise<WeekView> {
    const access = { actor, planId, action: 'plan.read' } as const;
    const { owned, cascade } = await this.kept.of(this.em, access);
    const { plan } = owned;
    const planned = plan.blueprint?.weeks.find((week) => week.weekNumber === weekNumber);
    if (!planned) {
      const { blueprint } = plan;
      throw new NotFoundError(
        'week.not_found',
        blueprint
          ? `The plan has weeks 1 to ${blueprint.totalWeeks}.`
          : 'A draft has no weeks; generate it first.',
      );
    }
    const written = cascade?.weeks.find((week) => week.weekNumber === weekNumber);
    const isHeld = written !== undefined && isHeldBack(written, actor);
    if (written && !isHeld) return { written, matched: await this.match(owned, [written]) };
    return { planned, inReview: isHeld, dueDate: isHeld ? null : this.schedule.dueDate(plan, planned) };
  }

  /** What the athlete ran on the days of these weeks, up to their today. */
  private async match(
    { plan, athlete }: Pick<OwnedPlan, 'plan' | 'athlete'>,
    weeks: readonly WeekToShow[],
  ): Promise<MatchedDays> {
    const days = weeks.flatMap((week) => week.days);
    const [first] = days;
    const asOf = this.today.of(athlete);
    if (!first || first.date > asOf) return new Map();
    const record = withPauses(await this.records.since(athlete, first.date), { plan, asOf });
    const matched = matchRuns(days, { record, asOf });
    return new Map(matched.map((day) => [day.date, day]));
  }

  /** What the rules say of the weeks written so far; nothing of a draft. */
  async audit(actor: Actor, planId: string): Promise<Finding[]> {
    const whole = await this.kept.of(this.em, { actor, planId, action: 'plan.read' });
    const { owned, cascade: stored } = asStored(whole);
    const { inputs, blueprint } = owned.plan;
    if (!inputs || !blueprint || !stored) return [];
    const held: ReadonlySet<number | null> = heldBack(actor, stored.weeks);
    const findings = auditAsWritten({ inputs, blueprint }, stored);
    return findings.filter(({ weekNumber }) => !held.has(weekNumber));
  }
}

function asStored({ owned, cascade }: WholePlan): { owned: OwnedPlan; cascade: Cascade | null } {
  return { owned, cascade: cascade && storedCascade(cascade) };
}

function conditionsOf(query: PlanListQuery): FilterQuery<TrainingPlan>[] {
  const { q, athleteId, coachId, raceId, status, startsBefore } = query;
  const conditions: FilterQuery<TrainingPlan>[] = [];
  if (q) conditions.push({ $or: [containsText(q, ['name']), ofAthleteNamed(q)] });
  if (athleteId) conditions.push({ athlete: athleteId });
  if (coachId) conditions.push({ athlete: { coach: coachId } });
  if (status) conditions.push({ status });
  if (startsBefore) conditions.push({ startDate: { $lt: startsBefore } });
  if (raceId) conditions.push(leadsTo(raceId));
  return conditions;
}

/** By SQL, without a join: the server would find out of every plan whether it wants a person before it joined the name. */
function ofAthleteNamed(q: string): FilterQuery<TrainingPlan> {
  const patterns = patternsOf(q);
  const named = ['true', ...patterns.map(() => '(first_name ilike ? or last_name ilike ?)')].join(' and ');
  const values = patterns.flatMap((pattern) => [pattern, pattern]);
  return { [raw((plan) => `${plan}.athlete_id in (select id from athlete where ${named})`, values)]: [] };
}

/** Those that only pass the race on the way are not among them. By SQL: the link knows plan and race, and two entities that import each other do not load. */
function leadsTo(raceId: string): FilterQuery<TrainingPlan> {
  return { [raw((plan) => `${plan}.id in ${PLANS_OF_RACE}`, [raceId])]: [] };
}

const PLANS_OF_RACE = `(select plan_id from race_training_plan where race_id = ? and priority = 'A')`;

/** What was found when the plan was generated; only the range is not stored, and follows from the inputs that are. */
function storedForecast(plan: TrainingPlan, inputs: PlanInputs, blueprint: Blueprint): PlanForecast {
  const { totalWeeks, goalPace5K, goalRacePace, predictedRacePace, realism, readiness, warnings } = plan;
  const { predictedRange } = assessGoal({
    ...inputsOfWeek(inputs, blueprint.totalWeeks),
    totalWeeks: blueprint.totalWeeks,
    taperWeeks: blueprint.phases.taper,
  });
  const known = { totalWeeks, goalPace5K, goalRacePace, predictedRacePace, realism, readiness, warnings };
  return { ...known, predictedRange, blueprint };
}

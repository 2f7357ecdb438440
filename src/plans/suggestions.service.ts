import { EntityManager, LockMode } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { AthletesService } from '../athletes/athletes.service.js';
import { AthleteToday } from '../athletes/athlete-today.js';
import { RunningChanges } from '../athletes/running-changes.js';
import { Athlete } from '../athletes/athlete.entity.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { requireMatch } from '../common/etag.js';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { pageOf, type Page } from '../common/paging.js';
import { inTransaction } from '../database/transaction.js';
import { startOfWeek } from './next-work.js';
import { requirePlan } from './plan-access.js';
import type { SuggestionListQuery } from './suggestion.dto.js';
import { Suggestion, type SuggestionDecision } from './suggestion.entity.js';
import { acceptSuggestion, type AcceptedSuggestion } from './suggestion-acceptance.js';
import type { TrainingPlan } from './training-plan.entity.js';

interface Decision {
  /** Of the plan and of the suggestion. */
  id: string;
  sid: string;
  decision: SuggestionDecision;
  /** The `If-Match` header; a decision may do without one. */
  ifMatch: string | undefined;
}

const REWRITING_MS = 3_600_000;

/** What adaptation proposes, and what people make of it. */
@Injectable()
export class SuggestionsService {
  constructor(
    private readonly em: EntityManager,
    private readonly athletes: AthletesService,
    private readonly changes: RunningChanges,
    private readonly today: AthleteToday,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(actor: Actor, planId: string, query: SuggestionListQuery): Promise<Page<Suggestion>> {
    await requirePlan(this.em, { actor, planId, action: 'plan.write' });
    const { state } = query;
    return pageOf(query, ({ where, options }) =>
      this.em.find(Suggestion, { $and: [{ plan: planId, ...(state ? { state } : {}) }, where] }, options),
    );
  }

  /**
   * Accepts or dismisses. Done once: the same decision again changes nothing and is answered as the first.
   * @throws NotFoundError `suggestion.not_found`; ConflictError `suggestion.decided`, `suggestion.withdrawn`;
   *   InvalidError `plan.not_active`, `suggestion.too_late`; PreconditionFailedError
   */
  decide(
    actor: Actor,
    { id: planId, sid, decision, ifMatch }: Decision,
  ): Promise<{ plan: TrainingPlan; suggestion: Suggestion }> {
    return inTransaction(this.em, async (em) => {
      const { plan, athlete } = await requirePlan(em, { actor, planId, action: 'plan.write', lock: true });
      const suggestion = await em.findOne(Suggestion, { id: sid, plan: planId });
      if (!suggestion) {
        throw new NotFoundError('suggestion.not_found', 'The plan has no suggestion with this id.');
      }
      if (suggestion.state === decision) return { plan, suggestion };
      if (ifMatch !== undefined) requireMatch(ifMatch, plan);
      requireOpen(suggestion);
      if (decision === 'accepted') {
        // What is on record of the athlete follows, one change after the other.
        await em.findOneOrFail(Athlete, athlete.id, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
        const { shown, rewrites } = acceptSuggestion(
          plan,
          asProposed(suggestion),
          this.timeOf(plan, athlete),
        );
        if (shown) this.athletes.adoptPace(athlete, shown);
        if (rewrites) await this.changes.note(em, athlete);
      }
      em.assign(suggestion, { state: decision, decidedBy: actor.id, decidedAt: this.clock.now() });
      plan.revision += 1;
      const { rule, proposal } = suggestion;
      recordAudit(em, {
        actor,
        action: `suggestion.${decision}`,
        subject: { type: 'training_plan', id: planId },
        detail: { suggestionId: sid, rule, proposal },
      });
      return { plan, suggestion };
    });
  }

  /** A week that begins within the hour is not written anew in time. */
  private timeOf({ id, startDate }: TrainingPlan, athlete: Athlete) {
    if (startDate === null) throw new Error(`Plan ${id} has suggestions but no start date`);
    const zone = athlete.timeZone ?? this.config.timeZone;
    const soon = new Date(this.clock.now().getTime() + REWRITING_MS);
    return {
      today: this.today.of(athlete),
      isOver: (weekNumber: number) => startOfWeek(startDate, weekNumber, zone) <= soon,
    };
  }
}

/** A rule and its proposal were stored together. */
function asProposed({ rule, weekNumber, proposal }: Suggestion): AcceptedSuggestion {
  return { rule, weekNumber, proposal } as AcceptedSuggestion;
}

function requireOpen({ state }: Suggestion): void {
  if (state === 'withdrawn') {
    throw new ConflictError(
      'suggestion.withdrawn',
      'What the suggestion rested on is no longer so; there is nothing to decide.',
    );
  }
  if (state === 'open') return;
  throw new ConflictError('suggestion.decided', `The suggestion was ${state} before; that holds.`);
}

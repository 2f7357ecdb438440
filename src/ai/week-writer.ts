import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { layWeek } from '../coaching/laps.js';
import type { PlannedWeek } from '../coaching/model.js';
import type { Budgets } from '../config/ai-config.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { BuiltInCoach, coachSessions } from './built-in-coach.js';
import { CALL_CLOCK, type CallClock } from './calls/call-clock.js';
import { CALL_POLICY, timeoutsWithin, type CallPolicy } from './calls/call-policy.js';
import { within } from '../common/abortable.js';
import { canonicalJson } from '../common/canonical-json.js';
import { sha256 } from '../common/sha256.js';
import { weekWritten, type GenerationProgress } from './generation-progress.js';
import { ModelAuthor, type ModelOrder } from './model-author.js';
import { ModelCatalogue } from './routing/model-catalogue.js';
import { ModelExecutor } from './calls/model-executor.js';
import { ModelTelemetry } from './telemetry/model-telemetry.js';
import { routeTargets, type RouteDecision } from './routing/router.js';
import { RoutesService } from './routing/routes.service.js';
import type { WeekAuthor, WeekProvenance, WrittenWeek } from './week-author.js';
import type { CallContext, EarlierAnswer } from './week-question.js';
import { WritingPlan, type PlanToWrite } from './writing-plan.js';

/** For whom weeks are written, and what of them models may be told. */
export interface WritingSubject {
  /** The run that writes: `generation.id`. */
  runId: string;
  planId: string;
  athleteId: string;
  /** Null where the athlete was never asked: then models write, and learn nothing of their health. */
  aiConsent: boolean | null;
  injuryNotes: string | null;
}

/** A week that a model wrote, to be used again by a run that takes up where this one ends. */
export interface KeptWeek {
  /** Of all that was asked: good for a week with the same brief. */
  key: string;
  /** The author that was asked for; null for the default. */
  asked: string | null;
  written: WrittenWeek;
}

/** How weeks are written that nobody waits for: they may take this long, for less money. */
export interface UnattendedWriting {
  deadlineMs: number;
  /**
   * When the built-in coach writes, where it may: `after_models` when none of them could; `later`: not for now, as the
   * task will be tried again, unless no model can be asked at all or the budget is used up; `at_once`: no model is
   * asked any more. `after_models` unless told otherwise.
   */
  builtInCoach?: 'after_models' | 'later' | 'at_once';
}

/** Weeks of one plan that are to be written. Everything an author may know is in here; no row, no clock. */
export interface WritingTask extends PlanToWrite {
  subject: WritingSubject;
  /** Who is to write, from the catalogue of authors; null for the default. */
  model: string | null;
  /** Weeks that earlier tries have paid for. */
  kept: readonly KeptWeek[];
  /** Told of each week that a model wrote, as soon as it is there. */
  keep: (week: KeptWeek) => Promise<void>;
  /** Left out where somebody waits for the weeks. */
  unattended?: UnattendedWriting;
  /** What was answered in bulk for the task's one week; left out where nobody was asked before. */
  earlier?: EarlierAnswer | null;
  /** Aborts when nobody waits for the weeks any more. */
  signal: AbortSignal;
  /** Told of each week as it is written. */
  progress?: GenerationProgress;
}

/** A week laid out and paced, not yet audited. */
export interface LaidWeek {
  week: PlannedWeek;
  provenance: WeekProvenance;
}

/** Has weeks written by whom the configuration and the request say. Holds no connection while it waits for them. */
@Injectable()
export class WeekWriter {
  private readonly coach = new BuiltInCoach();

  constructor(
    private readonly executor: ModelExecutor,
    private readonly routes: RoutesService,
    private readonly catalogue: ModelCatalogue,
    private readonly telemetry: ModelTelemetry,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CALL_POLICY) private readonly policy: CallPolicy,
    @Inject(CALL_CLOCK) private readonly callClock: CallClock,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The weeks asked for, in their order, written side by side. All have ended when this does, also when one failed.
   * @throws InvalidError for an unknown author; UpstreamError or DeadlineError when no author could write; the
   *   signal's reason when it aborts
   */
  write(task: WritingTask): Promise<LaidWeek[]> {
    const { deadlineMs } = this.limitsOf(task);
    return within(deadlineMs, task.signal, (signal) => this.writeWithin(task, signal));
  }

  private async writeWithin(task: WritingTask, deadline: AbortSignal): Promise<LaidWeek[]> {
    const plan = new WritingPlan(task);
    const author = await this.authorOf(task, { plan, deadline });
    return this.telemetry.weeks({ ...task.subject, weekCount: task.weekNumbers.length }, async () => {
      const outcomes = await Promise.allSettled(
        task.weekNumbers.map((weekNumber) => this.writeWeek(task, { plan, author, weekNumber })),
      );
      // The built-in coach writes them all at one go: other requests have a turn before they are judged at another.
      await setImmediate();
      return outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
    });
  }

  private async writeWeek(
    { subject, kept, keep, model, signal, progress }: WritingTask,
    { plan, author, weekNumber }: { plan: WritingPlan; author: WeekAuthor; weekNumber: number },
  ): Promise<LaidWeek> {
    const { brief, frame } = plan.week(weekNumber);
    const key = sha256(canonicalJson(brief));
    // Who has declined since an earlier try has nothing of a model's.
    const usable = subject.aiConsent === false ? [] : kept;
    const known = usable.find((week) => week.key === key && (model === null || week.asked === model));
    const write = () => author.write(brief, { signal });
    const written = known?.written ?? (await this.telemetry.week(weekNumber, write));
    const { sessions, provenance } = written;
    if (!known && provenance.author === 'model') await keep({ key, asked: model, written });
    const laid = layWeek({ frame, sessions, substitutes: coachSessions(brief) });
    if (!laid.week) throw new Error(`Week ${weekNumber} could not be laid: ${JSON.stringify(laid.refused)}`);
    progress?.report(weekWritten(laid.week, provenance));
    const mended = [...provenance.mended, ...laid.mended, ...laid.refused];
    return { week: laid.week, provenance: { ...provenance, mended } };
  }

  /**
   * Checks a request's choice of author, and has the routes at hand, before any work.
   * @throws InvalidError when there is no such author
   */
  async requireAuthor(model: string | null): Promise<void> {
    await this.route({ model, totalWeeks: 0, distanceClass: '5k', athleteId: '' });
  }

  private async authorOf(
    task: WritingTask,
    { plan, deadline }: { plan: WritingPlan; deadline: AbortSignal },
  ): Promise<WeekAuthor> {
    const order = await this.order(task, deadline);
    if (task.subject.aiConsent === false) return this.coachFor('consent: declined');
    const isLastResort = task.unattended?.builtInCoach === 'at_once' && order.route.builtInCoach;
    if (isLastResort) return this.coachFor('models: tries_used_up');
    const { targets, skipped, builtInCoach } = order.route;
    const nothingToAsk = targets.length === 0 && builtInCoach && order.earlier === null;
    if (nothingToAsk && skipped.every(({ reason }) => reason === 'no_key')) return this.coach;
    return new ModelAuthor(this.executor, plan, order);
  }

  /**
   * Whom a task's weeks are asked of, and within what; no target for an athlete who wants none.
   * @throws InvalidError when there is no such author
   */
  async order(task: WritingTask, deadline = task.signal): Promise<ModelOrder> {
    const { subject, model, blueprint, unattended, earlier = null } = task;
    const { totalWeeks, distanceClass } = blueprint;
    const { athleteId, aiConsent } = subject;
    const { route, budgets } = await this.route({ model, totalWeeks, distanceClass, athleteId });
    return {
      route:
        aiConsent === false || unattended?.builtInCoach === 'at_once' ? { ...route, targets: [] } : route,
      context: this.context(task, budgets, deadline),
      injuryNotes: this.mayTell(subject) ? subject.injuryNotes : null,
      earlier,
      fallBack: unattended?.builtInCoach !== 'later',
    };
  }

  /** Within what a task's weeks are asked for; `deadline` aborts when the time for them is over, too. */
  context(task: WritingTask, budgets: Budgets, deadline = task.signal): CallContext {
    const { subject, signal, unattended } = task;
    const { deadlineMs, timeouts } = this.limitsOf(task);
    return {
      requestId: subject.runId,
      planId: subject.planId,
      budgets,
      unattended: unattended !== undefined,
      timeouts,
      deadlineAt: this.callClock.now() + deadlineMs,
      signal: deadline,
      gone: signal,
    };
  }

  private limitsOf({ unattended }: WritingTask): Pick<CallPolicy, 'deadlineMs' | 'timeouts'> {
    if (!unattended) return this.policy;
    const { deadlineMs } = unattended;
    return { deadlineMs, timeouts: timeoutsWithin(deadlineMs) };
  }

  private async route(request: {
    model: string | null;
    totalWeeks: number;
    distanceClass: PlanToWrite['blueprint']['distanceClass'];
    athleteId: string;
  }): Promise<{ route: RouteDecision; budgets: Budgets }> {
    const { routing } = await this.routes.current();
    const today = this.clock.today('UTC');
    const route = routeTargets(
      { ...request, needs: {}, today },
      { models: this.catalogue.models(), routing },
    );
    return { route, budgets: routing.budgets };
  }

  /** Health is told only where the operator and the athlete have said so. */
  private mayTell({ aiConsent }: WritingSubject): boolean {
    return this.config.ai.sendHealthNotes && aiConsent === true;
  }

  /** The built-in coach in the place of models, whatever the routes say. */
  private coachFor(fallbackReason: string): WeekAuthor {
    return {
      write: async (brief, options) => {
        const { sessions, provenance } = await this.coach.write(brief, options);
        return { sessions, provenance: { ...provenance, fallbackReason } };
      },
    };
  }
}

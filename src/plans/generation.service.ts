import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { WeekWriter, type LaidWeek, type WritingSubject, type WritingTask } from '../ai/week-writer.js';
import type { Athlete } from '../athletes/athlete.entity.js';
import { requireAccess } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { AthleteToday } from '../athletes/athlete-today.js';
import { within } from '../common/abortable.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { DefectError, ForbiddenError, InvalidError } from '../common/errors.js';
import { PHASE_NAMES, type Blueprint, type PlanInputs } from '../coaching/model.js';
import type { Workout } from '../coaching/workouts/workout.js';
import { inTransaction } from '../database/transaction.js';
import type { LongWork, WorkWatch } from '../operations/long-work.js';
import { ownWorkoutsFor } from '../workouts/own-workouts.js';
import { WebhookEvents } from '../webhooks/webhook-events.js';
import { writeActivation, type Activation } from './cascade.writer.js';
import type { GenerateDto } from './generate.dto.js';
import { planSaved, reportWeeks } from './generation-watch.js';
import { claimOf, GenerationRuns, type ClaimNote, type Run } from './generation-runs.service.js';
import { requireDraft, requirePlan, type OwnedPlan } from './plan-access.js';
import { requireNoOverlap } from './plan-overlap.js';
import { writtenWith } from './outdated-weeks.js';
import { requireSound, type PlanBasis } from './plan-audit.js';
import { checkInputs, knownInputs } from './plan-inputs.js';
import { forecastOf, outlinePlan, type PlanOutline } from './plan-outline.js';
import { planGenerated } from './plan-events.js';
import { planRefused } from './plan-problem.js';
import { mergeWeeks, type Cascade, type StoredWeek } from './stored-week.js';
import { attendance, releaseOf, type Showing } from './released-weeks.js';
import type { PlanMode, PlanSettings, TrainingPlan } from './training-plan.entity.js';
import { WorkSchedule } from './work-schedule.service.js';

/** A plan that was generated just now. */
export interface GeneratedPlan {
  plan: TrainingPlan;
  cascade: Cascade;
  blueprint: Blueprint;
}

/** Makes drafts into plans. */
@Injectable()
export class GenerationService {
  private readonly logger = new Logger(GenerationService.name);

  constructor(
    private readonly em: EntityManager,
    private readonly writer: WeekWriter,
    private readonly runs: GenerationRuns,
    private readonly today: AthleteToday,
    private readonly webhooks: WebhookEvents,
    private readonly schedule: WorkSchedule,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Checks and claims a draft for generation: the whole plan, or its phases and first week. No connection is held
   * while weeks are written; what they become is stored in one transaction or not at all.
   * @param options.claimed keeps the claim with what it is for
   * @throws InvalidError naming all that is missing or does not fit, `plan.not_draft`, `plan.not_ready`;
   *   ConflictError `generation.in_progress`, `athlete.plan_overlaps`, `plan.changed`
   */
  async prepare(
    actor: Actor,
    request: GenerateDto,
    { claimed }: { claimed?: ClaimNote } = {},
  ): Promise<LongWork<GeneratedPlan>> {
    const planId = request.trainingPlanId;
    const found = await requirePlan(this.em, { actor, planId, action: 'plan.generate' });
    requireMayChoose(actor, request.model);
    if (request.acceptRisk) requireAccess(actor, 'plan.accept_risk', ownerOf(found));
    await this.writer.requireAuthor(request.model ?? null);
    requireDraft(found.plan);
    const inputs = this.inputsOf(found);
    const outline = outlinePlan(inputs);
    const riskAccepted = requireReadiness(outline, request.acceptRisk === true);
    const { plan, athlete } = found;
    await requireNoOverlap(this.em, { plan, dates: inputs });
    const run = await this.runs.claim({
      planId,
      revision: plan.revision,
      scope: 'plan',
      actorId: actor.id,
      check: requireDraft,
      ...(claimed && { claimed }),
    });
    const mode = request.mode ?? plan.mode;
    const model = request.model ?? null;
    return {
      kind: 'plan.generate',
      subject: { type: 'training_plan', id: planId },
      athleteId: athlete.id,
      claim: claimOf(run),
      run: async (watch) => {
        try {
          const activation = await this.write(run, {
            inputs,
            outline,
            mode,
            seed: plan.seed,
            settings: plan.settings,
            actor,
            model,
            athlete,
            watch,
          });
          return await this.save(run, { activation, actor, riskAccepted, watch });
        } catch (error) {
          await this.runs.fail(run, error);
          throw error;
        }
      },
    };
  }

  private inputsOf({ plan, athlete, race, tuneUps }: OwnedPlan): PlanInputs {
    const known = knownInputs(plan, athlete, race, tuneUps);
    const { inputs, problems } = checkInputs(known, { today: this.today.of(athlete), goalRequired: true });
    if (!inputs) throw planRefused(problems);
    return inputs;
  }

  private async write(
    run: Run,
    work: {
      inputs: PlanInputs;
      outline: PlanOutline;
      mode: PlanMode;
      seed: number;
      settings: PlanSettings;
      actor: Actor;
      model: string | null;
      athlete: Athlete;
      watch: WorkWatch<GeneratedPlan>;
    },
  ): Promise<Activation> {
    const { inputs, outline, mode, seed, model, athlete, watch } = work;
    const { blueprint } = outline;
    const weekNumbers = mode === 'complete' ? blueprint.weeks.map(({ weekNumber }) => weekNumber) : [1];
    const phases = PHASE_NAMES.map((name) => ({ name, weekCount: blueprint.phases[name], totalMiles: 0 }));
    const empty = { phases, weeks: [] };
    const progress = reportWeeks(watch, { trainingPlanId: run.planId, blueprint, weekNumbers, stored: [] });
    const kept = [...run.kept];
    const keep = this.runs.keeper(run);
    const weeksWith = async (ownWorkouts: readonly Workout[]): Promise<StoredWeek[]> => {
      const task: Omit<WritingTask, 'signal'> = {
        inputs,
        blueprint,
        seed,
        ownWorkouts,
        weekNumbers,
        stored: [],
        variation: 0,
        model,
        subject: writingSubject(run, athlete),
        kept,
        keep: (week) => {
          kept.push(week);
          return keep(week);
        },
        progress,
      };
      const laid = await within(this.runs.leaseMs, watch.signal, (signal) =>
        this.writer.write({ ...task, signal }),
      );
      watch.signal.throwIfAborted();
      const shown = { settings: work.settings, author: work.actor, before: null, now: this.clock.now() };
      const weeks = laid.map((week) => storedWeek(week, { inputs, blueprint, variation: 0, shown }));
      requireSound({ inputs, blueprint }, { stored: { inputs, blueprint, cascade: empty }, weeks });
      return weeks;
    };
    const own = await ownWorkoutsFor(this.em, athlete.coach?.id ?? null);
    const weeks = await weeksWith(own).catch((error: unknown) => {
      // Nobody is left without a plan for a workout of staff's own.
      if (!(error instanceof DefectError) || own.length === 0) throw error;
      this.logger.error({ err: error, planId: run.planId }, 'a plan could not be made with own workouts');
      return weeksWith([]);
    });
    const cascade = mergeWeeks(empty, weeks);
    return { inputs, blueprint, forecast: forecastOf(outline), mode, cascade };
  }

  private save(
    run: Run,
    {
      activation,
      actor,
      riskAccepted,
      watch,
    }: { activation: Activation; actor: Actor; riskAccepted: boolean; watch: WorkWatch<GeneratedPlan> },
  ): Promise<GeneratedPlan> {
    return inTransaction(this.em, async (em) => {
      const subject = { type: 'training_plan', id: run.planId };
      const { readiness } = activation.forecast;
      // A deed of its own: it is looked for by its name.
      if (riskAccepted)
        recordAudit(em, { actor, action: 'plan.risk_accepted', subject, detail: { readiness } });
      const detail = { mode: activation.mode, weeks: activation.cascade.weeks.length };
      recordAudit(em, { actor, action: 'plan.generated', subject, detail });
      const { plan, rows } = await writeActivation(em, { run, activation, now: this.clock.now() });
      const { cascade, blueprint } = activation;
      await this.schedule.update(em, plan, rows);
      await this.webhooks.record(em, planGenerated(plan, cascade.weeks));
      const outcome = { plan, cascade, blueprint };
      await watch.settle(em, { outcome, event: planSaved(run.planId, cascade.weeks) });
      return outcome;
    });
  }
}

/** A laid week as it is stored. */
export function storedWeek(
  { week, provenance }: LaidWeek,
  { inputs, blueprint, variation, shown }: PlanBasis & { variation: number; shown: Showing },
): StoredWeek {
  return {
    ...week,
    provenance: {
      ...provenance,
      rulesVersion: blueprint.rulesVersion,
      variation,
      ...writtenWith(inputs, week.weekNumber),
      ...attendance(shown),
    },
    releasedAt: releaseOf(shown),
  };
}

/** For whom a run writes, and what its author may know of them. */
export function writingSubject(
  run: Pick<Run, 'id' | 'planId'>,
  { id, aiConsent, injuryNotes }: Athlete,
): WritingSubject {
  return { runId: run.id, planId: run.planId, athleteId: id, aiConsent, injuryNotes };
}

/** Who writes is staff's to choose. */
export function requireMayChoose(actor: Actor, model: string | null | undefined): void {
  if (!model || actor.role !== 'athlete') return;
  throw new ForbiddenError('access.denied', 'Only staff may choose who writes a plan; leave "model" out.');
}

function ownerOf({ athlete }: OwnedPlan) {
  return { athleteId: athlete.id, coachId: athlete.coach?.id ?? null };
}

/** @returns whether a risk was accepted that there is */
function requireReadiness({ readiness, warnings }: PlanOutline, riskAccepted: boolean): boolean {
  if (readiness !== 'not_ready') return false;
  if (riskAccepted) return true;
  const reason = warnings.find(({ code }) => code === 'readiness.not_ready')?.detail ?? '';
  throw new InvalidError(
    'plan.not_ready',
    `${reason} Choose a later or shorter race, or have staff generate it with "acceptRisk": true.`.trim(),
  );
}

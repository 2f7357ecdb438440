import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { WeekWriter, type WritingTask } from '../ai/week-writer.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { AthleteToday } from '../athletes/athlete-today.js';
import { within } from '../common/abortable.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { ConflictError, InvalidError } from '../common/errors.js';
import type { PhaseName } from '../coaching/model.js';
import { inTransaction } from '../database/transaction.js';
import type { LongWork, WorkWatch } from '../operations/long-work.js';
import { WebhookEvents } from '../webhooks/webhook-events.js';
import { writeWeeks } from './cascade.writer.js';
import { notedAround } from './day-edits.js';
import { writeDecided } from './decided-weeks.js';
import type { GenerateWeekDto } from './generate.dto.js';
import { claimOf, GenerationRuns } from './generation-runs.service.js';
import { planSaved, reportWeeks } from './generation-watch.js';
import { requireMayChoose, storedWeek, writingSubject } from './generation.service.js';
import { blueprintAround, keepAround, lockedDays } from './locked-days.js';
import { requirePlan } from './plan-access.js';
import { isLeft, soundAround } from './plan-audit.js';
import { weeksGenerated } from './plan-events.js';
import type { RunningPlan } from './running-plan.js';
import { readCascade } from './read-cascade.js';
import type { StoredWeek } from './stored-week.js';
import { WeekPlanner, type WeekDecision } from './week-planner.js';
import { WorkSchedule } from './work-schedule.service.js';
import { requireActive, requireWritable, weeksAhead, type WritablePlan } from './writable-weeks.js';

/** Weeks of plans that are generated already. */
@Injectable()
export class WeeksService {
  constructor(
    private readonly em: EntityManager,
    private readonly writer: WeekWriter,
    private readonly runs: GenerationRuns,
    private readonly today: AthleteToday,
    private readonly webhooks: WebhookEvents,
    private readonly schedule: WorkSchedule,
    private readonly planner: WeekPlanner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Checks and claims one week to write: the next, or anew one that is written and has not begun.
   * @throws InvalidError `plan.not_active`, `week.out_of_range`, `week.previous_missing`, `week.begun`;
   *   ConflictError `week.exists`, `generation.in_progress`, `plan.changed`
   */
  async prepareWeek(actor: Actor, request: GenerateWeekDto): Promise<LongWork<StoredWeek[]>> {
    const { trainingPlanId, weekNumber, regenerate, overwriteEdits } = request;
    const running = await this.requireRunning(actor, trainingPlanId);
    requireMayChoose(actor, request.model);
    await this.writer.requireAuthor(request.model ?? null);
    requireWritable(running, weekNumber, regenerate === true);
    const stored = running.cascade.weeks.find((week) => week.weekNumber === weekNumber);
    return this.prepare(running, {
      kind: 'week.generate',
      actor,
      weekNumbers: [weekNumber],
      scope: `week:${weekNumber}`,
      reason: stored ? 'week.regenerated' : 'week.generated',
      model: request.model ?? null,
      // The revision is another at every rewriting, so that a week can be rewritten until it pleases.
      variation: stored ? running.plan.revision : 0,
      keepLocks: overwriteEdits !== true,
    });
  }

  /**
   * Checks and claims the weeks of a phase that are not written yet, to be written in order, all or none.
   * @throws as `prepareWeek`; ConflictError `week.exists` when none is missing
   */
  async preparePhase(
    actor: Actor,
    { planId, phase, model }: { planId: string; phase: PhaseName; model: string | null },
  ): Promise<LongWork<StoredWeek[]>> {
    const running = await this.requireRunning(actor, planId);
    requireMayChoose(actor, model);
    await this.writer.requireAuthor(model);
    const written = new Set(running.cascade.weeks.map(({ weekNumber }) => weekNumber));
    const missing = running.blueprint.weeks.filter(
      (week) => week.phase === phase && !written.has(week.weekNumber),
    );
    const [first] = missing;
    if (!first) throw new ConflictError('week.exists', `All weeks of the ${phase} phase are written.`);
    requireWritable(running, first.weekNumber, false);
    return this.prepare(running, {
      kind: 'phase.generate',
      actor,
      weekNumbers: missing.map(({ weekNumber }) => weekNumber),
      scope: `phase:${phase}`,
      reason: 'phase.generated',
      model,
      variation: 0,
      keepLocks: true,
    });
  }

  /**
   * Checks and claims the weeks that lie ahead, or those of one phase, to be written anew, all or none: of a plan that
   * is written week by week those that are written, of one written in full also those that are missing. What has begun
   * stays as it is, and so do locked days.
   * @throws InvalidError `plan.not_active`, `week.none_ahead`; ConflictError as `prepareWeek`
   */
  async prepareAhead(
    actor: Actor,
    { planId, phase, model }: { planId: string; phase: PhaseName | null; model: string | null },
  ): Promise<LongWork<StoredWeek[]>> {
    const running = await this.requireRunning(actor, planId);
    requireMayChoose(actor, model);
    await this.writer.requireAuthor(model);
    const ahead = weeksAhead(running, phase);
    const [first] = ahead;
    if (first === undefined) {
      const which = phase ? ` of the ${phase} phase` : '';
      throw new InvalidError(
        'week.none_ahead',
        `No week${which} is written that has not begun, and what has begun is not rewritten.`,
      );
    }
    requireWritable(running, first, true);
    const ofPhase = { kind: 'phase.regenerate', scope: `phase:${phase}`, reason: 'phase.regenerated' };
    const ofPlan = { kind: 'plan.replan', scope: 'ahead', reason: 'plan.replanned' };
    return this.prepare(running, {
      ...(phase ? ofPhase : ofPlan),
      actor,
      weekNumbers: ahead,
      model,
      variation: running.plan.revision,
      keepLocks: true,
    });
  }

  private async requireRunning(actor: Actor, planId: string): Promise<WritablePlan> {
    const { plan, athlete } = await requirePlan(this.em, { actor, planId, action: 'plan.generate' });
    requireActive(plan);
    const { inputs, blueprint } = plan;
    if (!inputs || !blueprint) throw new Error(`Plan ${planId} is active without inputs or blueprint`);
    const cascade = await readCascade(this.em, planId);
    return { plan, inputs, blueprint, cascade, athlete, today: this.today.of(athlete) };
  }

  private async prepare(
    running: RunningPlan,
    work: {
      kind: string;
      actor: Actor;
      weekNumbers: readonly number[];
      scope: string;
      reason: string;
      model: string | null;
      variation: number;
      keepLocks: boolean;
    },
  ): Promise<LongWork<StoredWeek[]>> {
    const { plan, cascade, athlete } = running;
    const { scope, model, variation, reason } = work;
    const [first = 1] = work.weekNumbers;
    // Nobody writes a week blind: what was run has its say, whoever asks.
    const decision = await this.planner.decide(running, first, work.weekNumbers);
    const run = await this.runs.claim({
      planId: plan.id,
      revision: plan.revision,
      scope,
      actorId: work.actor.id,
      check: requireActive,
    });
    const trainingPlanId = plan.id;
    const write = async (
      watch: WorkWatch<StoredWeek[]>,
      { inputs, blueprint, alter, record, ...decided }: WeekDecision,
    ): Promise<StoredWeek[]> => {
      const weekNumbers = [...new Set([...work.weekNumbers, ...decided.weekNumbers])].toSorted(
        (a, b) => a - b,
      );
      const basis = { inputs, blueprint };
      const held = work.keepLocks ? lockedDays(cascade, weekNumbers) : [];
      const task: Omit<WritingTask, 'signal'> = {
        inputs,
        blueprint: work.keepLocks ? blueprintAround(basis, cascade, weekNumbers) : blueprint,
        held,
        weekNumbers,
        variation,
        model,
        seed: plan.seed,
        ownWorkouts: decided.ownWorkouts ?? [],
        stored: cascade.weeks,
        subject: writingSubject(run, athlete),
        kept: run.kept,
        keep: this.runs.keeper(run),
        progress: reportWeeks(watch, { trainingPlanId, blueprint, weekNumbers, stored: cascade.weeks }),
      };
      const laid = await within(this.runs.leaseMs, watch.signal, (signal) =>
        this.writer.write({ ...task, signal }),
      );
      watch.signal.throwIfAborted();
      const now = this.clock.now();
      const written = laid.map((each) => {
        const before = cascade.weeks.find(({ weekNumber }) => weekNumber === each.week.weekNumber);
        const shown = { settings: plan.settings, author: work.actor, before: before ?? null, now };
        const week = storedWeek(each, { inputs, blueprint, variation, shown });
        return work.keepLocks ? keepAround(week, cascade, basis) : week;
      });
      const sound = soundAround(basis, { stored: running, weeks: written, asked: work.weekNumbers });
      const weeks = notedAround(basis, cascade, sound);
      await inTransaction(this.em, async (em) => {
        const change = { run, before: cascade, weeks, reason, now, ...(alter && { alter }) };
        const saved = await writeWeeks(em, change);
        await record?.(em);
        const subject = { type: 'training_plan', id: trainingPlanId };
        const anew = weeks.filter((week) => !isLeft(week));
        const detail = { weekNumbers: anew.map(({ weekNumber }) => weekNumber) };
        recordAudit(em, { actor: work.actor, action: reason, subject, detail });
        await this.schedule.update(em, saved.plan, saved.rows);
        await this.webhooks.recordAll(em, weeksGenerated(saved.plan, anew));
        await watch.settle(em, { outcome: weeks, event: planSaved(trainingPlanId, weeks) });
      });
      return weeks;
    };
    return {
      kind: work.kind,
      subject: { type: 'training_plan', id: trainingPlanId },
      // What it comes to shows the weeks: where a coach reviews them first, that is not for the athlete.
      athleteId: plan.settings.release === 'coach' && work.actor.role !== 'athlete' ? null : athlete.id,
      claim: claimOf(run),
      run: async (watch) => {
        try {
          const decided = { running, decision, asItStood: work.weekNumbers };
          return await writeDecided(decided, (each) => write(watch, each));
        } catch (error) {
          await this.runs.fail(run, error);
          throw error;
        }
      },
    };
  }
}

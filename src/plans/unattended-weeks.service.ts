import { EntityManager, LockMode } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { WeekWriter, type LaidWeek, type UnattendedWriting } from '../ai/week-writer.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError } from '../common/errors.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import { keepWeeks, writeWeeks } from './cascade.writer.js';
import { writeDecided } from './decided-weeks.js';
import type { GenerationError } from './generation.entity.js';
import { GenerationRuns, type Run } from './generation-runs.service.js';
import { lookTime, releaseTime, startOfWeek, URGENT_HOURS } from './next-work.js';
import { isStoredAlike, writtenWith } from './outdated-weeks.js';
import { weekOfScope } from './pending-weeks.js';
import { requireSound } from './plan-audit.js';
import { planNotFound } from './plan-access.js';
import { generationFailed, weeksGenerated } from './plan-events.js';
import { readRunningPlan, type RunningPlan } from './running-plan.js';
import type { StoredWeek } from './stored-week.js';
import { WebhookEvents } from '../webhooks/webhook-events.js';
import type { StoredProvenance } from './training-plan-week.entity.js';
import { TrainingPlan } from './training-plan.entity.js';
import { unattendedTask, variationOf } from './unattended-task.js';
import { UnattendedRuns } from './unattended-runs.service.js';
import { WeekPlanner, type WeekDecision } from './week-planner.js';
import { WorkSchedule } from './work-schedule.service.js';

/** What became of a run's turn. */
export type AdvanceOutcome =
  /** Weeks were stored; `late`: of them, those whose Monday had begun for the athlete. */
  | { kind: 'written'; weeks: { weekNumber: number; author: StoredProvenance['author']; late: boolean }[] }
  /** A written week was looked at and stays as it is. */
  | { kind: 'looked' }
  /** There was nothing to do any more. */
  | { kind: 'obsolete' }
  /** Another run holds the plan, or it was changed while the week was written: ask again. */
  | { kind: 'held'; until: Date }
  /** It was the last resort, and not even that could write. The plan is due again after a pause. */
  | { kind: 'failed'; error: DomainError };

interface Advance {
  /** Aborts when the run has to be let go of: it is put back as if it had not been tried. */
  signal: AbortSignal;
  /** All tries with models are used up: the built-in coach writes at once, where it may, or the run has failed. */
  lastResort: boolean;
}

/** Models have this long at least where nobody waits. */
const LEAST_DEADLINE_MS = 5 * 60_000;
const LEASE_BEYOND_DEADLINE_MS = 60_000;
/** After a run has failed for good. */
const PAUSE_MS = 6 * 3_600_000;

/** A run that was taken up, with all that is known of its plan. */
interface Turn extends Advance {
  run: Run;
  running: RunningPlan;
  weekNumber: number;
  decision: WeekDecision;
  /** Of the try before this one. */
  lastError: GenerationError | null;
}

/** Codes of a run that is another's by now, or nobody's any more. */
const LOST: ReadonlySet<string> = new Set([
  'generation.superseded',
  'generation.cancelled',
  'plan.not_found',
]);

/** Writes the weeks that nobody asks for, one turn of one run at a time. */
@Injectable()
export class UnattendedWeeks {
  private readonly logger = new Logger(UnattendedWeeks.name);

  constructor(
    private readonly em: EntityManager,
    private readonly writer: WeekWriter,
    private readonly runs: GenerationRuns,
    private readonly pending: UnattendedRuns,
    private readonly planner: WeekPlanner,
    private readonly schedule: WorkSchedule,
    private readonly webhooks: WebhookEvents,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Takes a run up, has its week written, and stores it with the jobs that follow from it; no connection is held while
   * a model writes. When it throws, the run waits for its next try, and weeks that were paid for are kept for that.
   * @throws what writing or storing throws; the signal's reason when it aborts
   */
  async advance(generationId: string, { signal, lastResort }: Advance): Promise<AdvanceOutcome> {
    signal.throwIfAborted();
    const taken = await this.pending.take(generationId, this.deadlineMs + LEASE_BEYOND_DEADLINE_MS);
    if (taken.kind !== 'taken') return taken;
    const { run, scope, lastError } = taken;
    try {
      const weekNumber = weekOfScope(scope);
      const running = await readRunningPlan(this.em.fork(), run.planId);
      if (!running) throw planNotFound();
      if (weekNumber === null) throw new Error(`Run ${run.id} of scope ${scope} writes no week`);
      const read = { ...run, revision: running.plan.revision };
      const isWritten = running.cascade.weeks.some((week) => week.weekNumber === weekNumber);
      const turn = { run: read, running, weekNumber, signal, lastResort, lastError };
      return await writeDecided(
        {
          running,
          decision: await this.planner.decide(running, weekNumber),
          asItStood: isWritten ? [] : [weekNumber],
        },
        (decision) => this.write({ ...turn, decision }),
      );
    } catch (error) {
      if (error instanceof DomainError && LOST.has(error.code)) return { kind: 'obsolete' };
      // The week is thought out anew for the plan as it is by now: no try has failed.
      if (error instanceof DomainError && error.code === 'plan.changed' && !signal.aborted) {
        await this.pending.putBack(run, null);
        return { kind: 'held', until: this.clock.now() };
      }
      if (lastResort && error instanceof DomainError && !signal.aborted) return this.giveUp(taken, error);
      await this.pending.putBack(run, signal.aborted ? null : error);
      throw error;
    }
  }

  private get deadlineMs(): number {
    return Math.max(LEAST_DEADLINE_MS, this.config.ai.deadlineMs);
  }

  private async write(turn: Turn): Promise<AdvanceOutcome> {
    const { decision, signal, running, run, weekNumber } = turn;
    const begun = performance.now();
    const laid = decision.weekNumbers.length > 0 ? await this.lay(turn) : [];
    signal.throwIfAborted();
    const now = this.clock.now();
    const found = laid.map((each) => this.toStore(each, turn, now));
    // New paces need not show in every week: what comes out the same is no new version.
    const isNew = found.some((week) => !isStoredAlike(week, running.cascade));
    const weeks = isNew ? found : [];
    if (isNew) requireSound(decision, { stored: running, weeks });
    await this.save(turn, { weeks, same: isNew ? [] : found, now });
    if (weeks.length === 0) return { kind: 'looked' };
    const written = weeks.map((week) => ({
      weekNumber: week.weekNumber,
      author: week.provenance.author,
      late: this.begins(running, week.weekNumber) <= now,
    }));
    for (const [index, week] of written.entries()) {
      const { notes = [] } = weeks[index] ?? {};
      this.logger.log(
        {
          ...week,
          planId: run.planId,
          athleteId: running.athlete.id,
          turn: weekNumber,
          reason: decision.reason,
          rules: notes.map(({ rule }) => rule),
          ms: Math.round(performance.now() - begun),
        },
        'week written',
      );
    }
    return { kind: 'written', weeks: written };
  }

  private lay(turn: Turn): Promise<LaidWeek[]> {
    const { run, signal } = turn;
    return this.writer.write({
      ...unattendedTask(run, turn),
      kept: run.kept,
      keep: this.runs.keeper(run),
      unattended: { deadlineMs: this.deadlineMs, builtInCoach: this.coachOf(turn) },
      signal,
    });
  }

  /** Once a week is near, it is not put off again for a model that cannot write. */
  private coachOf({ lastResort, running, decision }: Turn): NonNullable<UnattendedWriting['builtInCoach']> {
    if (lastResort) return 'at_once';
    const first = Math.min(...decision.weekNumbers);
    const left = this.begins(running, first).getTime() - this.clock.now().getTime();
    return left <= URGENT_HOURS * 3_600_000 ? 'after_models' : 'later';
  }

  private toStore({ week, provenance }: LaidWeek, turn: Turn, now: Date): StoredWeek {
    const { running, decision } = turn;
    const { plan, cascade, athlete } = running;
    const stored = cascade.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
    const { rulesVersion } = decision.blueprint;
    const shown = releaseTime(startOf(plan), week.weekNumber, this.zoneOf(athlete));
    const isReviewed = plan.settings.release === 'coach' && now < shown;
    // Weeks with days that staff hold are never written here.
    return {
      ...week,
      provenance: {
        ...provenance,
        rulesVersion,
        variation: variationOf(running, decision),
        ...writtenWith(decision.inputs, week.weekNumber),
        unattended: true,
      },
      releasedAt: stored?.releasedAt ?? (isReviewed ? null : now),
    };
  }

  private async save(
    { run, decision, weekNumber, running, lastResort, lastError }: Turn,
    { weeks, same, now }: { weeks: readonly StoredWeek[]; same: readonly StoredWeek[]; now: Date },
  ): Promise<void> {
    const { reason, alter, record } = decision;
    const looked = lookTime(startOf(running.plan), weekNumber, this.zoneOf(running.athlete)) <= now;
    await inTransaction(this.em, async (em) => {
      const change = { run, now, ...(alter && { alter }) };
      const { plan, rows } =
        weeks.length > 0
          ? await writeWeeks(em, { ...change, before: running.cascade, weeks, reason })
          : await keepWeeks(em, { ...change, weeks: same });
      await record?.(em);
      await this.webhooks.recordAll(em, weeksGenerated(plan, weeks));
      if (lastResort) {
        const code = lastError?.code ?? 'service.unexpected';
        await this.webhooks.record(em, generationFailed(plan, { weekNumber, code, written: true }));
      }
      const row = rows.find((each) => each.weekNumber === weekNumber);
      if (row && looked) row.lookedAt = now;
      await this.schedule.update(em, plan, rows);
    });
  }

  private async giveUp(
    { run, scope }: { run: Run; scope: string },
    error: DomainError,
  ): Promise<AdvanceOutcome> {
    const again = new Date(this.clock.now().getTime() + PAUSE_MS);
    const isOurs = await inTransaction(this.em, async (em) => {
      const plan = await em.findOneOrFail(TrainingPlan, run.planId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!(await this.pending.giveUp(em, run, error))) return false;
      plan.nextWorkAt = again;
      const week = { weekNumber: weekOfScope(scope) ?? 0, code: error.code, written: false };
      await this.webhooks.record(em, generationFailed(plan, week));
      return true;
    });
    if (!isOurs) return { kind: 'obsolete' };
    this.logger.error({ planId: run.planId, code: error.code }, 'a week could not be written');
    return { kind: 'failed', error };
  }

  private begins({ plan, athlete }: RunningPlan, weekNumber: number): Date {
    return startOfWeek(startOf(plan), weekNumber, this.zoneOf(athlete));
  }

  private zoneOf({ timeZone }: RunningPlan['athlete']): string {
    return timeZone ?? this.config.timeZone;
  }
}

function startOf({ id, startDate }: TrainingPlan): string {
  if (startDate === null) throw new Error(`Plan ${id} is generated without a start date`);
  return startDate;
}

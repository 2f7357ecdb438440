import { EntityManager, LockMode, RequestContext } from '@mikro-orm/core';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BulkTask, BulkTerms, SettledWeek } from '../ai/bulk/bulk-week.js';
import { BulkWriting } from '../ai/bulk/bulk-writing.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { inTransaction } from '../database/transaction.js';
import { JobQueue } from '../queue/job-queue.js';
import { Generation } from './generation.entity.js';
import { weekKey } from './pending-weeks.js';
import { readRunningPlan } from './running-plan.js';
import { TrainingPlan } from './training-plan.entity.js';
import { unattendedTask } from './unattended-task.js';
import { waitingRuns, type WaitingRun } from './waiting-runs.js';
import { WeekPlanner } from './week-planner.js';

/** A run that waited longer to be handed in than this would be written twice: its own job comes first. */
const HAND_IN_WITHIN_MS = 3_600_000;

/**
 * Asks for the weeks of many runs together, at half the price. What comes back is kept with each run, as a week that an
 * earlier try has paid for; the run's own job then goes on as ever, and decides anew what there is to write. So
 * nothing is stored from a batch that does not fit any more, and a batch that brings nothing only costs time.
 */
@Injectable()
export class BulkWeeks {
  private readonly logger = new Logger(BulkWeeks.name);

  constructor(
    private readonly em: EntityManager,
    private readonly bulk: BulkWriting,
    private readonly planner: WeekPlanner,
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** When weeks go to a batch; null where no model takes one. */
  terms(): Promise<BulkTerms | null> {
    return this.bulk.terms();
  }

  /**
   * Hands in the weeks of those runs that still wait, and has the others written live at once: another kind of work,
   * an athlete who wants no model, no batch on offer. May be called again for the same runs, also when their batch is
   * over.
   * @throws the signal's reason when it aborts
   */
  async handIn(generationIds: readonly string[], signal: AbortSignal): Promise<void> {
    const runs = await waitingRuns(this.em.fork(), generationIds);
    const tasks: BulkTask[] = [];
    for (const run of runs) {
      signal.throwIfAborted();
      const task = await RequestContext.create(this.em, () => this.taskOf(run));
      if (task) tasks.push(task);
    }
    const left = new Set(await this.bulk.add(tasks, { confirm: stillWilling }));
    const inBatch = new Set(tasks.map(({ customId }) => customId).filter((id) => !left.has(id)));
    const live = runs.filter(({ id }) => !inBatch.has(id));
    await this.hurry(live);
    this.logger.log({ handedIn: inBatch.size, live: live.length }, 'weeks handed in');
  }

  /** Takes all batches a step further. Call it now and then, from as many processes as there are. */
  async goOn(signal: AbortSignal): Promise<void> {
    await this.dropUnwanted();
    await this.bulk.poll({ receive: (week) => this.receive(week), signal });
  }

  private async taskOf(run: WaitingRun): Promise<BulkTask | null> {
    const waited = this.clock.now().getTime() - run.createdAt.getTime();
    if (!run.willing || !run.untouched || waited > HAND_IN_WITHIN_MS) return null;
    try {
      const running = await readRunningPlan(this.em.fork(), run.planId);
      if (!running) return null;
      const { weekNumber } = run;
      const decision = await this.planner.decide(running, weekNumber);
      const isStored = running.cascade.weeks.some((week) => week.weekNumber === weekNumber);
      if (isStored || decision.weekNumbers.length !== 1) return null;
      const task = unattendedTask(run, { running, decision });
      return { ...task, customId: run.id, weekNumbers: [weekNumber] };
    } catch (error) {
      // One plan does not keep the others back: its own job will meet the same, and has tries for it.
      this.logger.warn({ err: error, planId: run.planId }, 'a week could not be handed in');
      return null;
    }
  }

  /** Plans are paused, archived, changed, people erased, and models declined, while a batch is out. */
  private async dropUnwanted(): Promise<void> {
    const ids = await this.bulk.underWay();
    if (ids.length === 0) return;
    const waiting = await waitingRuns(this.em.fork(), ids);
    const wanted = new Set(waiting.filter(({ willing }) => willing).map(({ id }) => id));
    const unwanted = ids.filter((id) => !wanted.has(id));
    if (unwanted.length === 0) return;
    // In this order: of what is cancelled nobody is told again, and it would wait as long as a batch may take.
    await this.hurry(waiting.filter(({ willing }) => !willing));
    await this.bulk.cancel(unwanted);
  }

  /** Keeps what a model wrote with its run, if that still waits, and has it go on. */
  private async receive({ customId, written, error }: SettledWeek): Promise<void> {
    await inTransaction(this.em, async (em) => {
      const [waiting] = await waitingRuns(em, [customId]);
      if (!waiting) return;
      // As every claim does: who takes the run up at this moment sees the week, or had it before.
      await em.findOne(TrainingPlan, waiting.planId, {
        lockMode: LockMode.PESSIMISTIC_WRITE,
        fields: ['id'],
      });
      const run = await em.findOne(Generation, customId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (run?.state !== 'pending') return;
      if (written) {
        const others = run.weeksDecoded.filter(({ key }) => key !== written.key);
        run.weeksDecoded = [...others, written];
      }
      await this.queue.hurryKey(em, 'week.write', weekKey(waiting.planId, waiting.weekNumber));
    });
    if (error) this.logger.warn({ runId: customId, code: error.code }, 'a batch did not bring a week');
  }

  private async hurry(runs: readonly WaitingRun[]): Promise<void> {
    await inTransaction(this.em, async (em) => {
      for (const { planId, weekNumber } of runs) {
        await this.queue.hurryKey(em, 'week.write', weekKey(planId, weekNumber));
      }
    });
  }
}

async function stillWilling(em: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const waiting = await waitingRuns(em, ids, { hold: true });
  return new Set(waiting.filter(({ willing }) => willing).map(({ id }) => id));
}

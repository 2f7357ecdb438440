import type { Pool } from 'pg';
import { LookAhead } from '../jobs/look-ahead.service.js';
import { UnattendedWeeks } from '../plans/unattended-weeks.service.js';
import { JobQueue } from '../queue/job-queue.js';
import { eachOf } from './each-of.js';
import type { SimulatedService } from './simulated-service.js';

/** A week's turn that came to nothing, as the workers would have logged it. */
export interface FailedTurn {
  readonly planId: string;
  readonly error: unknown;
}

/** What a round of unattended work came to. */
export interface WorkDone {
  /** Plans that are not what they were after the round before. */
  readonly changed: ReadonlySet<string>;
  readonly failed: readonly FailedTurn[];
}

const BATCH = 40;

/** Does what the scheduler and its workers would do by themselves, when it is told to. */
export class UnattendedWork {
  private readonly ahead: LookAhead;
  private readonly weeks: UnattendedWeeks;
  private readonly queue: JobQueue;
  private revisions = new Map<string, number>();

  constructor(
    private readonly service: SimulatedService,
    private readonly database: Pool,
  ) {
    const { app } = service;
    this.ahead = app.get(LookAhead, { strict: false });
    this.weeks = app.get(UnattendedWeeks, { strict: false });
    this.queue = app.get(JobQueue, { strict: false });
  }

  /** Looks ahead once, and works off jobs until none is left. */
  async doWhatIsDue(): Promise<WorkDone> {
    const failed: FailedTurn[] = [];
    await this.service.request(() => this.ahead.look('cron'));
    for (;;) {
      const jobs = await this.queue.boss.fetch<{ generationId: string }>('week.write', { batchSize: BATCH });
      if (jobs.length === 0) break;
      const turns = await this.turnsOf(jobs.map(({ data }) => data.generationId));
      // One turn of a plan after the other: which of them is first would else be another at each run.
      await eachOf(Map.groupBy(turns, ({ planId }) => planId).values(), async (ofPlan) => {
        for (const { id, planId } of ofPlan) {
          const error = await this.advance(id);
          if (error !== null) failed.push({ planId, error });
        }
      });
      await this.queue.boss.complete(
        'week.write',
        jobs.map(({ id }) => id),
      );
    }
    return { changed: await this.changed(), failed };
  }

  private async turnsOf(generationIds: readonly string[]): Promise<{ id: string; planId: string }[]> {
    const { rows } = await this.database.query<{ id: string; planId: string }>(
      'select id, plan_id as "planId" from generation where id = any($1) order by length(scope), scope',
      [generationIds],
    );
    return rows;
  }

  /**
   * A turn, and where it fails the last resort, as if all tries between them had failed too.
   * @returns what was wrong with the turn; null where nothing was
   */
  private async advance(generationId: string): Promise<unknown> {
    const { signal } = new AbortController();
    const turn = (lastResort: boolean) =>
      this.service.request(() => this.weeks.advance(generationId, { signal, lastResort }));
    try {
      const outcome = await turn(false);
      if (outcome.kind === 'held') return new Error('Its plan is held by another run, and there is none.');
      return outcome.kind === 'failed' ? outcome.error : null;
    } catch (error) {
      // What is told is why the first try failed.
      await turn(true).catch(() => undefined);
      return error;
    }
  }

  private async changed(): Promise<Set<string>> {
    const { rows } = await this.database.query<{ id: string; revision: number }>(
      'select id, revision from training_plan',
    );
    const before = this.revisions;
    this.revisions = new Map(rows.map(({ id, revision }) => [id, revision]));
    return new Set(rows.filter(({ id, revision }) => before.get(id) !== revision).map(({ id }) => id));
  }
}

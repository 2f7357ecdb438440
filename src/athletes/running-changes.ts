import type { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { JobQueue } from '../queue/job-queue.js';
import type { Athlete } from './athlete.entity.js';

/** What is entered within this time of the first change is looked at together with it. */
export const COALESCING_MINUTES = 15;

const MINUTE_MS = 60_000;

/** Only where a week may follow from it. By SQL: plans are a room above this one. */
const MARK = `
  update athlete set running_changed_at = ?
   where id = ? and running_changed_at is null
     and exists (select from training_plan as plan where plan.athlete_id = athlete.id and plan.status = 'active')
  returning id`;

/** Says that something is on record of athletes that their coming week has not seen. */
@Injectable()
export class RunningChanges {
  constructor(
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Has the athlete's coming week looked at once more, `COALESCING_MINUTES` after the first change that it has not
   * seen. Call in the transaction of the change.
   */
  async note(em: EntityManager, { id }: Pick<Athlete, 'id'>): Promise<void> {
    const now = this.clock.now();
    const marked = await em
      .getConnection()
      .execute<unknown[]>(MARK, [now, id], 'all', em.getTransactionContext());
    if (marked.length === 0) return;
    // One job a minute for all athletes: those that come due in the same minute are found by the same look.
    const singletonKey = `late ${now.toISOString().slice(0, 'YYYY-MM-DDThh:mm'.length)}`;
    const untilNextMinute = MINUTE_MS - (now.getTime() % MINUTE_MS);
    const startAfter = Math.ceil((COALESCING_MINUTES * MINUTE_MS + untilNextMinute) / 1_000);
    await this.queue.send(em, 'weeks.look', { data: {}, singletonKey, startAfter });
  }
}

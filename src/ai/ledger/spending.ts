import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { Budgets } from '../../config/ai-config.js';
import { inTransaction } from '../../database/transaction.js';
import { abortable } from '../../common/abortable.js';

/** Money set aside for a call under way, until it is known what it cost. */
export interface Reservation {
  planId: string;
  scopes: readonly string[];
  usd: number;
}

/** What a call may cost, and where that is limited. */
export interface SpendingRequest {
  planId: string;
  budgets: Budgets;
  /** At most. */
  usd: number;
}

/** Calls of one plan that are under way in this process. */
interface UnderWay {
  calls: number;
  /** Resolves when the next of them is settled. */
  settled: PromiseWithResolvers<void>;
}

interface Limit {
  scope: string;
  usd: number;
}

/** Thrown inside the transaction only, to undo what a refused reservation had taken. */
class BudgetReached extends Error {}

/** Keeps calls within the budgets, however many processes make them. */
@Injectable()
export class Spending {
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sets `usd` aside in every budget there is, or in none of them. Calls take far less than is set aside for them, so
   * that where it would pass a limit, it waits for the plan's other calls to give back what they did not need.
   * @returns null when it would pass a limit even so
   * @throws the signal's reason when it aborts meanwhile
   */
  async reserve(request: SpendingRequest, signal: AbortSignal): Promise<Reservation | null> {
    const { planId } = request;
    for (;;) {
      // Looked up first: what is given back while the database is asked counts, too.
      const settled = this.underWay.get(planId)?.settled.promise;
      const reservation = await this.take(request);
      if (reservation) {
        const open = this.underWay.get(planId) ?? { calls: 0, settled: Promise.withResolvers<void>() };
        open.calls += 1;
        this.underWay.set(planId, open);
        return reservation;
      }
      if (!settled) return null;
      await abortable(settled, signal);
    }
  }

  private async take(request: SpendingRequest): Promise<Reservation | null> {
    const limits = this.limitsOf(request);
    const { planId, usd } = request;
    const reservation = { planId, scopes: limits.map(({ scope }) => scope), usd };
    if (limits.length === 0) return reservation;
    if (limits.some((limit) => usd > limit.usd)) return null;
    try {
      await inTransaction(this.em, async (em) => {
        // One statement decides on all rows under their locks; the order of scopes is always the same.
        const taken = await em.getConnection().execute<unknown[]>(
          `insert into model_spend as spend (scope, spent_usd)
           select scope, usd from (values ${limits.map(() => '(?::text, ?::numeric, ?::numeric)').join(', ')})
             as asked (scope, usd, limit_usd)
           on conflict (scope) do update set spent_usd = spend.spent_usd + excluded.spent_usd
             where spend.spent_usd + excluded.spent_usd <= case ${limits.map(() => 'when excluded.scope = ? then ?::numeric').join(' ')} end
           returning scope`,
          [
            ...limits.flatMap((limit) => [limit.scope, usd, limit.usd]),
            ...limits.flatMap((limit) => [limit.scope, limit.usd]),
          ],
          'all',
          em.getTransactionContext(),
        );
        if (taken.length < limits.length) throw new BudgetReached();
      });
    } catch (error) {
      if (error instanceof BudgetReached) return null;
      throw error;
    }
    return reservation;
  }

  /**
   * Puts in the place of what was set aside what the call has cost; 0 for one that was not served.
   * @param em in whose transaction; left out: at once
   */
  async settle(
    { planId, scopes, usd: reserved }: Reservation,
    usd: number,
    em = this.em.fork(),
  ): Promise<void> {
    try {
      if (scopes.length > 0 && usd !== reserved) await giveBack(em, scopes, reserved - usd);
    } finally {
      const open = this.underWay.get(planId);
      if (open) {
        open.calls -= 1;
        open.settled.resolve();
        open.settled = Promise.withResolvers<void>();
        if (open.calls === 0) this.underWay.delete(planId);
      }
    }
  }

  private limitsOf({ planId, budgets }: { planId: string; budgets: Budgets }): Limit[] {
    const day = this.clock.now().toISOString().slice(0, 10);
    const { perPlanUsd, perDayUsd, perMonthUsd } = budgets;
    return [
      { scope: `plan:${planId}`, usd: perPlanUsd },
      { scope: `day:${day}`, usd: perDayUsd },
      { scope: `month:${day.slice(0, 7)}`, usd: perMonthUsd },
    ].flatMap(({ scope, usd }) => (usd === null ? [] : [{ scope, usd }]));
  }
}

async function giveBack(em: EntityManager, scopes: readonly string[], usd: number): Promise<void> {
  const list = scopes.map(() => '?').join(', ');
  await em
    .getConnection()
    .execute(
      `update model_spend set spent_usd = greatest(0, spent_usd - ?::numeric) where scope in (${list})`,
      [usd, ...scopes],
      'run',
      em.getTransactionContext(),
    );
}

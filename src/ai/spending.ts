import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import type { Budgets } from '../config/ai-config.js';
import { inTransaction } from '../database/transaction.js';

/** Money set aside for a call under way, until it is known what it cost. */
export interface Reservation {
  scopes: readonly string[];
  usd: number;
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
  constructor(
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sets `usd` aside in every budget there is, or in none of them.
   * @returns null when that would pass a limit
   */
  async reserve(request: { planId: string; budgets: Budgets; usd: number }): Promise<Reservation | null> {
    const limits = this.limitsOf(request);
    const { usd } = request;
    const reservation = { scopes: limits.map(({ scope }) => scope), usd };
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

  /** Puts in the place of what was set aside what the call has cost; 0 for one that was not served. */
  async settle({ scopes, usd: reserved }: Reservation, usd: number): Promise<void> {
    if (scopes.length === 0 || usd === reserved) return;
    await this.em
      .fork()
      .getConnection()
      .execute(
        `update model_spend set spent_usd = greatest(0, spent_usd + ?::numeric) where scope in (${scopes.map(() => '?').join(', ')})`,
        [usd - reserved, ...scopes],
      );
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

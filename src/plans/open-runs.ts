import type { EntityManager } from '@mikro-orm/core';
import { callCost } from '../ai/ledger/ledger.js';
import { close } from './generation-runs.service.js';
import { Generation } from './generation.entity.js';
import type { TrainingPlan } from './training-plan.entity.js';

/**
 * Ends what is being written of a plan, or waits to be, inside the caller's transaction and with the plan's row locked:
 * a run that is under way finds that out when it saves, and stores nothing.
 * @param reason what became of the plan, as its error says it: `paused`
 */
export async function cancelOpenRuns(
  em: EntityManager,
  { plan, reason, now }: { plan: TrainingPlan; reason: string; now: Date },
): Promise<void> {
  const open = await em.find(Generation, { plan: plan.id, state: { $in: ['pending', 'running'] } });
  for (const generation of open) {
    const detail = `The plan was ${reason} while it was being written; nothing was stored.`;
    close(generation, { state: 'cancelled', error: { code: 'generation.cancelled', detail }, now });
    generation.costUsd = await callCost(em, generation.id);
  }
}

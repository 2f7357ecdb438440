import type { WebhookEvent } from '../webhooks/webhook-events.js';
import type { StoredWeek } from './stored-week.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** What receivers outside are told when a draft has become a plan. */
export function planGenerated(plan: TrainingPlan, weeks: readonly StoredWeek[]): WebhookEvent {
  const data = { mode: plan.mode, totalWeeks: plan.totalWeeks, weeksGenerated: weeks.length };
  return { type: 'plan.generated', ...whose(plan), data };
}

/** What they are told of each week written, new or anew, once a plan is there. */
export function weeksGenerated(plan: TrainingPlan, weeks: readonly StoredWeek[]): WebhookEvent[] {
  return weeks.map(({ weekNumber, startDate, provenance }) => ({
    type: 'week.generated',
    ...whose(plan),
    data: { weekNumber, startDate, author: provenance.author },
  }));
}

/** What they are told when no model could write a week in all its tries, whether or not the built-in coach has. */
export function generationFailed(
  plan: TrainingPlan,
  { weekNumber, code, written }: { weekNumber: number; code: string; written: boolean },
): WebhookEvent {
  return { type: 'generation.failed', ...whose(plan), data: { weekNumber, code, written } };
}

function whose(plan: TrainingPlan): Pick<WebhookEvent, 'athleteId' | 'planId'> {
  return { athleteId: plan.athlete.id, planId: plan.id };
}

import type { GenerationProgress } from '../ai/generation-progress.js';
import type { Blueprint } from '../coaching/model.js';
import type { WorkEvent, WorkProgress } from '../operations/long-work.js';

/** Weeks of a plan that are about to be written. */
interface WeeksToWrite {
  trainingPlanId: string;
  blueprint: Blueprint;
  weekNumbers: readonly number[];
  /** Those that are there already. */
  stored: readonly { weekNumber: number }[];
}

/** Says that a generation has begun, then each week as it is written, and each phase when its last one is. */
export function reportWeeks(
  watch: WorkProgress,
  { trainingPlanId, blueprint, weekNumbers, stored }: WeeksToWrite,
): GenerationProgress {
  const written = new Set(stored.map(({ weekNumber }) => weekNumber));
  const done = new Set<number>();
  const progress = () => ({ done: done.size, total: weekNumbers.length });
  watch.report({
    type: 'generation.started',
    data: { trainingPlanId, weekNumbers: [...weekNumbers] },
    progress: progress(),
  });
  return {
    report: ({ type, ...week }) => {
      done.add(week.weekNumber);
      written.add(week.weekNumber);
      watch.report({ type, data: week, progress: progress() });
      const phase = blueprint.weeks.filter((each) => each.phase === week.phase);
      if (phase.every(({ weekNumber }) => written.has(weekNumber))) {
        watch.report({ type: 'phase.written', data: { phase: week.phase, weekCount: phase.length } });
      }
    },
  };
}

/** The last that happens in a generation. */
export function planSaved(trainingPlanId: string, weeks: readonly { weekNumber: number }[]): WorkEvent {
  return {
    type: 'plan.saved',
    data: { trainingPlanId, weekNumbers: weeks.map(({ weekNumber }) => weekNumber) },
  };
}

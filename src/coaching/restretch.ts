import type { AuditedPlan } from './audit/finding.js';
import { contextOfWeek } from './audit/stages.js';
import { mostStretch, stretchOf, widestStretchOf } from './audit/stretch.js';
import type { PlannedWeek, RuleNote } from './model.js';

/**
 * A week of a plan, changed by hand, with the stretch that its runs need: the one it had where that still fits. What is
 * beyond any stretch keeps it, and other rules say so.
 */
export function restretched<Week extends PlannedWeek>(week: Week, plan: AuditedPlan): Week {
  const context = contextOfWeek(plan, week.weekNumber);
  const facts = context.weeks.find(({ weekNumber }) => weekNumber === week.weekNumber);
  const needed = facts && stretchOf(context, facts);
  if (!facts || needed === null || needed === undefined) return week;
  const most = mostStretch(context, facts);
  const [from, to] =
    most === null
      ? [needed / 100, widestStretchOf(context, facts) / 100]
      : [Math.min(needed / 100, most), most];
  const stretch = Math.min(Math.max(week.stretch, from), Math.max(from, to));
  if (stretch === week.stretch) return week;
  const notes = week.notes.filter(({ code }) => code !== STRETCHED);
  return { ...week, stretch, notes: stretch > 1 ? [...notes, stretchedNote(stretch)] : notes };
}

/** As the note of a laid week. */
const STRETCHED = 'week.stretched';

function stretchedNote(stretch: number): RuleNote {
  const percent = Math.round((stretch - 1) * 100);
  return {
    rule: 'E',
    code: STRETCHED,
    text: `The days are longer than usual, by up to ${percent} %, to hold the week's miles.`,
  };
}

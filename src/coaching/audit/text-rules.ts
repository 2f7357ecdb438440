import type { AuditContext } from './context.js';
import type { DayFacts } from './facts.js';
import { finding, type Finding } from './finding.js';

const LAP_KEYS = new Set(['lapIndex', 'distanceMiles', 'paceGoal']);
/** Control characters but the line break and the tab. */
const CONTROL = /[^\P{Cc}\n\t]/u;
/** Links and markup. */
const MARKUP = /https?:\/\/|www\.|<\/?[a-z][^<>]*>|\]\(/i;

/** Rule L: what an author of sessions may leave behind. */
export function auditTexts(context: AuditContext): Finding[] {
  return context.judged.days.flatMap((facts) => [...auditKeys(facts), ...auditNotes(facts)]);
}

function auditKeys(facts: DayFacts): Finding[] {
  const { warmup, workout, cooldown, alternative } = facts.day;
  const laps = [...warmup, ...workout, ...cooldown];
  if (alternative) laps.push(...alternative.warmup, ...alternative.workout, ...alternative.cooldown);
  const unknown = new Set(laps.flatMap((lap) => Object.keys(lap).filter((key) => !LAP_KEYS.has(key))));
  if (unknown.size === 0) return [];
  const what = { expected: [...LAP_KEYS].join(', '), actual: [...unknown].join(', ') };
  return [finding('L.unknown_key', facts, what)];
}

function auditNotes(facts: DayFacts): Finding[] {
  const { notes, outsidePlan } = facts.day;
  if (outsidePlan && notes !== '') {
    return [finding('L.notes', facts, { expected: 'no notes outside the plan', actual: 'notes' })];
  }
  if (CONTROL.test(notes) || MARKUP.test(notes)) {
    const what = { expected: 'plain words', actual: 'control characters, links or markup' };
    return [finding('L.notes', facts, what)];
  }
  if (!facts.run || notes.trim() !== '') return [];
  return [finding('S.notes_missing', facts, { expected: 'what the run is for', actual: 'nothing' })];
}

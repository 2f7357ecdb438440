import { ATTENTION_KINDS, type AttentionKind } from '../athletes/attention-kinds.js';
import type { AttentionCounts, AttentionItem, AttentionResponse, CoachAttention } from './attention.dto.js';
import type { AttentionCount } from './attention-queries.js';
import type { AttentionPage } from './attention.service.js';
import type { AttentionRow } from './attention.sql.js';

export function toAttentionResponse({ items, nextCursor, counts }: AttentionPage): AttentionResponse {
  return { items: items.map(toAttentionItem), nextCursor, counts: toCounts(counts) };
}

function toAttentionItem(row: AttentionRow): AttentionItem {
  const { kind, athleteId, firstName, lastName, coachId, planId, planName, weekNumber, suggestionId } = row;
  return {
    kind,
    athlete: { id: athleteId, firstName, lastName },
    coachId,
    plan: { id: planId, name: planName },
    weekNumber,
    suggestionId,
    since: new Date(row.since).toISOString(),
    detail: SENTENCES[kind](row),
  };
}

const SENTENCES: Record<AttentionKind, (row: AttentionRow) => string> = {
  suggestion: ({ facts }) => String(facts['text']),
  red_week: ({ firstName, lastName, weekNumber, facts }) =>
    `${firstName} ${lastName} ran ${String(facts['actualMiles'])} of ${String(facts['plannedMiles'])} miles in week ${weekNumber}.`,
  silent_athlete: ({ firstName, lastName, facts }) =>
    `${firstName} ${lastName} has reported nothing for ${String(facts['days'])} days.`,
  fallback_week: ({ weekNumber, facts }) =>
    `The built-in coach wrote week ${weekNumber}, because no model could (${String(facts['reason'])}).`,
  rule_kept: ({ facts }) => String(facts['text']),
  goal_at_risk: ({ facts }) => riskOf(facts),
  race_soon: ({ firstName, lastName, facts }) => {
    const days = Number(facts['days']);
    const when = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`;
    return `${firstName} ${lastName} races ${when}, on ${String(facts['raceDate'])}.`;
  },
  generation_failed: ({ weekNumber, facts }) =>
    `The last try to write ${weekNumber === null ? 'the plan' : `week ${weekNumber}`} failed: ${String(facts['detail'])}`,
};

function riskOf({ detail, realism, readiness }: AttentionRow['facts']): string {
  if (typeof detail === 'string') return detail;
  return readiness === 'not_ready' && realism !== 'unrealistic'
    ? 'The plan does not make the athlete ready for the race.'
    : 'The goal is out of reach of the athlete’s fitness in the weeks there are.';
}

function toCounts(counts: readonly AttentionCount[]): AttentionCounts {
  const byCoach = [...Map.groupBy(counts, ({ coachId }) => coachId)];
  return {
    ...sumOf(counts),
    byCoach: byCoach.map(([coachId, own]): CoachAttention => ({
      coachId,
      name: own[0]?.name ?? null,
      ...sumOf(own),
    })),
  };
}

function sumOf(counts: readonly AttentionCount[]): Pick<AttentionCounts, 'total' | 'byKind'> {
  const ofKind = Map.groupBy(counts, ({ kind }) => kind);
  const entries = ATTENTION_KINDS.map((kind) => [kind, totalOf(ofKind.get(kind) ?? [])]);
  return { total: totalOf(counts), byKind: Object.fromEntries(entries) };
}

function totalOf(counts: readonly AttentionCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

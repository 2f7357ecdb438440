import { defineEntity, p } from '@mikro-orm/core';
import type { ProposedSuggestion } from '../coaching/suggestions.js';
import { key, timestamps } from '../database/columns.js';
import { TrainingPlan } from './training-plan.entity.js';

export type SuggestionRule = ProposedSuggestion['rule'];
/** What accepting does, in numbers; each rule has its own. */
export type SuggestionProposal = ProposedSuggestion['proposal'];

/** What is left to a person: no news of somebody, more load, new paces, another goal. */
export const SUGGESTION_RULES = [
  'activities.silent',
  'load.raise',
  'pace.update',
  'goal.review',
] as const satisfies readonly SuggestionRule[];

/** `withdrawn`: what it rested on is no longer so. */
export const SUGGESTION_STATES = ['open', 'accepted', 'dismissed', 'withdrawn'] as const;
export type SuggestionState = (typeof SUGGESTION_STATES)[number];
export type SuggestionDecision = Extract<SuggestionState, 'accepted' | 'dismissed'>;

const SuggestionSchema = defineEntity({
  name: 'Suggestion',
  tableName: 'suggestion',
  properties: {
    ...key,
    plan: () => p.manyToOne(TrainingPlan).ref().deleteRule('cascade'),
    /** The week it is about; null for the plan as a whole. */
    weekNumber: p.smallint().strictNullable().check('week_number between 1 and 52'),
    rule: p.enum(SUGGESTION_RULES),
    /** One sentence for staff. */
    text: p.text(),
    proposal: p.json<SuggestionProposal>(),
    /** Of what it rests on: the same is proposed once. */
    key: p.text(),
    state: p.enum(SUGGESTION_STATES).onCreate(() => 'open'),
    /** Who accepted or dismissed it. No foreign key: the record outlives the account. */
    decidedBy: p.uuid().strictNullable(),
    decidedAt: p.datetime(3).strictNullable(),
    ...timestamps,
  },
  indexes: [{ name: 'suggestion_open_index', properties: ['plan'], where: `state = 'open'` }],
  // Starts with the plan, and so serves its foreign key.
  uniques: [{ name: 'suggestion_key_unique', properties: ['plan', 'key'] }],
  checks: [
    {
      name: 'suggestion_decided_check',
      expression: `(state in ('accepted', 'dismissed')) = (decided_by is not null and decided_at is not null)`,
    },
  ],
});

/** What an adaptation proposes and a person decides. */
export class Suggestion extends SuggestionSchema.class {}
SuggestionSchema.setClass(Suggestion);

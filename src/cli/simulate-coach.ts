import type { Pool } from 'pg';
import { InvalidError } from '../common/errors.js';
import type { SuggestionDecision, SuggestionRule } from '../plans/suggestion.entity.js';
import { SuggestionsService } from '../plans/suggestions.service.js';
import { Chance } from './simulate-chance.js';
import type { Participant } from './simulate-people.js';
import type { SimulatedService } from './simulated-service.js';

interface OpenSuggestion {
  id: string;
  plan_id: string;
  rule: SuggestionRule;
  week_number: number | null;
  key: string;
}

/** Of suggestions accepted, and of the others dismissed; the rest stay open. */
const ACCEPTED = 0.5;
const DISMISSED = 0.6;

/** Makes up the coach's mind about what is proposed, each suggestion once. */
export class Coach {
  private readonly suggestions: SuggestionsService;
  private readonly seen = new Set<string>();

  constructor(
    private readonly service: SimulatedService,
    private readonly parts: { database: Pool; seed: number },
  ) {
    this.suggestions = service.app.get(SuggestionsService, { strict: false });
  }

  /** Goes through what is open. */
  async decide(participants: readonly Participant[]): Promise<void> {
    const { database, seed } = this.parts;
    const { rows } = await database.query<OpenSuggestion>(
      `select id, plan_id, rule, week_number, key from suggestion
       where state = 'open' and plan_id = any($1) order by created_at, id`,
      [participants.map(({ planId }) => planId)],
    );
    const runnerOf = new Map(participants.map(({ planId, runner }) => [planId, runner.number]));
    for (const { id, plan_id: planId, rule, week_number: week, key } of rows) {
      if (this.seen.has(id)) continue;
      this.seen.add(id);
      const chance = new Chance(seed, 'coach', runnerOf.get(planId) ?? 0, rule, week ?? 0, key);
      if (chance.happens(ACCEPTED)) await this.accept(planId, id);
      else if (chance.happens(DISMISSED)) await this.say('dismissed', planId, id);
    }
  }

  /** Where it is too late for that, it is put away. */
  private async accept(planId: string, sid: string): Promise<void> {
    try {
      await this.say('accepted', planId, sid);
    } catch (error) {
      if (!(error instanceof InvalidError)) throw error;
      await this.say('dismissed', planId, sid);
    }
  }

  private async say(decision: SuggestionDecision, id: string, sid: string): Promise<void> {
    const { admin, request } = this.service;
    await request(() => this.suggestions.decide(admin, { id, sid, decision, ifMatch: undefined }));
  }
}

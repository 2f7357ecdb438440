import type { WeekBrief } from '../coaching/brief.js';
import { DeadlineError, UpstreamError, type DomainError } from '../common/errors.js';
import { coachProvenance, coachSessions } from './built-in-coach.js';
import { REPLY_CONTRACTS } from './contracts/reply-contracts.js';
import type { ModelExecutor } from './calls/model-executor.js';
import type { RouteDecision, Target } from './routing/router.js';
import type { WeekAuthor, WeekProvenance, WrittenWeek } from './week-author.js';
import {
  CallTally,
  weekQuestion,
  type CallContext,
  type EarlierAnswer,
  type SpoiledReply,
  type TargetOutcome,
} from './week-question.js';
import type { WeekToWrite, WritingPlan } from './writing-plan.js';

type Refused = Exclude<TargetOutcome, { failure: null }>;

/** Whom the weeks of a task are asked of, and within what. */
export interface ModelOrder {
  route: RouteDecision;
  context: CallContext;
  /** Null where they may not be sent. */
  injuryNotes: string | null;
  earlier: EarlierAnswer | null;
  /** False where the task is tried again when models failed: the built-in coach then writes only what no model ever will. */
  fallBack: boolean;
}

/** Has weeks written by the models of a route; by the built-in coach what they could not write, where it may. */
export class ModelAuthor implements WeekAuthor {
  constructor(
    private readonly executor: ModelExecutor,
    private readonly plan: WritingPlan,
    private readonly order: ModelOrder,
  ) {}

  /**
   * @throws UpstreamError `ai.models_failed`, `ai.budget_reached`, DeadlineError `ai.deadline_passed` when no model
   *   could write and the built-in coach may not
   */
  async write(brief: WeekBrief): Promise<WrittenWeek> {
    const { route, context, injuryNotes, earlier } = this.order;
    const { weekNumber } = brief;
    const tally = new CallTally(earlier);
    const question = weekQuestion(this.plan, { weekNumber, injuryNotes, context, tally });
    const asked = { ...route, earlier: earlier?.outcome ?? null };
    const { written, refused } = await this.executor.write(question, asked);
    context.gone.throwIfAborted();
    const before = reasons(route, refused);
    if (written) {
      const { target, reply, cached } = written;
      return {
        sessions: reply.sessions,
        provenance: {
          ...modelProvenance(target, reply),
          attempts: tally.attempts,
          cached,
          tokens: tally.tokens,
          fallbackReason: before,
        },
      };
    }
    if (!route.builtInCoach) throw failure(refused, before);
    if (!this.order.fallBack && mayFareBetter(refused)) throw triedAgain(before);
    return this.fallBack(this.plan.week(weekNumber), { refused, tally, reason: before });
  }

  /** The days that a model did write well, if there are any, and the built-in coach's for the others. */
  private fallBack(
    week: WeekToWrite,
    { refused, tally, reason }: { refused: readonly Refused[]; tally: CallTally; reason: string | null },
  ): WrittenWeek {
    const asked = {
      attempts: tally.attempts + 1,
      cached: false,
      tokens: tally.attempts > 0 ? tally.tokens : null,
      fallbackReason: reason,
    };
    const [best] = refused
      .flatMap(({ target, spoiled }) =>
        spoiled ? [{ target, spoiled, kept: this.plan.salvage(week, spoiled.sessions) }] : [],
      )
      .toSorted((a, b) => b.kept.length - a.kept.length);
    if (best && best.kept.length > 0) {
      return {
        sessions: best.kept,
        provenance: { ...modelProvenance(best.target, best.spoiled), ...asked },
      };
    }
    return { sessions: coachSessions(week.brief), provenance: { ...coachProvenance(), ...asked } };
  }
}

function modelProvenance(
  { contract }: Target,
  { model, mended }: Pick<SpoiledReply, 'model' | 'mended'>,
): Pick<WeekProvenance, 'author' | 'model' | 'contract' | 'promptVersion' | 'mended'> {
  const { promptVersion } = REPLY_CONTRACTS[contract];
  return { author: 'model', model, contract, promptVersion, mended };
}

/** Who was to write before, and why they did not: `gpt-4o-mini: shut_down; gpt-6-luna: overloaded`; null for nobody. */
function reasons({ skipped }: RouteDecision, refused: readonly Refused[]): string | null {
  const all = [
    // A model without a key was never meant to be asked.
    ...skipped.filter(({ reason }) => reason !== 'no_key').map(({ id, reason }) => `${id}: ${reason}`),
    ...refused.map(({ target, failure }) => `${target.profile.id}: ${failure}`),
  ];
  return all.length > 0 ? [...new Set(all)].join('; ') : null;
}

/** Whether models might write another time: not where there is none, or no money for any. */
function mayFareBetter(refused: readonly Refused[]): boolean {
  return refused.length > 0 && refused.every(({ failure }) => failure !== 'budget');
}

function triedAgain(reason: string | null): UpstreamError {
  return new UpstreamError(
    'ai.models_failed',
    `No model could write (${reason ?? 'none can be asked'}). Nothing was stored; it is tried again.`,
  );
}

function failure(refused: readonly Refused[], reason: string | null): DomainError {
  const met = new Set(refused.map((each) => each.failure));
  if (met.has('deadline')) {
    return new DeadlineError(
      'ai.deadline_passed',
      'The models took longer than they may, and the built-in coach may not write. Nothing was stored; try again.',
    );
  }
  if (met.has('budget')) {
    return new UpstreamError(
      'ai.budget_reached',
      'A budget for models is used up, and the built-in coach may not write. Nothing was stored; an admin can ' +
        'raise the budget or allow the built-in coach with PUT /api/ai/routes.',
    );
  }
  return new UpstreamError(
    'ai.models_failed',
    `No model could write (${reason ?? 'none can be asked'}), and the built-in coach may not. Nothing was stored; ` +
      'weeks written so far are kept for the next try. An admin can change the routes with PUT /api/ai/routes.',
  );
}

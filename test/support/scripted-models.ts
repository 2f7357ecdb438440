import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { vi } from 'vitest';
import { CallBooks } from '../../src/ai/calls/call-books.js';
import type { CallClock } from '../../src/ai/calls/call-clock.js';
import { callPolicy, timeoutsWithin, type CallPolicy } from '../../src/ai/calls/call-policy.js';
import type { CallRecord, Ledger } from '../../src/ai/ledger/ledger.js';
import { ModelAlerts } from '../../src/ai/telemetry/model-alerts.js';
import { ModelAttempts } from '../../src/ai/calls/model-attempts.js';
import {
  ModelCallError,
  type FailureKind,
  type ModelReply,
  type ModelRequest,
  type ModelTransport,
} from '../../src/ai/model-call.js';
import { ModelExecutor } from '../../src/ai/calls/model-executor.js';
import { ModelMetrics } from '../../src/ai/telemetry/model-metrics.js';
import { ModelTelemetry } from '../../src/ai/telemetry/model-telemetry.js';
import type { ReplyCache } from '../../src/ai/calls/reply-cache.js';
import type { Target } from '../../src/ai/routing/router.js';
import type { Reservation, Spending, SpendingRequest } from '../../src/ai/ledger/spending.js';
import { TargetGates } from '../../src/ai/calls/target-gate.js';
import { CallTally, type WeekQuestion } from '../../src/ai/week-question.js';
import { WritingPlan } from '../../src/ai/writing-plan.js';
import { goldenBlueprints } from './golden-blueprints.js';
import { answerFromBrief } from './model-answers.js';
import { profileAt } from './model-requests.js';

/** One turn of a script: a good reply, a failure, text, or a failure with what it carries. */
export type Turn =
  | 'good'
  | FailureKind
  | { text: string }
  | { fails: FailureKind; retryAfterMs?: number; usage?: ModelReply['usage'] };

/** A clock that jumps over every wait, and a chance that is always the same. */
export class JumpingClock implements CallClock {
  readonly waits: number[] = [];
  chance = 1;
  private time = 0;

  now(): number {
    return this.time;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.waits.push(ms);
    this.time += ms;
  }

  random(): number {
    return this.chance;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

/** The executor with nothing real around it: models that follow a script, a ledger and a cache in memory. */
export class ScriptedModels {
  readonly requests: ModelRequest[] = [];
  readonly ledger: CallRecord[] = [];
  readonly settled: number[] = [];
  readonly clock = new JumpingClock();
  readonly gates: TargetGates;
  readonly executor: ModelExecutor;
  /** What the budget holds; null for no end. */
  budget: number | null = null;
  readonly cached = new Map<string, Parameters<ReplyCache['keep']>[1]>();
  private readonly scripts = new Map<string, Turn[]>();

  constructor(policy: Partial<CallPolicy> = {}) {
    const whole = { ...callPolicy({ concurrency: 16, deadlineMs: 60_000 }), ...policy };
    const wallClock = { now: () => new Date('2026-11-23T12:00:00Z'), today: () => '2026-11-23' };
    const telemetry = new ModelTelemetry(new ModelMetrics(new Registry()));
    this.gates = new TargetGates(whole);
    const ledger = { record: async (call: CallRecord) => void this.ledger.push(call) } as Ledger;
    const books = new CallBooks(ledger, this.spending(), telemetry, wallClock);
    const attempts = new ModelAttempts(this.transport(), this.gates, books, telemetry, wallClock);
    const cache = {
      find: async (key: string) => this.cached.get(key) ?? null,
      keep: async (key: string, entry) => void this.cached.set(key, entry),
    } as ReplyCache;
    Logger.overrideLogger(false);
    const alerts = new ModelAlerts(telemetry, wallClock);
    this.alert = vi.spyOn(alerts, 'raise');
    this.executor = new ModelExecutor(attempts, this.gates, alerts, cache, telemetry, whole, this.clock);
  }

  readonly alert;

  /** What a target does with its next calls; good replies when that is used up. */
  script(target: string, turns: readonly Turn[]): void {
    this.scripts.set(target, [...turns]);
  }

  /** How often each target was called, in the order in which they first were. */
  get called(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { profile } of this.requests) counts[profile.id] = (counts[profile.id] ?? 0) + 1;
    return counts;
  }

  private transport(): ModelTransport {
    return {
      call: async (request) => {
        this.requests.push(request);
        await Promise.resolve();
        const turn = this.scripts.get(request.profile.id)?.shift() ?? 'good';
        if (turn === 'good') return reply(request, answerFromBrief(request.messages));
        if (typeof turn === 'object' && 'text' in turn) return reply(request, turn.text);
        const { fails, ...facts } = typeof turn === 'object' ? turn : { fails: turn };
        throw new ModelCallError(fails, 'as scripted', facts);
      },
    };
  }

  private spending(): Spending {
    const reserve = async ({ planId, usd }: SpendingRequest): Promise<Reservation | null> => {
      if (this.budget !== null && usd > this.budget) return null;
      return { planId, scopes: [], usd };
    };
    const settle = async (_: Reservation, usd: number): Promise<void> => void this.settled.push(usd);
    return { reserve, settle } as Partial<Spending> as Spending;
  }
}

const USAGE = { input: 1000, cached: 0, output: 100, reasoning: 0 };

function reply({ profile }: ModelRequest, text: string): ModelReply {
  const model = `${profile.id}-as-reported`;
  return { text, model, usage: USAGE, requestId: null, latencyMs: 5, firstTokenMs: 2 };
}

/** A model of the catalogue as a target. */
export function aTarget(id: string, change: Partial<Target> = {}): Target {
  const profile = { ...profileAt('http://127.0.0.1:9/v1', { streaming: true }), id };
  return { profile, contract: 'sessions', experimentArm: null, ...change };
}

/** A week of a golden plan, to be asked for until `deadlineMs` on the script's clock. */
export function aQuestion(
  models: ScriptedModels,
  { weekNumber = 5, deadlineMs = 60_000, injuryNotes = null as string | null } = {},
): WeekQuestion & { abort: (reason?: unknown) => void; expire: () => void } {
  const [golden] = goldenBlueprints();
  if (!golden) throw new Error('There is no golden blueprint');
  const { inputs, blueprint } = golden;
  const plan = new WritingPlan({ inputs, blueprint, seed: 1, weekNumbers: [], stored: [], variation: 0 });
  const week = plan.week(weekNumber);
  const gone = new AbortController();
  const deadline = new AbortController();
  return {
    facts: { brief: week.brief, inputs, paces: week.frame.paces, injuryNotes },
    judge: (sessions) => plan.judge(week, sessions),
    tally: new CallTally(),
    context: {
      requestId: 'run',
      planId: 'plan',
      budgets: { perPlanUsd: null, perDayUsd: null, perMonthUsd: null },
      unattended: false,
      timeouts: timeoutsWithin(deadlineMs),
      deadlineAt: models.clock.now() + deadlineMs,
      signal: AbortSignal.any([gone.signal, deadline.signal]),
      gone: gone.signal,
    },
    abort: (reason) => gone.abort(reason),
    expire: () => deadline.abort(),
  };
}

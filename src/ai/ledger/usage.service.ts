import { requestInvalid } from '../../common/errors.js';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { requireAccess } from '../../auth/access.policy.js';
import type { Actor } from '../../auth/actor.js';
import { addDays } from '../../coaching/calendar.js';
import type { CalendarDate } from '../../coaching/model.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { CACHE_DAYS } from '../calls/reply-cache.js';
import { RoutesService } from '../routing/routes.service.js';
import type {
  ArmResponse,
  CacheUsageResponse,
  ExperimentResponse,
  UsageQuery,
  Usage,
  UsageReportResponse,
} from './usage.dto.js';

const DEFAULT_DAYS = 30;
const MOST_PLANS = 200;

/** A group of the ledger's rows; each of the three is null where it is not what was grouped by. */
interface UsageRow extends Usage {
  model: string | null;
  day: CalendarDate | null;
  plan: string | null;
}

type Arm = Pick<ArmResponse, keyof ArmResponse>;

interface ArmRow extends Omit<Arm, 'running'> {
  experiment: string;
}

const NO_USAGE: Usage = {
  calls: 0,
  failedCalls: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  usd: null,
  unpricedCalls: 0,
};

/** Reports on the ledger: what models took, and how the arms of experiments compare. */
@Injectable()
export class UsageService {
  constructor(
    private readonly em: EntityManager,
    private readonly routes: RoutesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Tokens and money of the days asked for, by model, day and plan, and how often a known reply was enough. */
  async usage(actor: Actor, query: UsageQuery): Promise<UsageReportResponse> {
    requireAccess(actor, 'ai.manage');
    const to = query.to ?? this.clock.today('UTC');
    const from = query.from ?? addDays(to, 1 - DEFAULT_DAYS);
    if (from > to) {
      throw requestInvalid([{ pointer: '/from', detail: `must not be after ${to}, the last day` }]);
    }
    const rows = await this.select<UsageRow>(
      `with used as (
       select target as model, to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, plan_id as plan,
         count(*)::int as "calls",
         (count(*) filter (where outcome <> 'ok'))::int as "failedCalls",
         coalesce(sum(input_tokens), 0)::float8 as "inputTokens",
         coalesce(sum(cached_tokens), 0)::float8 as "cachedTokens",
         coalesce(sum(output_tokens), 0)::float8 as "outputTokens",
         coalesce(sum(reasoning_tokens), 0)::float8 as "reasoningTokens",
         sum(usd)::float8 as "usd",
         (count(*) filter (where usd is null))::int as "unpricedCalls"
       from model_call
       where at >= ?::date::timestamp at time zone 'UTC' and at < (?::date + 1)::timestamp at time zone 'UTC'
       group by grouping sets ((), (1), (2), (3)))
       select * from used
       where plan is null
         or plan in (select plan from used where plan is not null order by usd desc nulls last, plan limit ?)
       order by model, day, usd desc nulls last, plan`,
      [from, to, MOST_PLANS],
    );
    const total = rows.find(({ model, day, plan }) => model === null && day === null && plan === null);
    return {
      from,
      to,
      total: total ? usageOf(total) : NO_USAGE,
      byModel: rows.flatMap((row) => (row.model === null ? [] : [{ model: row.model, ...usageOf(row) }])),
      byDay: rows.flatMap((row) => (row.day === null ? [] : [{ day: row.day, ...usageOf(row) }])),
      byPlan: rows.flatMap((row) =>
        row.plan === null ? [] : [{ trainingPlanId: row.plan, ...usageOf(row) }],
      ),
      cache: await this.cache(),
    };
  }

  /** Results per arm since the experiment began; arms of today stand there before their first call. */
  async experiments(actor: Actor): Promise<ExperimentResponse[]> {
    requireAccess(actor, 'ai.manage');
    const { routing } = await this.routes.current();
    const running = routing.experiments.flatMap(({ id, arms }) =>
      arms.map(({ target, contract }) => ({ id, arm: `${target}/${contract}`, model: target, contract })),
    );
    const rows = await this.armRows();
    const isRunning = (id: string, arm: string) => running.some((each) => each.id === id && each.arm === arm);
    const reported = rows.map(({ experiment: id, ...row }) => ({
      id,
      arm: { ...row, running: isRunning(id, row.arm) },
    }));
    const unused = running
      .filter(({ id, arm }) => !rows.some((row) => row.experiment === id && row.arm === arm))
      .map(({ id, arm, model, contract }) => ({
        id,
        arm: { ...NO_RESULTS, arm, model, contract, running: true },
      }));
    const byId = Map.groupBy([...reported, ...unused], ({ id }) => id);
    return [...byId].map(([id, arms]) => ({ id, arms: arms.map(({ arm }) => arm) }));
  }

  private armRows(): Promise<ArmRow[]> {
    return this.select<ArmRow>(
      `select experiment, arm, target as model, contract,
         (count(distinct (request_id, week_number)))::int as "weeks",
         count(*)::int as "attempts",
         (count(distinct (request_id, week_number)) filter (where outcome = 'ok'))::float8
           / count(distinct (request_id, week_number)) as "successRate",
         (count(*) filter (where re_ask))::int as "reAsks",
         sum(findings)::int as "findings",
         sum(mended)::int as "mended",
         sum(usd)::float8 as "usd",
         percentile_cont(0.5) within group (order by latency_ms) as "medianLatencyMs",
         percentile_cont(0.95) within group (order by latency_ms) as "p95LatencyMs"
       from model_call
       where experiment is not null
       group by experiment, arm, target, contract
       order by experiment, arm`,
      [],
    );
  }

  private async cache(): Promise<CacheUsageResponse> {
    const [row] = await this.select<{ entries: number; hits: number }>(
      `select count(*)::int as entries, coalesce(sum(hits), 0)::int as hits from reply_cache where expires_at > ?`,
      [this.clock.now()],
    );
    const { entries = 0, hits = 0 } = row ?? {};
    // An entry was one week that had to be asked for.
    const hitRate = entries + hits > 0 ? hits / (entries + hits) : null;
    return { timeToLiveDays: CACHE_DAYS, entries, hits, hitRate };
  }

  private select<T>(sql: string, values: unknown[]): Promise<T[]> {
    return this.em.fork().getConnection().execute<T[]>(sql, values, 'all');
  }
}

function usageOf(row: UsageRow): Usage {
  const { calls, failedCalls, inputTokens, cachedTokens, outputTokens, reasoningTokens, usd, unpricedCalls } =
    row;
  return {
    calls,
    failedCalls,
    inputTokens,
    cachedTokens,
    outputTokens,
    reasoningTokens,
    usd,
    unpricedCalls,
  };
}

const NO_RESULTS = {
  weeks: 0,
  attempts: 0,
  successRate: null,
  reAsks: 0,
  findings: 0,
  mended: 0,
  usd: null,
  medianLatencyMs: null,
  p95LatencyMs: null,
};

import { EntityManager, raw, type FilterQuery } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import type { Athlete } from '../athletes/athlete.entity.js';
import type { AttentionFilter, AttentionIndex, AttentionKind } from '../athletes/attention-kinds.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { ATTENTION_PAGE, attentionOwners, ZONES, type AttentionRow, type ZoneDay } from './attention.sql.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** Where a list goes on: behind this item. */
export interface AttentionPosition {
  since: string;
  key: string;
}

export interface AttentionCount {
  coachId: string | null;
  /** The coach's. */
  name: string | null;
  kind: AttentionKind;
  count: number;
}

/** Asks the database what wants a person: two queries, however many athletes there are. */
@Injectable()
export class AttentionQueries implements AttentionIndex {
  constructor(
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** @param scope.coaches whose athletes are meant; those of all where both are null */
  async page(scope: {
    coaches: readonly [string | null, string | null];
    /** Of the items; all are counted. */
    kind: AttentionKind | null;
    after: AttentionPosition | null;
    limit: number;
  }): Promise<{ items: AttentionRow[]; counts: AttentionCount[] }> {
    const { coaches, kind, after, limit } = scope;
    const since = after?.since ?? null;
    const values = [...(await this.values(coaches)), kind, kind, since, since, after?.key ?? null, limit];
    const [found] = await this.em
      .getConnection()
      .execute<{ items: AttentionRow[]; counts: AttentionCount[] }[]>(ATTENTION_PAGE, values, 'all');
    if (!found) throw new Error('A query of one row gave none');
    return found;
  }

  async ofAthletes(filter: AttentionFilter): Promise<FilterQuery<Athlete>> {
    return this.condition('athlete_id', filter);
  }

  async ofPlans(filter: AttentionFilter): Promise<FilterQuery<TrainingPlan>> {
    return this.condition('plan_id', filter);
  }

  private async condition(column: 'athlete_id' | 'plan_id', filter: AttentionFilter): Promise<object> {
    const kind = filter === 'true' ? null : filter;
    const values = [...(await this.values([null, null])), kind, kind];
    return { [raw((row) => `${row}.id in (${attentionOwners(column)})`, values)]: [] };
  }

  private async values(coaches: readonly (string | null)[]): Promise<(string | null)[]> {
    const zones: { zone: string }[] = await this.em.getConnection().execute(ZONES);
    const days = zones.map(({ zone }): ZoneDay => ({
      zone,
      today: this.clock.today(zone === '' ? this.config.timeZone : zone),
    }));
    return [JSON.stringify(days), ...coaches.flatMap((coach) => [coach, coach])];
  }
}

import { EntityManager, raw, type FilterQuery } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import type { Athlete } from '../athletes/athlete.entity.js';
import type { AttentionFilter, AttentionIndex, AttentionKind } from '../athletes/attention-kinds.js';
import type { CalendarDate } from '../coaching/model.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { ATTENTION_PAGE, wantsPerson, ZONES, type AttentionRow } from './attention.sql.js';
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
    const narrowed = coaches.flatMap((coach) => [coach, coach]);
    const goOn = [since, since, after?.key ?? null];
    const values = [...(await this.days()), ...narrowed, kind, kind, ...goOn, limit];
    const [found] = await this.em
      .getConnection()
      .execute<{ items: AttentionRow[]; counts: AttentionCount[] }[]>(ATTENTION_PAGE, values, 'all');
    if (!found) throw new Error('A query of one row gave none');
    return found;
  }

  ofAthletes(filter: AttentionFilter): Promise<FilterQuery<Athlete>> {
    return this.condition('athlete', filter);
  }

  ofPlans(filter: AttentionFilter): Promise<FilterQuery<TrainingPlan>> {
    return this.condition('plan', filter);
  }

  private async condition(of: 'athlete' | 'plan', filter: AttentionFilter): Promise<object> {
    return { [raw((row) => wantsPerson(filter, { row, of }), await this.days())]: [] };
  }

  /** Which day it is, as the queries take it: in each zone, `''` being the installation's; the first and the last. */
  private async days(): Promise<[ofZone: string, first: CalendarDate, last: CalendarDate]> {
    const zones: { name: string }[] = await this.em.getConnection().execute(ZONES);
    const here = this.clock.today(this.config.timeZone);
    const ofZone = new Map(zones.map(({ name }) => [name, this.clock.today(name)])).set('', here);
    const days = [...ofZone.values()].toSorted();
    return [JSON.stringify(Object.fromEntries(ofZone)), days.at(0) ?? here, days.at(-1) ?? here];
  }
}

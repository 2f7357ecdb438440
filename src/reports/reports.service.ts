import { EntityManager, raw } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { adherenceSql } from './adherence.sql.js';
import { costSql } from './cost.sql.js';
import type { AdherenceFigures, CostFigures, LoadFigures } from './figures.dto.js';
import { loadSql } from './load.sql.js';
import { ZONES } from './planned-days.sql.js';
import { periodOf, type ReportPeriod } from './report-period.js';
import type { ReportGroup, ReportHead, ReportQuery } from './report.dto.js';
import { NO_COACH, UNKNOWN, type ReportBy } from './report-rows.sql.js';

type Group = Pick<ReportGroup, keyof ReportGroup>;

/** Figures by coach or by month, and all together. */
export interface Report<Figures> extends ReportHead {
  rows: (Group & Figures)[];
  total: Figures;
}

/** A row as the queries give it; without a key the one of all together. */
interface Found<Figures> {
  key: string | null;
  /** Of the coach that the key is of. */
  name: string | null;
  figures: Figures;
}

/** Sums up what is stored, for the whole company: one query each, beside the one for the day it is in each zone. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly em: EntityManager,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** @throws InvalidError where the period is none, ForbiddenError */
  async adherence(actor: Actor, query: ReportQuery): Promise<Report<AdherenceFigures>> {
    requireAccess(actor, 'report.read');
    const period = periodOf(query, this.clock.today(this.config.timeZone));
    const found = await this.select<AdherenceFigures>(adherenceSql(query.by), await this.withZones(period));
    return toReport(found, { by: query.by, period });
  }

  /** @throws InvalidError where the period is none, ForbiddenError */
  async load(actor: Actor, query: ReportQuery): Promise<Report<LoadFigures>> {
    requireAccess(actor, 'report.read');
    const period = periodOf(query, this.clock.today(this.config.timeZone));
    const found = await this.select<LoadFigures>(loadSql(query.by), await this.withZones(period));
    return toReport(found, { by: query.by, period });
  }

  /** @throws InvalidError where the period is none, ForbiddenError */
  async cost(actor: Actor, query: ReportQuery): Promise<Report<CostFigures>> {
    requireAccess(actor, 'report.read');
    const period = periodOf(query, this.clock.today('UTC'));
    return toReport(await this.select<CostFigures>(costSql(query.by), period), { by: query.by, period });
  }

  private async withZones(period: ReportPeriod): Promise<ReportPeriod & { zones: string }> {
    const found: { zone: string }[] = await this.em.getConnection().execute(ZONES);
    const days = found.map(({ zone }) => ({ zone, today: this.clock.today(zone || this.config.timeZone) }));
    return { ...period, zones: JSON.stringify(days) };
  }

  private select<Figures>(sql: string, values: ReportPeriod & { zones?: string }): Promise<Found<Figures>[]> {
    return this.em.getConnection().execute<Found<Figures>[]>(raw(sql, { ...values }), [], 'all');
  }
}

function toReport<Figures>(
  found: readonly Found<Figures>[],
  { by, period }: { by: ReportBy; period: ReportPeriod },
): Report<Figures> {
  const total = found.find(({ key }) => key === null);
  if (!total) throw new Error('A query for all rows together gave no such row');
  const rows = found.flatMap(({ key, name, figures }) =>
    key === null ? [] : [{ ...groupOf({ key, name, by }), ...figures }],
  );
  return { by, ...period, rows, total: total.figures };
}

function groupOf({ key, name, by }: { key: string; name: string | null; by: ReportBy }): Group {
  const none = { coachId: null, coachName: null, month: null };
  if (by === 'month') return { ...none, group: 'month', month: key };
  if (key === NO_COACH) return { ...none, group: 'no_coach' };
  if (key === UNKNOWN) return { ...none, group: 'unknown' };
  return { ...none, group: 'coach', coachId: key, coachName: name };
}

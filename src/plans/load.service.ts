import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Athlete } from '../athletes/athlete.entity.js';
import { AthleteToday } from '../athletes/athlete-today.js';
import { AthletesService } from '../athletes/athletes.service.js';
import { RunningRecords } from '../athletes/running-records.js';
import type { Actor } from '../auth/actor.js';
import { addDays } from '../coaching/calendar.js';
import { complianceOf, isReporting, matchRuns, type Compliance } from '../coaching/compliance.js';
import { LOAD_DAYS, loadReport, type LoadReport } from '../coaching/load.js';
import type { CalendarDate } from '../coaching/model.js';
import { withPauses } from './plan-pauses.js';
import { TrainingPlanDay } from './training-plan-day.entity.js';

/** What an athlete's running of late adds up to, and how it follows their plan. */
export interface AthleteLoad extends LoadReport {
  asOf: CalendarDate;
  reporting: boolean;
  sevenDayCompliance: Compliance | null;
  twentyEightDayCompliance: Compliance | null;
}

/** The load of athletes: read across what they ran and what their plans asked for. */
@Injectable()
export class LoadService {
  constructor(
    private readonly em: EntityManager,
    private readonly athletes: AthletesService,
    private readonly records: RunningRecords,
    private readonly today: AthleteToday,
  ) {}

  async of(actor: Actor, athleteId: string): Promise<AthleteLoad> {
    const athlete = await this.athletes.require(actor, athleteId, 'running.read');
    const asOf = this.today.of(athlete);
    const record = await this.records.since(athlete, addDays(asOf, 1 - LOAD_DAYS));
    const days = await this.plannedDays(athlete, { from: addDays(asOf, -27), to: asOf });
    const matched = [...Map.groupBy(days, ({ plan }) => plan.getEntity())].flatMap(([plan, planDays]) =>
      matchRuns(planDays, { record: withPauses(record, { plan, asOf }), asOf }),
    );
    const weekAgo = addDays(asOf, -7);
    return {
      asOf,
      reporting: isReporting(record, asOf),
      ...loadReport(record.runs, asOf),
      sevenDayCompliance: complianceOf(matched.filter(({ date }) => date > weekAgo)),
      twentyEightDayCompliance: complianceOf(matched),
    };
  }

  /** Each day once: where a plan begins in the week in which the one before it ended, the later plan has the day. */
  private async plannedDays(athlete: Athlete, { from, to }: { from: CalendarDate; to: CalendarDate }) {
    const days = await this.em.find(
      TrainingPlanDay,
      {
        plan: { athlete, status: { $in: ['active', 'paused', 'completed'] } },
        date: { $gte: from, $lte: to },
        outsidePlan: false,
      },
      {
        fields: ['date', 'miles', 'outsidePlan', 'plan.pausedOn', 'plan.pauses'],
        populate: ['plan'],
        orderBy: { plan: { startDate: 'asc' }, date: 'asc' },
      },
    );
    return [...new Map(days.map((day) => [day.date, day])).values()];
  }
}

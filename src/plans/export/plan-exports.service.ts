import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Staff } from '../../auth/staff.entity.js';
import type { CalendarDate } from '../../coaching/model.js';
import type { Units } from '../../coaching/units.js';
import { InvalidError } from '../../common/errors.js';
import { PlansService } from '../plans.service.js';
import type { TrainingPlan } from '../training-plan.entity.js';
import { isRun, toExportedPlan, type ExportedPlan } from './exported-plan.js';

const RUNS_OF_VERSIONS = `
  select day ->> 'date' as date, bool_or(week ->> 'releasedAt' is not null) as released
    from plan_version,
         jsonb_path_query(snapshot, '$.phases[*].weeks[*]') as week,
         jsonb_path_query(week, '$.days[*]') as day
   where plan_id = ? and day ->> 'workoutType' <> 'rest'
   group by 1
   order by 1`;

/** Plans as they are taken elsewhere. */
@Injectable()
export class PlanExports {
  constructor(
    private readonly em: EntityManager,
    private readonly plans: PlansService,
  ) {}

  /**
   * A generated plan, with what the actor may see of it.
   * @param options.units left out: what the actor's account counts in
   * @throws NotFoundError `plan.not_found`; ForbiddenError `access.denied`; InvalidError `plan.not_generated`
   */
  async read(actor: Actor, planId: string, { units }: { units?: Units | undefined }): Promise<ExportedPlan> {
    const view = await this.plans.read(actor, planId, 'laps');
    requireGenerated(view.plan);
    return toExportedPlan(view, units ?? (await this.unitsOf(actor)));
  }

  /**
   * Days on which the plan, as it is exported, has no run any more though a version of it had: a calendar that was
   * read in before still shows one there. Nothing is said of weeks that are held back, or were until they were taken out.
   */
  async droppedRuns({ id, weeks }: ExportedPlan): Promise<CalendarDate[]> {
    const rows = await this.em.execute<{ date: CalendarDate; released: boolean }[]>(RUNS_OF_VERSIONS, [id]);
    const runs = new Set(weeks.flatMap(({ days }) => days.filter(isRun).map(({ date }) => date)));
    const weekOf = (date: CalendarDate) =>
      weeks.find(({ startDate, endDate }) => startDate <= date && date <= endDate);
    return rows
      .filter(({ date }) => !runs.has(date))
      .filter(({ date, released }) => {
        const week = weekOf(date);
        return week ? week.days.length > 0 : released;
      })
      .map(({ date }) => date);
  }

  private async unitsOf({ id }: Actor): Promise<Units> {
    const account = await this.em.findOne(Staff, id);
    return account?.units ?? 'mi';
  }
}

/** @throws InvalidError `plan.not_generated` */
export function requireGenerated({ blueprint }: Pick<TrainingPlan, 'blueprint'>): void {
  if (blueprint) return;
  throw new InvalidError('plan.not_generated', 'A draft has no weeks to export; generate it first.');
}

import type { Pool } from 'pg';
import type { AuditedPlan } from '../coaching/audit.js';
import type { Blueprint, PlanInputs, PlannedWeek } from '../coaching/model.js';
import type { PhaseResponse } from '../plans/cascade-response.dto.js';
import type { PlanStatus } from '../plans/training-plan.entity.js';

/** A plan as its tables hold it, by no code of the service. */
export interface StoredPlan {
  status: PlanStatus;
  inputs: PlanInputs;
  blueprint: Blueprint;
  drawnBlueprint: Blueprint | null;
  phases: AuditedPlan['phases'];
  weeks: PlannedWeek[];
}

const PLAN = `
  select plan.status, plan.inputs, plan.blueprint, plan.drawn_blueprint as "drawnBlueprint",
    (select json_agg(json_build_object('name', name, 'weekCount', week_count, 'totalMiles', total_miles)
       order by position) from training_plan_phase where plan_id = plan.id) as phases,
    (select json_agg(json_build_object(
       'weekNumber', week.week_number, 'phase', phase.name, 'startDate', week.start_date,
       'endDate', week.start_date + 6, 'miles', week.miles, 'trainingMiles', week.training_miles,
       'targetMiles', week.target_miles, 'wantedMiles', week.wanted_miles, 'stretch', week.stretch,
       'notes', week.notes, 'days',
       (select json_agg(json_build_object(
          'date', date, 'dayNumber', day_number, 'workoutType', workout_type, 'miles', miles, 'warmup', warmup,
          'workout', workout, 'cooldown', cooldown, 'notes', notes, 'alternative', alternative,
          'workoutId', workout_id, 'locked', locked, 'outsidePlan', outside_plan) order by date)
        from training_plan_day where week_id = week.id)) order by week.week_number)
     from training_plan_week week join training_plan_phase phase on phase.id = week.phase_id
     where week.plan_id = plan.id) as weeks
  from training_plan plan where plan.id = $1`;

/** @throws Error for a plan that is not there */
export async function readStoredPlan(database: Pool, planId: string): Promise<StoredPlan> {
  const { rows } = await database.query<StoredPlan>(PLAN, [planId]);
  const [plan] = rows;
  if (!plan) throw new Error(`There is no plan ${planId}`);
  return plan;
}

/** A version as it was stored, oldest first. */
export interface StoredVersion {
  number: number;
  reason: string;
  phases: PhaseResponse[];
}

export async function readVersions(database: Pool, planId: string): Promise<StoredVersion[]> {
  const { rows } = await database.query<StoredVersion>(
    `select number, reason, snapshot -> 'phases' as phases from plan_version where plan_id = $1 order by number`,
    [planId],
  );
  return rows;
}

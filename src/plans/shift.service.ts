import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { AthleteToday } from '../athletes/athlete-today.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { addDays } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import { shiftBlueprint, shiftInputs } from '../coaching/shift.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { requireMatch } from '../common/etag.js';
import { InvalidError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import type { Race } from '../races/race.entity.js';
import { RacesService } from '../races/races.service.js';
import { forecastColumns } from './draft-values.js';
import { replaceRace } from './drafts.service.js';
import { goalSecondsOf } from './goal-time.js';
import { cancelOpenRuns } from './open-runs.js';
import { requirePlan, type OwnedPlan } from './plan-access.js';
import { requireFree } from './plan-overlap.js';
import { startProblems } from './plan-dates.js';
import { knownInputs } from './plan-inputs.js';
import { forecastDraft } from './plan-outline.js';
import { planRefused } from './plan-problem.js';
import { recordVersion } from './plan-versions.js';
import type { ShiftDto } from './shift.dto.js';
import { raceOnDate } from './shifted-race.js';
import { readCascade } from './read-cascade.js';
import type { TrainingPlan } from './training-plan.entity.js';
import { WorkSchedule } from './work-schedule.service.js';

/** What moves, and where to. */
interface Shift {
  owned: OwnedPlan;
  race: Race;
  weeks: number;
  startDate: CalendarDate;
  actorId: string;
}

/** Moves plans that have not begun by whole weeks, start and race together. */
@Injectable()
export class ShiftService {
  constructor(
    private readonly em: EntityManager,
    private readonly races: RacesService,
    private readonly today: AthleteToday,
    private readonly schedule: WorkSchedule,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @throws InvalidError `plan.not_active`, `plan.begun`, `plan.start_date_missing`, `plan.race_missing`,
   *   `plan.start_in_past`; NotFoundError `race.not_found`; ConflictError `athlete.plan_overlaps`;
   *   PreconditionFailedError
   */
  shift(
    actor: Actor,
    { planId, ifMatch, data }: { planId: string; ifMatch: string | undefined; data: ShiftDto },
  ): Promise<void> {
    const { weeks, raceId } = data;
    return inTransaction(this.em, async (em) => {
      const owned = await requirePlan(em, { actor, planId, action: 'plan.write', lock: true });
      const { plan, athlete } = owned;
      if (ifMatch !== undefined) requireMatch(ifMatch, plan);
      const today = this.today.of(athlete);
      const dates = requireMovable(owned, today);
      const startDate = addDays(dates.startDate, 7 * weeks);
      const [early] = startProblems(startDate, today);
      if (early) throw planRefused([{ ...early, pointer: '/weeks' }]);
      const named = raceId ? await this.races.hold(actor, raceId) : null;
      const date = addDays(dates.raceDate, 7 * weeks);
      const race = await raceOnDate(em, { race: dates.race, date, named });
      const shift = { owned, race, weeks, startDate, actorId: actor.id };
      const from = plan.startDate;
      if (plan.status === 'draft') this.shiftDraft(shift, today);
      else await this.shiftWritten(em, shift);
      if (race.id !== dates.race.id) await replaceRace(em, plan, race);
      plan.revision += 1;
      const subject = { type: 'training_plan', id: planId };
      const detail = { weeks, from, to: startDate, raceId: race.id };
      recordAudit(em, { actor, action: 'plan.shifted', subject, detail });
    });
  }

  private shiftDraft(
    { owned: { plan, athlete, tuneUps }, race, startDate }: Shift,
    today: CalendarDate,
  ): void {
    plan.startDate = startDate;
    plan.goalTimeSeconds = goalSecondsOf(plan.goalTime, race);
    Object.assign(plan, forecastColumns(forecastDraft(knownInputs(plan, athlete, race, tuneUps), today)));
  }

  private async shiftWritten(em: EntityManager, shift: Shift): Promise<void> {
    const { owned, race, weeks, startDate, actorId } = shift;
    const { plan } = owned;
    const { inputs, blueprint, drawnBlueprint } = plan;
    if (!inputs || !blueprint)
      throw new Error(`Plan ${plan.id} is ${plan.status} without what it was made from`);
    await requireFree(em, { plan, dates: { startDate, raceDate: race.date } });
    await cancelOpenRuns(em, { plan, reason: 'shifted', now: this.clock.now() });
    plan.startDate = startDate;
    plan.raceDate = race.date;
    plan.inputs = shiftInputs(inputs, weeks);
    plan.blueprint = shiftBlueprint(blueprint, weeks);
    plan.drawnBlueprint = drawnBlueprint && shiftBlueprint(drawnBlueprint, weeks);
    await em.flush();
    await moveRows(em, { plan, weeks });
    const cascade = await readCascade(em, plan.id);
    await recordVersion(em, { plan, reason: 'shifted', actorId, cascade, blueprint: plan.blueprint });
    await this.schedule.update(em, plan);
  }
}

/**
 * @throws InvalidError `plan.not_active` when the plan is over or put away, `plan.begun`, when it has no dates yet, or
 *   `plan.tune_up_refused` when it is written around races that do not move
 */
function requireMovable({ plan, race, tuneUps }: OwnedPlan, today: CalendarDate) {
  const { status, startDate } = plan;
  if (status === 'completed' || status === 'archived') {
    throw new InvalidError(
      'plan.not_active',
      `The plan is ${status}; only one that lies ahead can be shifted.`,
    );
  }
  if (startDate === null) {
    throw new InvalidError('plan.start_date_missing', 'The plan has no start date to move; give it one.');
  }
  if (race === null)
    throw new InvalidError('plan.race_missing', 'The plan has no race to move; give it one.');
  if (status !== 'draft' && startDate <= today) {
    throw new InvalidError(
      'plan.begun',
      `The plan began on ${startDate}, and what has begun is not moved; pause it, or plan anew for another race.`,
    );
  }
  if (status !== 'draft' && tuneUps.length > 0) {
    throw new InvalidError(
      'plan.tune_up_refused',
      `The plan passes tune-up races on ${tuneUps.map(({ date }) => date).join(' and ')}, which do not move with it; plan anew from a draft.`,
    );
  }
  return { startDate, race, raceDate: plan.raceDate ?? race.date };
}

/** Further than any plan reaches, in whole weeks: a weekday stays what it is. */
const FAR_AWAY_DAYS = 70_000;

/**
 * Moves the weeks and days of a plan. By a detour: PostgreSQL checks that a plan has each date once row by row, and on
 * the way to a date another day may still be there. What was decided of a week in the light of its dates is open again.
 */
async function moveRows(
  em: EntityManager,
  { plan, weeks }: { plan: TrainingPlan; weeks: number },
): Promise<void> {
  const move = async (table: string, set: string, days: number) => {
    const sql = `update ${table} set ${set} where plan_id = ?`;
    await em.getConnection().execute(sql, [days, plan.id], 'run', em.getTransactionContext());
  };
  await move('training_plan_week', 'start_date = start_date + ?::int, looked_at = null', 7 * weeks);
  await move('training_plan_day', 'date = date + ?::int', FAR_AWAY_DAYS);
  await move('training_plan_day', 'date = date + ?::int', 7 * weeks - FAR_AWAY_DAYS);
}

import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AthleteToday } from '../athletes/athlete-today.js';
import { mayAccess, requireReach } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { ConflictError, DomainError, InvalidError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import type { UpdateRaceDto } from '../races/race.dto.js';
import type { Race } from '../races/race.entity.js';
import { RacesService } from '../races/races.service.js';
import { forecastColumns } from './draft-values.js';
import { goalSecondsOf } from './goal-time.js';
import { racesOf, type OwnedPlan } from './plan-access.js';
import { PlanChanges } from './plan-changes.service.js';
import { knownInputs } from './plan-inputs.js';
import { forecastDraft } from './plan-outline.js';
import { RaceTrainingPlan } from './race-training-plan.entity.js';
import { TrainingPlan, type PlanStatus } from './training-plan.entity.js';
import { raceChange } from './wanted-change.js';

/** Plans that have their race before them; the others keep what they were made for. */
const FOLLOWING: readonly PlanStatus[] = ['draft', 'active', 'paused'];

/** Moves races together with the plans that lead to them. */
@Injectable()
export class RaceMoves {
  constructor(
    private readonly em: EntityManager,
    private readonly races: RacesService,
    private readonly changes: PlanChanges,
    private readonly today: AthleteToday,
  ) {}

  /**
   * Changes a race. With `replan` each plan that leads to it follows, all or none: drafts are weighed anew, plans in
   * their course get one version each.
   * @returns the race, and the ids of the plans that followed
   * @throws ConflictError `race.in_use` without `replan`, for a race that a plan passes on its way, and for a coach where
   *   plans of other coaches' athletes lead to it; what stands against one plan's change, naming that plan
   */
  async update(
    actor: Actor,
    id: string,
    { replan, ...data }: UpdateRaceDto,
  ): Promise<{ race: Race; replanned: string[] }> {
    if (!replan) return { race: await this.races.update(actor, id, data), replanned: [] };
    requireReach(actor, 'race.write');
    return inTransaction(this.em, async (em) => {
      await this.races.require(actor, id, 'race.write');
      const locked = await lockPlans(em, id);
      const replanned: string[] = [];
      const race = await this.races.change(em, { actor, id, data }, async (moved) => {
        const links = await em.find(RaceTrainingPlan, { race: id }, { orderBy: { plan: 'asc' } });
        const plans = links.flatMap(({ plan, priority }) => {
          const found = locked.find((each) => each.plan.id === plan.id);
          if (!found)
            throw new ConflictError('race.in_use', 'A plan began to use the race meanwhile; try again.');
          return FOLLOWING.includes(found.plan.status) ? [{ ...found, priority }] : [];
        });
        if (plans.length > 0) requireReach(actor, 'plan.write');
        requireAll(actor, plans);
        if (plans.some(({ priority }) => priority === 'B')) {
          throw new ConflictError(
            'race.in_use',
            'Plans pass this race on their way to another; take it out of them before it moves.',
          );
        }
        for (const { plan, athlete } of plans) {
          const { tuneUps } = await racesOf(em, plan.id);
          const owned = { plan, athlete, race: moved, tuneUps };
          try {
            if (await this.follow(em, { actor, owned, race: moved })) replanned.push(plan.id);
          } catch (error) {
            throw ofPlan(error, plan, data);
          }
        }
      });
      return { race, replanned };
    });
  }

  /** @returns whether the plan is another by that */
  private async follow(
    em: EntityManager,
    { actor, owned, race }: { actor: Actor; owned: OwnedPlan; race: Race },
  ): Promise<boolean> {
    const { plan, athlete, tuneUps } = owned;
    if (plan.status === 'draft') {
      plan.goalTimeSeconds = goalSecondsOf(plan.goalTime, race);
      const forecast = forecastDraft(knownInputs(plan, athlete, race, tuneUps), this.today.of(athlete));
      Object.assign(plan, forecastColumns(forecast));
      plan.revision += 1;
    } else {
      const wanted = raceChange(plan, race);
      if (Object.keys(wanted).length === 0) return false;
      await this.changes.apply(em, { actor, owned, change: { wanted, reason: 'race.moved' } });
      const { goalTimeSeconds } = wanted;
      if (goalTimeSeconds !== undefined) plan.goalTimeSeconds = goalTimeSeconds;
    }
    const subject = { type: 'training_plan', id: plan.id };
    const detail = { raceId: race.id, raceDate: race.date, distance: race.distanceName };
    recordAudit(em, { actor, action: 'plan.race_moved', subject, detail });
    return true;
  }
}

/** A plan and whose it is. */
type PlanOfAthlete = Omit<OwnedPlan, 'race' | 'tuneUps'>;

/** Plans that lead to a race or pass it, in the order of their ids, before the race's own row: as every change of a plan. */
async function lockPlans(em: EntityManager, raceId: string): Promise<PlanOfAthlete[]> {
  const links = await em.find(RaceTrainingPlan, { race: raceId });
  const id = { $in: links.map(({ plan }) => plan.id) };
  const orderBy = { id: 'asc' } as const;
  await em.find(TrainingPlan, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy });
  const plans = await em.find(TrainingPlan, { id }, { populate: ['athlete'], strategy: 'joined', orderBy });
  return plans.map((plan) => ({ plan, athlete: plan.athlete.$ }));
}

/** @throws ConflictError `race.in_use` with no more than how many plans there are of others */
function requireAll(actor: Actor, plans: readonly PlanOfAthlete[]): void {
  const others = plans.filter(({ athlete }) => {
    const owner = { athleteId: athlete.id, coachId: athlete.coach?.id ?? null };
    return !mayAccess(actor, 'plan.write', owner);
  });
  if (others.length === 0) return;
  throw new ConflictError(
    'race.in_use',
    `${others.length === 1 ? 'A plan' : `${others.length} plans`} of athletes of others lead to this race; ` +
      'ask an administrator to move it.',
  );
}

/** What stands against the change of one plan, said of that plan and of what was to change of the race. */
function ofPlan(error: unknown, { id, name }: TrainingPlan, { date }: UpdateRaceDto): unknown {
  if (!(error instanceof DomainError)) return error;
  const detail = `The plan "${name}" (${id}) cannot follow: ${error.detail}`;
  const errors = error.errors.map((each) => ({
    ...each,
    // A goal time that does not do is one over another distance.
    pointer: date === undefined || each.pointer === '/goalTime' ? '/distance' : '/date',
  }));
  if (error instanceof ConflictError) return new ConflictError(error.code, detail, errors);
  return error instanceof InvalidError ? new InvalidError(error.code, detail, errors) : error;
}

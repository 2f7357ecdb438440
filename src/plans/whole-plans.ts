import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { requireAccess, requireReach, type Action } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { planNotFound, requirePlan, type OwnedPlan } from './plan-access.js';
import { cascadeText, type CascadeText } from './cascade-text.js';
import { readCascade } from './read-cascade.js';

/** Most weeks that are kept, of all plans together: some 8 kB each as text, and with what their plans go by some 70 MB. */
const CAPACITY_WEEKS = 4_000;
/** A plan that changes as often as this while it is read is given as it was read last. */
const MOST_READS = 3;

/** A plan with all that is written of it. */
export interface WholePlan {
  owned: OwnedPlan;
  /** Null for a draft. */
  cascade: CascadeText | null;
}

interface Kept extends WholePlan {
  state: string;
}

interface StateRow {
  /** Another one once one of the rows has changed. */
  state: string;
  athleteId: string;
  coachId: string | null;
}

/**
 * PostgreSQL's own mark of each row, which every change to it makes anew, whoever makes it. The plan's revision for what is
 * below it, and its time: a database that was put back to a backup counts the same numbers again.
 */
const STATE = `
  select concat_ws(' ', plan.revision, plan.updated_at, plan.xmin, athlete.xmin, races.state) as state,
         athlete.id as "athleteId", athlete.coach_id as "coachId"
    from training_plan plan
    join athlete on athlete.id = plan.athlete_id
    cross join lateral (
      select string_agg(concat_ws(' ', link.id, link.xmin, race.xmin), ' ' order by link.id) as state
        from race_training_plan link join race on race.id = link.race_id
       where link.plan_id = plan.id
    ) races
   where plan.id = ?`;

/**
 * Plans as they were read last, kept for whoever reads them next: their rows are most of the work of a read. What is kept
 * holds for one state of its rows, which the database tells anew at every read, so that no process gives what another has
 * changed since.
 */
@Injectable()
export class WholePlans {
  private readonly kept = new LRUCache<string, Kept>({
    maxSize: CAPACITY_WEEKS,
    // The plan's own row takes room, too.
    sizeCalculation: ({ cascade }) => 1 + (cascade?.weeks.length ?? 0),
  });

  /**
   * The whole plan, when the actor may do this with it. It is others' as well: whoever gets it changes nothing in it.
   * @throws NotFoundError `plan.not_found`; ForbiddenError `access.denied`
   */
  async of(em: EntityManager, access: { actor: Actor; planId: string; action: Action }): Promise<WholePlan> {
    const { actor, planId, action } = access;
    requireReach(actor, action);
    let known = this.kept.get(planId);
    for (let reads = 0; ; reads += 1) {
      const state = await currentState(em, access);
      // Its rows are read one table after the other: they belong together if the state is the same afterwards.
      if (known && (known.state === state || reads === MOST_READS)) return known;
      // In an identity map of its own, which is kept with it.
      const owned = await requirePlan(em.fork(), access);
      const cascade = owned.plan.blueprint ? cascadeText(await readCascade(em, planId)) : null;
      known = { state, owned, cascade };
      this.kept.set(planId, known);
    }
  }
}

async function currentState(
  em: EntityManager,
  { actor, planId, action }: { actor: Actor; planId: string; action: Action },
): Promise<string> {
  const [row]: StateRow[] = await em.getConnection().execute(STATE, [planId]);
  if (!row) throw planNotFound();
  const { state, athleteId, coachId } = row;
  requireAccess(actor, action, { athleteId, coachId });
  return state;
}

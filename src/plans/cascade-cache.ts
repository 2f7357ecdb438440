import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { loadRows, toCascade, type Cascade } from './stored-week.js';
import type { TrainingPlan } from './training-plan.entity.js';

/** Most weeks that are kept, of all plans together: some 20 kB each. */
const CAPACITY_WEEKS = 2_000;

interface Kept {
  state: string;
  cascade: Cascade;
}

/**
 * Cascades as they were read last, kept for whoever reads them next: rows become objects in ten times the time of all the
 * rest of a read. What is kept holds for one revision, which the plan's row tells anew at every read, so that no process
 * gives what another has changed since.
 */
@Injectable()
export class CascadeCache {
  /** By plan, the one read longest ago first. */
  private readonly kept = new Map<string, Kept>();
  private weeks = 0;

  /** The whole cascade of a plan whose row was just read. Whoever gets it changes nothing in it. */
  async of(em: EntityManager, plan: TrainingPlan): Promise<Cascade> {
    const known = this.kept.get(plan.id);
    const state = stateOf(plan);
    if (known?.state === state) {
      this.keep(plan.id, known);
      return known.cascade;
    }
    const cascade = toCascade(await loadRows(em, plan.id));
    this.keep(plan.id, { state, cascade });
    return cascade;
  }

  private keep(planId: string, read: Kept): void {
    this.drop(planId);
    this.kept.set(planId, read);
    this.weeks += sizeOf(read);
    for (const oldest of this.kept.keys()) {
      if (this.weeks <= CAPACITY_WEEKS) return;
      this.drop(oldest);
    }
  }

  private drop(planId: string): void {
    const known = this.kept.get(planId);
    if (!known) return;
    this.kept.delete(planId);
    this.weeks -= sizeOf(known);
  }
}

/** The time as well: a database that was put back to a backup counts the same numbers again. */
function stateOf({ revision, updatedAt }: TrainingPlan): string {
  return `${revision} ${updatedAt.getTime()}`;
}

/** A plan without weeks takes room, too. */
function sizeOf({ cascade }: Kept): number {
  return 1 + cascade.weeks.length;
}

import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../auth/actor.js';
import { NotFoundError } from '../common/errors.js';
import { pageOf, type Page, type PageQuery } from '../common/paging.js';
import { requirePlan } from './plan-access.js';
import { PlanVersion } from './plan-version.entity.js';
import type { ShownWeeks } from './released-weeks.js';
import { TrainingPlanWeek } from './training-plan-week.entity.js';

/** A version, and which weeks whoever reads it may see by now. */
export interface VersionView {
  version: PlanVersion;
  shown: ShownWeeks;
}

/** Two versions, and which weeks whoever reads them may see by now. */
export interface VersionPair {
  from: PlanVersion;
  to: PlanVersion;
  shown: ShownWeeks;
}

/** Reading what plans have been. */
@Injectable()
export class VersionsService {
  constructor(private readonly em: EntityManager) {}

  /** Newest first. */
  async list(actor: Actor, planId: string, query: PageQuery): Promise<Page<PlanVersion>> {
    await requirePlan(this.em, { actor, planId, action: 'plan.read' });
    return pageOf(query, ({ where, options }) =>
      this.em.find(PlanVersion, { $and: [{ plan: planId }, where] }, options),
    );
  }

  /** @throws NotFoundError `version.not_found` */
  async read(actor: Actor, planId: string, number: number): Promise<VersionView> {
    await requirePlan(this.em, { actor, planId, action: 'plan.read' });
    const [version] = await requireVersions(this.em, planId, [number]);
    return { version, shown: await this.shownTo(actor, planId) };
  }

  /**
   * Two versions, which may be the same.
   * @throws NotFoundError `version.not_found`
   */
  async readPair(
    actor: Actor,
    planId: string,
    { from, to }: { from: number; to: number },
  ): Promise<VersionPair> {
    await requirePlan(this.em, { actor, planId, action: 'plan.read' });
    const [first, second] = await requireVersions(this.em, planId, [from, to]);
    return { from: first, to: second, shown: await this.shownTo(actor, planId) };
  }

  private async shownTo(actor: Actor, planId: string): Promise<ShownWeeks> {
    if (actor.role !== 'athlete') return null;
    const weeks = await this.em.find(TrainingPlanWeek, { plan: planId, releasedAt: { $ne: null } });
    return new Set(weeks.map(({ weekNumber }) => weekNumber));
  }
}

/**
 * Versions of a plan by their numbers, in that order, with their snapshots: one query.
 * @throws NotFoundError `version.not_found`
 */
export async function requireVersions<const Numbers extends readonly number[]>(
  em: EntityManager,
  planId: string,
  numbers: Numbers,
): Promise<{ [Index in keyof Numbers]: PlanVersion }> {
  const versions = await em.find(
    PlanVersion,
    { plan: planId, number: { $in: [...numbers] } },
    { populate: ['snapshot'] },
  );
  return numbers.map((number) => {
    const version = versions.find((each) => each.number === number);
    if (version) return version;
    throw new NotFoundError('version.not_found', `The plan has no version ${number}; see /versions.`);
  }) as { [Index in keyof Numbers]: PlanVersion };
}

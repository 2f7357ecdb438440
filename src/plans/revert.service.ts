import { isDeepStrictEqual } from 'node:util';
import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { AthleteToday } from '../athletes/athlete-today.js';
import { RunningRecords } from '../athletes/running-records.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import type { Finding } from '../coaching/audit.js';
import { finalInputs } from '../coaching/stages.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { requireMatch } from '../common/etag.js';
import { InvalidError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import { replaceWeeks } from './cascade.writer.js';
import { requireActive, requirePlan, type OwnedPlan } from './plan-access.js';
import { auditAsWritten, type PlanBasis } from './plan-audit.js';
import { PlanVersion, type VersionBasis } from './plan-version.entity.js';
import { basisOf } from './plan-versions.js';
import {
  revertedPlan,
  versionCascade,
  type KeptDay,
  type Revert,
  type RevertedPlan,
} from './reverted-plan.js';
import { loadRows, toCascade, type Cascade, type CascadeRows } from './stored-week.js';
import { TrainingPlanWeek } from './training-plan-week.entity.js';
import type { TrainingPlan } from './training-plan.entity.js';
import { requireVersions } from './versions.service.js';
import { WorkSchedule } from './work-schedule.service.js';

/** What going back has made of a plan. */
export interface RevertView {
  plan: TrainingPlan;
  revertedTo: number;
  /** The version it made; null where the plan was there already. */
  version: number | null;
  restored: number[];
  removed: number[];
  kept: KeptDay[];
}

/** A plan that may go back, its row locked. */
interface Reverting extends PlanBasis {
  owned: OwnedPlan;
  cascade: Cascade;
  rows: CascadeRows;
}

/** Takes plans back to what they were. */
@Injectable()
export class RevertService {
  constructor(
    private readonly em: EntityManager,
    private readonly records: RunningRecords,
    private readonly today: AthleteToday,
    private readonly schedule: WorkSchedule,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Gives back the cascade of a version as the plan's next one, but for days run or past. Weeks that were written since
   * and have not begun are taken out, to be written when they are due. A plan that is there already stays as it is.
   * @throws InvalidError `plan.not_active`, `version.basis_missing`, `version.dates_moved`, `version.rules_broken`;
   *   NotFoundError `version.not_found`; PreconditionRequiredError, PreconditionFailedError
   */
  revert(
    actor: Actor,
    { planId, number, ifMatch }: { planId: string; number: number; ifMatch: string | undefined },
  ): Promise<RevertView> {
    return inTransaction(this.em, async (em) => {
      const owned = await requirePlan(em, { actor, planId, action: 'plan.write', lock: true });
      const { plan } = owned;
      const current = requireActive(plan, 'only an active plan can go back');
      requireMatch(ifMatch, plan);
      const [found] = await requireVersions(em, planId, [number]);
      await em.populate(found, ['basis']);
      const basis = requireBasis(found, current);
      const rows = await loadRows(em, planId);
      const reverting = { ...current, owned, cascade: toCascade(rows), rows };
      const version = { basis, cascade: versionCascade(found.snapshot, basis) };
      const revert = await this.revertOf(reverting, version);
      const reverted = revertedPlan(revert);
      requireNoNewFault(revert, reverted);
      const view = { plan, revertedTo: number, ...summaryOf(reverted) };
      if (!isOther(reverting, reverted, basis)) return { ...view, version: null };
      const made = await write(em, reverting, { reverted, basis, actorId: actor.id });
      const subject = { type: 'training_plan', id: planId };
      const { restored, removed } = view;
      const detail = { revertedTo: number, version: made, restored, removed };
      recordAudit(em, { actor, action: 'plan.reverted', subject, detail });
      await this.schedule.update(em, plan);
      return { ...view, version: made };
    });
  }

  private async revertOf(
    { owned, inputs, blueprint, cascade }: Reverting,
    version: Revert['version'],
  ): Promise<Revert> {
    const { plan, athlete } = owned;
    const { runs } = await this.records.since(athlete, inputs.startDate);
    return {
      current: { inputs, blueprint, cascade },
      version,
      today: this.today.of(athlete),
      ran: new Set(runs.filter(({ miles }) => miles > 0).map(({ date }) => date)),
      shownAt: plan.settings.release === 'coach' ? null : this.clock.now(),
    };
  }
}

function summaryOf({ weeks, removed, kept }: RevertedPlan) {
  return { restored: weeks.map(({ weekNumber }) => weekNumber), removed, kept };
}

/** Whether a plan would be another: in what is written, or in what is to be written. */
function isOther(
  { owned: { plan }, cascade, inputs, blueprint }: Reverting,
  reverted: RevertedPlan,
  basis: VersionBasis,
): boolean {
  const { columns } = basisOf(plan, { cascade, blueprint });
  return (
    reverted.weeks.length > 0 ||
    reverted.removed.length > 0 ||
    !isDeepStrictEqual(reverted.inputs, inputs) ||
    !isDeepStrictEqual(reverted.blueprint, blueprint) ||
    !isDeepStrictEqual(columns, basis.columns)
  );
}

/** @returns the number of the new version */
async function write(
  em: EntityManager,
  { owned: { plan }, cascade, rows }: Reverting,
  { reverted, basis, actorId }: { reverted: RevertedPlan; basis: VersionBasis; actorId: string },
): Promise<number> {
  const { inputs, blueprint, drawnBlueprint, weeks, removed } = reverted;
  Object.assign(plan, { ...basis.columns, inputs, blueprint, drawnBlueprint });
  for (const row of rows.phases) {
    const phase = reverted.cascade.phases.find(({ name }) => name === row.name);
    if (phase) row.weekCount = phase.weekCount;
  }
  const stays = <T extends { weekNumber: number }>(all: readonly T[]) =>
    all.filter(({ weekNumber }) => !removed.includes(weekNumber));
  if (removed.length > 0) {
    await em.nativeDelete(TrainingPlanWeek, { plan, weekNumber: { $in: removed } });
  }
  const { version } = await replaceWeeks(em, {
    plan,
    blueprint,
    before: { phases: reverted.cascade.phases, weeks: stays(cascade.weeks) },
    rows: { ...rows, weeks: stays(rows.weeks) },
    weeks,
    reason: 'reverted',
    actorId,
  });
  return version;
}

/** @throws InvalidError `version.basis_missing`, `version.dates_moved` */
function requireBasis({ number, basis }: PlanVersion, { inputs }: PlanBasis): VersionBasis {
  if (!basis) {
    throw new InvalidError(
      'version.basis_missing',
      `Version ${number} is older than the keeping of what its later weeks go by; it can be read and compared, ` +
        'but not gone back to.',
    );
  }
  const { startDate, raceDate, raceDistanceMiles } = finalInputs(basis.inputs);
  const now = finalInputs(inputs);
  const isSame =
    startDate === now.startDate && raceDate === now.raceDate && raceDistanceMiles === now.raceDistanceMiles;
  if (isSame) return basis;
  throw new InvalidError(
    'version.dates_moved',
    `Version ${number} leads from ${startDate} to a race of ${raceDistanceMiles.toFixed(1)} miles on ${raceDate}, ` +
      `the plan by now from ${now.startDate} to one of ${now.raceDistanceMiles.toFixed(1)} on ` +
      `${now.raceDate}; move the race or the plan back first.`,
  );
}

/**
 * What the version stood against, and what the plan stands against already, is no reason not to go back; nor is what a
 * week of days that were run differently cannot help.
 * @throws InvalidError `version.rules_broken` with each finding
 */
function requireNoNewFault({ current, version }: Revert, reverted: RevertedPlan): void {
  const blocking = blockingOf(reverted, reverted.cascade);
  if (blocking.length === 0) return;
  const known = new Set(
    [...blockingOf(version.basis, version.cascade), ...blockingOf(current, current.cascade)].map(placeOf),
  );
  const differing = new Set(reverted.kept.filter(({ differs }) => differs).map(({ date }) => date));
  const asRun = new Set<number | null>(
    reverted.cascade.weeks
      .filter(({ days }) => days.some(({ date }) => differing.has(date)))
      .map(({ weekNumber }) => weekNumber),
  );
  const faults = blocking.filter((each) => !asRun.has(each.weekNumber) && !known.has(placeOf(each)));
  if (faults.length === 0) return;
  throw new InvalidError(
    'version.rules_broken',
    'After what has been run since, the weeks of that version would break coaching rules; see errors. Edit the weeks ' +
      'ahead, or have them written anew.',
    faults.map(({ code, message }) => ({ pointer: '', detail: message, code })),
  );
}

function blockingOf(basis: PlanBasis, cascade: Cascade): Finding[] {
  return auditAsWritten(basis, cascade).filter(({ severity }) => severity === 'blocking');
}

function placeOf({ code, weekNumber, dayNumber }: Finding): string {
  return [code, weekNumber, dayNumber].join(' ');
}

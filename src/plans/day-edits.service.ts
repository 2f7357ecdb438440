import { isDeepStrictEqual } from 'node:util';
import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AthleteToday } from '../athletes/athlete-today.js';
import { RunningRecords } from '../athletes/running-records.js';
import type { Action } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import type { Finding } from '../coaching/audit.js';
import { editedDay, exchangedDays, isEasier, swappedDay } from '../coaching/day-edit.js';
import type { CalendarDate, PlannedDay } from '../coaching/model.js';
import { requireMatch } from '../common/etag.js';
import { InvalidError, requestInvalid } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import { replaceWeeks } from './cascade.writer.js';
import type { EditDayDto, LapDto } from './day-edit.dto.js';
import { editPlan, type Keeping } from './day-edits.js';
import { requireActive, requirePlan, type OwnedPlan } from './plan-access.js';
import { auditAsWritten } from './plan-audit.js';
import { heldBack, isHeldBack } from './released-weeks.js';
import { loadRows, toCascade, type Cascade, type StoredWeek } from './stored-week.js';
import type { TrainingPlan } from './training-plan.entity.js';
import { WorkSchedule } from './work-schedule.service.js';

/** A day of a plan, and the state of the plan that the change was made from. */
export interface DayOfPlan {
  planId: string;
  date: CalendarDate;
  /** The `If-Match` header. */
  ifMatch: string | undefined;
}

/** A day and its week after a change, and what the rules say of the plan without it and with it. */
export interface DayEditView {
  plan: TrainingPlan;
  week: StoredWeek;
  date: CalendarDate;
  findings: { before: Finding[]; after: Finding[] };
}

/** What a change makes of days of one week, and which findings may be kept. */
interface Change {
  days: readonly PlannedDay[];
  keeping: Keeping;
}

/** One kind of change: what it is called, who may, and what it does to a day and others of its week. */
interface Kind {
  /** Of the version. */
  reason: string;
  /** In the audit log. */
  action: string;
  access: Action;
  alter: (day: PlannedDay, week: StoredWeek) => Change;
}

/** Changes that people make to single days of written weeks, each one version of the plan. */
@Injectable()
export class DayEditsService {
  constructor(
    private readonly em: EntityManager,
    private readonly records: RunningRecords,
    private readonly today: AthleteToday,
    private readonly schedule: WorkSchedule,
  ) {}

  /**
   * Gives a day other laps; it is locked from then on.
   * @param edit.force keeps findings of C, E, F and S on record
   * @throws InvalidError `plan.not_active`, `week.not_written`, `day.outside_plan`, `day.past`, `day.run`,
   *   `day.rule_broken`; PreconditionRequiredError, PreconditionFailedError
   */
  edit(actor: Actor, day: DayOfPlan, edit: { data: EditDayDto; force: boolean }): Promise<DayEditView> {
    const { warmup, workout, cooldown, workoutType, notes } = edit.data;
    const laps = { warmup: lapsOf(warmup), workout: lapsOf(workout), cooldown: lapsOf(cooldown) };
    return this.change(actor, day, {
      reason: 'day.edited',
      action: 'plan.day_edited',
      access: 'plan.write',
      alter: (before) => ({
        days: [editedDay(before, { workoutType, ...laps, notes: notes ?? '' })],
        keeping: edit.force ? 'forced' : 'nothing',
      }),
    });
  }

  /**
   * Lets the plan have a day again: the next writing of its week may make another of it. What stretched around the day
   * is on record until then.
   * @throws as `edit`; `day.rule_broken` for a day that only a person may set so
   */
  unlock(actor: Actor, day: DayOfPlan): Promise<DayEditView> {
    return this.change(actor, day, {
      reason: 'day.unlocked',
      action: 'plan.day_unlocked',
      access: 'plan.write',
      alter: (before) => ({ days: [{ ...before, locked: false }], keeping: 'forced' }),
    });
  }

  /**
   * Swaps a day and its alternative; the same again gives the session back. A week may always be made easier: what the
   * rules say of its miles goes on record.
   * @throws as `edit`; InvalidError `day.no_alternative`, `week.not_released`
   */
  swap(actor: Actor, day: DayOfPlan): Promise<DayEditView> {
    return this.change(actor, day, {
      reason: 'day.swapped',
      action: 'plan.day_swapped',
      access: 'plan.ease',
      alter: (before) => {
        const after = swappedDay(before);
        if (after) return { days: [after], keeping: isEasier(after, before) ? 'eased' : 'nothing' };
        throw new InvalidError(
          'day.no_alternative',
          `${before.date} has no easier alternative: it is ${before.workoutType}.`,
        );
      },
    });
  }

  /**
   * Has two days of a week change places; both are locked from then on.
   * @throws as `edit`; InvalidError `day.other_week`
   */
  move(actor: Actor, day: DayOfPlan, move: { to: CalendarDate; force: boolean }): Promise<DayEditView> {
    const { to, force } = move;
    if (to === day.date) throw requestInvalid([{ pointer: '/to', detail: 'must be another day' }]);
    return this.change(actor, day, {
      reason: 'day.moved',
      action: 'plan.day_moved',
      access: 'plan.write',
      alter: (before, week) => {
        const other = week.days.find(({ date }) => date === to);
        if (other) return { days: exchangedDays(before, other), keeping: force ? 'forced' : 'nothing' };
        throw new InvalidError(
          'day.other_week',
          `A run is moved within its week, ${week.startDate} to ${week.endDate}.`,
          [{ pointer: '/to', detail: `must be from ${week.startDate} to ${week.endDate}` }],
        );
      },
    });
  }

  /** Runs a change on the locked plan in one transaction. One that changes nothing leaves the plan as it is. */
  private change(actor: Actor, { planId, date, ifMatch }: DayOfPlan, kind: Kind): Promise<DayEditView> {
    return inTransaction(this.em, async (em) => {
      const owned = await requirePlan(em, { actor, planId, action: kind.access, lock: true });
      const { plan } = owned;
      const basis = requireActive(plan, 'days of active plans can be changed');
      requireMatch(ifMatch, plan);
      const rows = await loadRows(em, planId);
      const cascade = toCascade(rows);
      const { week, day } = requireDay(cascade, { plan, actor, date });
      const { days, keeping } = kind.alter(day, week);
      await this.requireAhead(owned, days);
      const held: ReadonlySet<number | null> = heldBack(actor, cascade.weeks);
      const shown = (findings: readonly Finding[]) =>
        findings.filter(({ weekNumber }) => !held.has(weekNumber));
      if (days.every((each) => isStored(each, week))) {
        const now = shown(auditAsWritten(basis, cascade));
        return { plan, week, date, findings: { before: now, after: now } };
      }
      const { weeks, findings, kept } = editPlan(basis, cascade, { week, days, keeping });
      const { reason, action } = kind;
      const other = days.find((each) => each.date !== date);
      const { blueprint } = basis;
      await replaceWeeks(em, { plan, blueprint, before: cascade, rows, weeks, reason, actorId: actor.id });
      recordAudit(em, {
        actor,
        action,
        subject: { type: 'training_plan', id: planId },
        detail: { date, ...(other && { to: other.date }), kept: kept.map(({ code }) => code) },
      });
      await this.schedule.update(em, plan);
      const after = weeks.find(({ weekNumber }) => weekNumber === week.weekNumber) ?? week;
      return {
        plan,
        week: after,
        date,
        findings: { before: shown(findings.before), after: shown(findings.after) },
      };
    });
  }

  /** @throws InvalidError `day.outside_plan`, `day.past`, `day.run` */
  private async requireAhead({ athlete }: OwnedPlan, days: readonly PlannedDay[]): Promise<void> {
    const today = this.today.of(athlete);
    const outside = days.find(({ outsidePlan }) => outsidePlan);
    if (outside) throw new InvalidError('day.outside_plan', `The plan starts after ${outside.date}.`);
    const past = days.find(({ date }) => date < today);
    if (past) {
      throw new InvalidError(
        'day.past',
        `${past.date} is past; what has been is not rewritten. It is ${today} for the athlete.`,
      );
    }
    const { runs } = await this.records.since(athlete, today);
    const run = days.find(({ date }) => runs.some((each) => each.date === date && each.miles > 0));
    if (run) {
      throw new InvalidError('day.run', `Something was run on ${run.date}; what has been is not rewritten.`);
    }
  }
}

/** @throws InvalidError `day.outside_plan`, `week.not_written`, `week.not_released` */
function requireDay(
  { weeks }: Cascade,
  { plan, actor, date }: { plan: TrainingPlan; actor: Actor; date: CalendarDate },
): { week: StoredWeek; day: PlannedDay } {
  for (const week of weeks) {
    const day = week.days.find((each) => each.date === date);
    if (!day) continue;
    if (!isHeldBack(week, actor)) return { week, day };
    throw new InvalidError('week.not_released', `Week ${week.weekNumber} is still with the coach.`);
  }
  const planned = plan.blueprint?.weeks.find((week) => week.startDate <= date && date <= week.endDate);
  if (!planned) {
    throw new InvalidError('day.outside_plan', `The plan goes from ${plan.startDate} to ${plan.raceDate}.`);
  }
  throw new InvalidError(
    'week.not_written',
    `Week ${planned.weekNumber} is not written yet; POST /api/training-plan/week/generate writes it.`,
  );
}

function isStored(day: PlannedDay, { days }: StoredWeek): boolean {
  return isDeepStrictEqual(
    days.find(({ date }) => date === day.date),
    day,
  );
}

function lapsOf(laps: readonly LapDto[]): PlannedDay['workout'] {
  return laps.map(({ lapIndex, distanceMiles, paceGoal }, at) => ({
    lapIndex: lapIndex ?? at + 1,
    distanceMiles,
    paceGoal: paceGoal ?? null,
  }));
}

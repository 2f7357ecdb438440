import { EntityManager, type FilterQuery } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../auth/actor.js';
import { daysBetween } from '../coaching/calendar.js';
import type { DateRangeQuery } from '../common/date-range.js';
import { ConflictError, NotFoundError, requestInvalid } from '../common/errors.js';
import { pageOf, type Page } from '../common/paging.js';
import { inTransaction } from '../database/transaction.js';
import { AthletesService } from './athletes.service.js';
import { auditableTimeOff, recordAthleteChange } from './athlete-audit.js';
import { RunningChanges } from './running-changes.js';
import type { CreateTimeOffDto } from './time-off.dto.js';
import { MAX_TIME_OFF_DAYS, TimeOff } from './time-off.entity.js';

/** Days on which athletes do not run. */
@Injectable()
export class TimeOffService {
  constructor(
    private readonly em: EntityManager,
    private readonly athletes: AthletesService,
    private readonly changes: RunningChanges,
  ) {}

  /** The last entered first; those with a day in the range that is asked for. */
  async list(actor: Actor, athleteId: string, query: DateRangeQuery): Promise<Page<TimeOff>> {
    const athlete = await this.athletes.require(actor, athleteId, 'running.read');
    const conditions: FilterQuery<TimeOff>[] = [{ athlete }];
    if (query.from) conditions.push({ endDate: { $gte: query.from } });
    if (query.to) conditions.push({ startDate: { $lte: query.to } });
    return pageOf(query, ({ where, options }) =>
      this.em.find(TimeOff, { $and: [...conditions, where] }, options),
    );
  }

  /** @throws InvalidError `request.invalid`; ConflictError `time_off.overlaps` */
  create(actor: Actor, athleteId: string, { from, to, reason }: CreateTimeOffDto): Promise<TimeOff> {
    return inTransaction(this.em, async (em) => {
      const athlete = await this.athletes.requireLocked(actor, athleteId, 'running.write');
      requireLength(from, to);
      const other = await em.findOne(TimeOff, { athlete, startDate: { $lte: to }, endDate: { $gte: from } });
      if (other) {
        throw new ConflictError(
          'time_off.overlaps',
          `The athlete has a time off from ${other.startDate} to ${other.endDate}; delete it first, or leave its days out.`,
        );
      }
      await this.changes.note(em, athlete);
      const timeOff = em.create(TimeOff, { athlete, startDate: from, endDate: to, reason });
      recordAthleteChange(em, {
        actor,
        athleteId,
        action: 'time_off.created',
        part: { timeOffId: timeOff.id },
        before: {},
        after: auditableTimeOff(timeOff),
      });
      return timeOff;
    });
  }

  /** @throws NotFoundError `time_off.not_found` */
  remove(actor: Actor, { id, tid }: { id: string; tid: string }): Promise<void> {
    return inTransaction(this.em, async (em) => {
      const athlete = await this.athletes.requireLocked(actor, id, 'running.write');
      const timeOff = await em.findOne(TimeOff, { id: tid, athlete });
      if (!timeOff)
        throw new NotFoundError('time_off.not_found', 'The athlete has no time off with this id.');
      em.remove(timeOff);
      recordAthleteChange(em, {
        actor,
        athleteId: id,
        action: 'time_off.deleted',
        part: { timeOffId: tid },
        before: auditableTimeOff(timeOff),
        after: {},
      });
      await this.changes.note(em, athlete);
    });
  }
}

function requireLength(from: string, to: string): void {
  const days = daysBetween(from, to) + 1;
  if (days >= 1 && days <= MAX_TIME_OFF_DAYS) return;
  throw requestInvalid([
    {
      pointer: '/to',
      detail: `must be a day from ${from} on, at most ${MAX_TIME_OFF_DAYS} days with both ends counted`,
    },
  ]);
}

import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from '../auth/actor.js';
import { recordChange, type AuditedFields } from '../auth/audit-trail.js';
import type { Activity } from './activity.entity.js';
import type { Athlete } from './athlete.entity.js';
import type { TimeOff } from './time-off.entity.js';

/** A change of what is on record about an athlete. */
export interface AthleteChange {
  actor: Actor;
  athleteId: string;
  /** E.g. `activity.changed`. */
  action: string;
  before: AuditedFields;
  after: AuditedFields;
  /** Which of theirs it was, e.g. `{ activityId }`. */
  part?: AuditedFields;
}

/** Who somebody is, and their health: that these changed is enough to know, and the record outlives the person's data. */
const WITHHELD: ReadonlySet<string> = new Set([
  'firstName',
  'lastName',
  'email',
  'injuryRisk',
  'injuryNotes',
  'rpe',
  'reason',
]);

/**
 * Puts a change on record with it, in the caller's transaction. Always with the athlete for its subject, by whom the
 * entry is found when they are to be forgotten: a run that was deleted leads to nobody.
 */
export function recordAthleteChange(em: EntityManager, change: AthleteChange): void {
  const { athleteId, ...rest } = change;
  const subject = { type: 'athlete', id: athleteId };
  recordChange(em, { ...rest, subject, withheld: WITHHELD });
}

/** What of an athlete goes on record. Their consent does so by itself. */
export function auditableAthlete(athlete: Athlete): AuditedFields {
  const { firstName, lastName, email, fiveKPace, currentWeeklyMileage, preferredDays } = athlete;
  const { experience, injuryRisk, injuryNotes, timeZone, tracksActivities, coach } = athlete;
  const person = { firstName, lastName, email, injuryRisk, injuryNotes };
  const training = { fiveKPace, currentWeeklyMileage, preferredDays, experience, tracksActivities, timeZone };
  return { ...person, ...training, coachId: coach?.id ?? null };
}

/** What of an activity goes on record. */
export function auditableActivity(
  activity: Pick<Activity, 'date' | 'kind' | 'miles' | 'durationSeconds' | 'rpe' | 'source' | 'externalId'>,
): AuditedFields {
  const { date, kind, miles, durationSeconds, rpe, source, externalId } = activity;
  return { date, kind, miles, durationSeconds, rpe, source, externalId };
}

/** What of a time off goes on record. */
export function auditableTimeOff({ startDate, endDate, reason }: TimeOff): AuditedFields {
  return { from: startDate, to: endDate, reason };
}

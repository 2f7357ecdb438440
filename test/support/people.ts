import { v7 } from 'uuid';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { AccessTokens } from '../../src/auth/access-tokens.js';
import { StaffSession } from '../../src/auth/staff-session.entity.js';
import { Staff, type Role } from '../../src/auth/staff.entity.js';
import type { TestApp } from './test-app.js';

/** Someone signed in: `http.get(…).set(person.headers)`. */
export interface Person {
  id: string;
  headers: { authorization: string };
}

/** An account with a good token, past the password; `athleteId` for the role athlete. */
export async function signedIn(
  { app, orm }: TestApp,
  role: Role,
  athleteId: string | null = null,
): Promise<Person> {
  const em = orm.em.fork();
  const staff = em.create(Staff, {
    email: `${role}-${v7()}@example.com`,
    name: `Some ${role}`,
    role,
    athleteId,
    passwordHash: null,
  });
  const session = em.create(StaffSession, { staff, expiresAt: new Date('9999-01-01') });
  await em.flush();
  const subject = { staffId: staff.id, sessionId: session.id };
  const token = await app.get(AccessTokens, { strict: false }).issue(subject);
  return { id: staff.id, headers: { authorization: `Bearer ${token}` } };
}

/** An athlete whom a generator can plan for, with a coach or without. */
export async function anAthlete({ orm }: TestApp, coach: Person | null = null): Promise<Athlete> {
  const em = orm.em.fork();
  const athlete = em.create(Athlete, {
    firstName: 'Ana',
    lastName: 'Berg',
    email: `${v7()}@example.com`,
    fiveKPace: 450,
    currentWeeklyMileage: 25,
    preferredDays: [2, 4, 6, 7],
    coach: coach ? em.getReference(Staff, coach.id) : null,
  });
  await em.flush();
  return athlete;
}

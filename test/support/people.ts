import { v7 } from 'uuid';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { AccessTokens } from '../../src/auth/access-tokens.js';
import { newKeyText } from '../../src/auth/api-key-text.js';
import { ApiKey } from '../../src/auth/api-key.entity.js';
import { digestOf } from '../../src/auth/secrets.js';
import { StaffSession } from '../../src/auth/staff-session.entity.js';
import { Staff, type Role } from '../../src/auth/staff.entity.js';
import type { TestApp } from './test-app.js';

/** Someone signed in: `http.get(…).set(person.headers)`. */
export interface Person {
  id: string;
  headers: { authorization: string };
}

/** An account with a good token, past the password; `athleteId` for the role athlete. */
export async function signedIn(test: TestApp, role: Role, athleteId: string | null = null): Promise<Person> {
  const em = test.orm.em.fork();
  const staff = em.create(Staff, {
    email: `${role}-${v7()}@example.com`,
    name: `Some ${role}`,
    role,
    athleteId,
    passwordHash: null,
  });
  await em.flush();
  return { id: staff.id, headers: await credentialsOf(test, staff.id) };
}

/** A new session of an account, with an access token for it. */
export async function credentialsOf({ app, orm }: TestApp, staffId: string): Promise<Person['headers']> {
  const em = orm.em.fork();
  const session = em.create(StaffSession, { staff: staffId, expiresAt: new Date('9999-01-01') });
  await em.flush();
  const token = await app.get(AccessTokens, { strict: false }).issue({ staffId, sessionId: session.id });
  return { authorization: `Bearer ${token}` };
}

/** The text of a new API key of an account. By the database alone, so that it may also be one that nobody could make. */
export async function keyOf({ orm }: TestApp, staff: string, values: Partial<ApiKey> = {}): Promise<string> {
  const em = orm.em.fork();
  const id = v7();
  const text = newKeyText(id, 'test');
  const key = { id, name: 'Key', staff, scopes: ['read'], digest: digestOf(text), createdBy: staff };
  em.create(ApiKey, { ...key, expiresAt: null, lastUsedAt: null, revokedAt: null, ...values });
  await em.flush();
  return text;
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

import type { InjectOptions } from 'fastify';
import { v7 } from 'uuid';
import { PasswordHasher } from '../../../src/auth/password-hasher.js';
import { Staff } from '../../../src/auth/staff.entity.js';
import { addDays } from '../../../src/coaching/calendar.js';
import { anAthlete, keyOf, signedIn, type Person } from '../people.js';
import { aRace, MARATHON_DAY } from '../plans.js';
import type { TestApp } from '../test-app.js';
import { PASSWORD } from './targets.js';

export interface Question {
  /** `GET /api/races/0190…` */
  route: string;
  as: Pick<Person, 'headers'> | null;
  /** Text is a sheet. */
  body?: object | string | undefined;
}

export interface Answer {
  status: number;
  text: string;
  /** By which the audit log knows it. */
  requestId: string;
}

/** The application and the people who ask it. */
export interface World {
  test: TestApp;
  people: Record<'admin' | 'coach' | 'otherCoach' | 'athlete' | 'otherAthlete', Person>;
  /** A race that drafts lead to, and the same a week later. */
  raceId: string;
  laterRaceId: string;
  /** Of `PASSWORD`. */
  passwordHash: string;
  ask(question: Question): Promise<Answer>;
  /** A key of somebody's with these scopes. */
  keyOf(person: Person, scopes: readonly string[]): Promise<Pick<Person, 'headers'>>;
}

export async function makeWorld(test: TestApp): Promise<World> {
  const passwordHash = await test.app.get(PasswordHasher, { strict: false }).hash(PASSWORD);
  const coach = await signedIn(test, 'coach');
  const people = {
    admin: await signedIn(test, 'admin'),
    coach,
    otherCoach: await signedIn(test, 'coach'),
    // Of the same coach: what the two share opens nothing.
    athlete: await signedIn(test, 'athlete', (await anAthlete(test, coach)).id),
    otherAthlete: await signedIn(test, 'athlete', (await anAthlete(test, coach)).id),
  };
  await test.orm.em.fork().nativeUpdate(Staff, {}, { passwordHash });
  const keys = new Map<string, Promise<Pick<Person, 'headers'>>>();
  return {
    test,
    people,
    raceId: (await aRace(test)).id,
    laterRaceId: (await aRace(test, { date: addDays(MARATHON_DAY, 7) })).id,
    passwordHash,
    ask: (question) => ask(test, question),
    keyOf: (person, scopes) => {
      const name = [person.id, ...scopes].join(' ');
      const key = keys.get(name) ?? aKey(test, person, scopes);
      keys.set(name, key);
      return key;
    },
  };
}

/** Without a socket between: some ten thousand questions are asked. */
async function ask({ app }: TestApp, { route, as, body }: Question): Promise<Answer> {
  const [method, url = ''] = route.split(' ');
  const requestId = v7();
  const answer = await app.inject({
    method: method as NonNullable<InjectOptions['method']>,
    url,
    headers: {
      ...as?.headers,
      'if-match': '*',
      'x-request-id': requestId,
      ...(typeof body === 'string' && { 'content-type': 'text/csv' }),
    },
    ...(body && { payload: body }),
  });
  return { status: answer.statusCode, text: answer.body, requestId };
}

async function aKey(test: TestApp, { id }: Person, scopes: readonly string[]) {
  return { headers: { authorization: `Bearer ${await keyOf(test, id, { scopes: [...scopes] })}` } };
}

import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Staff } from '../../src/auth/staff.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { Operation } from '../../src/operations/operation.entity.js';
import { beginPlan } from '../support/operations.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

type Who = 'nobody' | 'admin' | 'coach' | 'otherCoach' | 'athlete' | 'otherAthlete';
const EVERYBODY: readonly Who[] = ['nobody', 'admin', 'coach', 'otherCoach', 'athlete', 'otherAthlete'];
const ROUTES = ['GET /operations/:id', 'DELETE /operations/:id', 'GET /operations/:id/events'] as const;
const OWNERS: readonly Who[] = ['admin', 'coach', 'athlete'];

let test: TestApp;
let gate: WeekGate;
let people: Record<Exclude<Who, 'nobody' | 'athlete'>, Person>;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  gate = gateWeeks(test);
  const coach = await signedIn(test, 'coach');
  people = {
    admin: await signedIn(test, 'admin'),
    coach,
    otherCoach: await signedIn(test, 'coach'),
    otherAthlete: await signedIn(test, 'athlete', (await anAthlete(test, coach)).id),
  };
});
afterAll(() => test.close());

async function ask(route: string, as: Person | null): Promise<number> {
  const [method = '', path = ''] = route.split(' ');
  const leave = new AbortController();
  const headers = as?.headers ?? {};
  const answer = await fetch(`${test.url}/api${path}`, { method, headers, signal: leave.signal });
  leave.abort();
  return answer.status;
}

/** An operation about a plan of the coach's athlete, under way. */
async function aRunning(by: Person) {
  const draft = await aDraft(test, { coach: people.coach });
  gate.allow(0);
  return { id: await beginPlan(test, by, draft.id), athleteId: draft.athleteId };
}

async function personFor(who: Who, athleteId: string): Promise<Person | null> {
  if (who === 'nobody') return null;
  return who === 'athlete' ? signedIn(test, 'athlete', athleteId) : people[who];
}

describe.each(ROUTES)('%s', (route) => {
  it.each(EVERYBODY)('for %s', async (who) => {
    // Who began it is of no account: it is theirs whose plan it is about.
    const { id, athleteId } = await aRunning(people.admin);
    const expected = OWNERS.includes(who) ? 200 : who === 'nobody' ? 401 : 403;
    const person = await personFor(who, athleteId);
    expect(await ask(route.replace(':id', id), person)).toBe(expected);
  });

  it('is 404 where there is nothing, and 400 for what is no id', async () => {
    for (const who of ['admin', 'otherCoach', 'otherAthlete'] as const) {
      expect(await ask(route.replace(':id', v7()), people[who])).toBe(404);
      expect(await ask(route.replace(':id', 'x'), people[who])).toBe(400);
    }
  });

  it('follows an athlete to another coach', async () => {
    const { id, athleteId } = await aRunning(people.coach);
    const em = test.orm.em.fork();
    const athlete = await em.findOneOrFail(Athlete, athleteId);
    em.assign(athlete, { coach: em.getReference(Staff, people.otherCoach.id) });
    await em.flush();
    expect(await ask(route.replace(':id', id), people.coach)).toBe(403);
    expect(await ask(route.replace(':id', id), people.otherCoach)).toBe(200);
  });

  it('about nobody in particular is for who began it, and for admins', async () => {
    const em = test.orm.em.fork();
    const common = { kind: 'other', path: '/api/other', traceId: 'trace', claim: null, total: null };
    const operation = em.create(Operation, {
      ...common,
      athlete: null,
      subjectType: null,
      subjectId: null,
      actorId: people.coach.id,
      result: null,
      problem: null,
      finishedAt: null,
    });
    await em.flush();
    const path = route.replace(':id', operation.id);
    expect(await ask(path, people.otherCoach)).toBe(403);
    expect(await ask(path, people.otherAthlete)).toBe(403);
    expect(await ask(path, people.coach)).toBe(200);
    expect(await ask(path, people.admin)).toBe(200);
  });
});

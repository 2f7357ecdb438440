import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Suggestion } from '../../src/plans/suggestion.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, MARATHON_DAY, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Who = 'nobody' | 'admin' | 'coach' | 'otherCoach' | 'athlete' | 'otherAthlete';
const EVERYBODY: readonly Who[] = ['nobody', 'admin', 'coach', 'otherCoach', 'athlete', 'otherAthlete'];

/** A plan of the coach's athlete, fresh for each question. */
interface Target {
  id: string;
  athleteId: string;
  raceId: string;
  /** A suggestion of an active plan. */
  sid: string;
}

interface Row {
  route: string;
  body?: (target: Target) => object;
  /** Generated before it is asked for. */
  active?: boolean;
  /** What an admin asks of it before. */
  after?: 'pause' | 'archive';
  expected: Record<Who, number>;
}

const only = (status: number, ...who: Who[]) => ({
  nobody: 401,
  admin: 403,
  coach: 403,
  otherCoach: 403,
  athlete: 403,
  otherAthlete: 403,
  ...Object.fromEntries(who.map((one) => [one, status])),
});
const staffOfThe = (status: number) => only(status, 'admin', 'coach');
const ownersOfThe = (status: number) => only(status, 'admin', 'coach', 'athlete');

const generate = ({ id }: Target) => ({ trainingPlanId: id });
const draft = ({ athleteId, raceId }: Target) => ({ athleteId, raceId, startDate: TODAY });

const MATRIX: readonly Row[] = [
  { route: 'GET /training-plan', expected: only(200, 'admin', 'coach', 'otherCoach') },
  { route: 'GET /attention', expected: only(200, 'admin', 'coach', 'otherCoach') },
  { route: 'POST /training-plan', body: draft, expected: staffOfThe(201) },
  { route: 'POST /training-plan/preview', body: draft, expected: staffOfThe(200) },
  { route: 'GET /training-plan/:id', expected: ownersOfThe(200) },
  { route: 'PATCH /training-plan/:id', body: () => ({ name: 'New' }), expected: staffOfThe(200) },
  { route: 'DELETE /training-plan/:id', expected: staffOfThe(204) },
  { route: 'POST /training-plan/generate', body: generate, expected: ownersOfThe(200) },
  {
    route: 'POST /training-plan/week/generate',
    body: (target) => ({ ...generate(target), weekNumber: 2 }),
    active: true,
    expected: ownersOfThe(200),
  },
  {
    route: 'POST /training-plan/:id/phases/base/generate',
    body: () => ({}),
    active: true,
    expected: ownersOfThe(200),
  },
  { route: 'GET /training-plan/:id/weeks/1', active: true, expected: ownersOfThe(200) },
  { route: 'GET /training-plan/:id/audit', active: true, expected: ownersOfThe(200) },
  { route: 'GET /training-plan/:id/versions', active: true, expected: ownersOfThe(200) },
  { route: 'GET /training-plan/:id/versions/1', active: true, expected: ownersOfThe(200) },
  { route: 'GET /training-plan/:id/suggestions', active: true, expected: staffOfThe(200) },
  { route: 'POST /training-plan/:id/suggestions/:sid/accept', active: true, expected: staffOfThe(200) },
  { route: 'POST /training-plan/:id/suggestions/:sid/dismiss', active: true, expected: staffOfThe(200) },
  { route: 'POST /training-plan/:id/pause', active: true, expected: staffOfThe(200) },
  { route: 'POST /training-plan/:id/resume', active: true, after: 'pause', expected: staffOfThe(200) },
  {
    route: 'POST /training-plan/:id/shift',
    body: () => ({ weeks: 1 }),
    expected: staffOfThe(200),
  },
  {
    route: 'POST /training-plan/:id/release',
    body: () => ({ weekNumbers: [1] }),
    active: true,
    expected: staffOfThe(200),
  },
  { route: 'POST /training-plan/:id/archive', expected: staffOfThe(200) },
  { route: 'POST /training-plan/:id/restore', after: 'archive', expected: staffOfThe(200) },
];

let test: TestApp;
let people: Record<'admin' | 'coach' | 'otherCoach' | 'otherAthlete', Person>;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  await aRace(test, { date: addDays(MARATHON_DAY, 7) });
  const coach = await signedIn(test, 'coach');
  people = {
    admin: await signedIn(test, 'admin'),
    coach,
    otherCoach: await signedIn(test, 'coach'),
    otherAthlete: await signedIn(test, 'athlete', (await anAthlete(test, coach)).id),
  };
});
afterAll(() => test.close());

interface Question {
  route: string;
  as: Person | null;
  body: object | undefined;
}

async function ask({ route, as, body }: Question) {
  const [method, path] = route.split(' ');
  const answer = await fetch(`${test.url}/api${path}`, {
    method: method ?? '',
    headers: {
      ...as?.headers,
      'if-match': '*',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, text };
}

async function personFor(who: Who, target: Target): Promise<Person | null> {
  if (who === 'nobody') return null;
  return who === 'athlete' ? signedIn(test, 'athlete', target.athleteId) : people[who];
}

async function aTarget({
  active,
  after,
}: {
  active: Row['active'] | undefined;
  after: Row['after'] | undefined;
}): Promise<Target> {
  const target = { ...(await aDraft(test, { coach: people.coach })), sid: v7() };
  if (active) {
    await ask({ route: 'POST /training-plan/generate', as: people.admin, body: generate(target) });
    const em = test.orm.em.fork();
    const proposal = { goalTimeSeconds: 14_000 };
    const suggested = { rule: 'goal.review', key: 'goal', text: 'An easier goal.', proposal } as const;
    em.create(Suggestion, { id: target.sid, plan: target.id, weekNumber: null, ...suggested });
    await em.flush();
  }
  if (after) {
    await ask({ route: `POST /training-plan/${target.id}/${after}`, as: people.admin, body: undefined });
  }
  return target;
}

function pathOf(route: string, { id, sid }: Target): string {
  return route.replace(':id', id).replace(':sid', sid);
}

describe.each(MATRIX)('$route', ({ route, body, active, after, expected }) => {
  it.each(EVERYBODY)('for %s', async (who) => {
    const target = await aTarget({ active, after });
    const as = await personFor(who, target);
    const answer = await ask({ route: pathOf(route, target), as, body: body?.(target) });
    expect({ who, ...answer }).toMatchObject({ who, status: expected[who] });
  });
});

const LISTS = ['GET /training-plan', 'GET /attention'];
const ABOUT_ONE = MATRIX.filter(({ route }) => !LISTS.includes(route));

describe.each(ABOUT_ONE)('$route', ({ route, body, expected }) => {
  it('is 404 where there is nothing', async () => {
    const nothing = { id: v7(), athleteId: v7(), raceId: v7(), sid: v7() };
    for (const who of ['admin', 'coach', 'otherAthlete'] as const) {
      const answer = await ask({
        route: pathOf(route, nothing),
        as: people[who],
        body: body?.(nothing),
      });
      // Whoever may not at all learns nothing of what there is.
      const mayNever = expected.athlete === 403 && who === 'otherAthlete';
      expect({ who, ...answer }).toMatchObject({ who, status: mayNever ? 403 : 404 });
    }
  });
});

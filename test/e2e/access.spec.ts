import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Who = 'nobody' | 'admin' | 'owner' | 'otherCoach' | 'athlete';
const EVERYBODY: readonly Who[] = ['nobody', 'admin', 'owner', 'otherCoach', 'athlete'];

/** A route, and what each person gets for an object of the owner's. `:id` is a fresh one each time. */
interface Row {
  route: string;
  body?: () => object;
  target?: 'athlete' | 'race' | 'user' | 'api_key';
  expected: Record<Who, number>;
}

const race = () => ({ name: 'Race', distance: '10K', date: '2027-04-18' });
const athlete = () => ({ firstName: 'Ana', lastName: 'Berg', email: `${v7()}@example.com` });
const webhook = () => ({ url: 'https://receiver.example.com/hooks' });
const apiKey = () => ({ name: 'Key', scopes: ['read'] });
const newPassword = () => ({ currentPassword: 'wrong', newPassword: 'a road less travelled' });
const user = () => ({ email: `${v7()}@example.com`, name: 'New', role: 'coach' });

const staffOnly = (status: number) => ({
  nobody: 401,
  admin: status,
  owner: status,
  otherCoach: status,
  athlete: 403,
});
const everybody = (status: number) => ({ ...staffOnly(status), athlete: status });
const ownOnly = (status: number) => ({ ...staffOnly(status), otherCoach: 403 });
const adminOnly = (status: number) => ({ ...staffOnly(403), admin: status });

const MATRIX: readonly Row[] = [
  { route: 'GET /auth/me', expected: everybody(200) },
  { route: 'GET /users', expected: adminOnly(200) },
  { route: 'PATCH /auth/me', body: () => ({ units: 'km' }), expected: everybody(200) },
  { route: 'PATCH /auth/me/password', body: newPassword, expected: everybody(400) },
  { route: 'POST /users', body: user, expected: adminOnly(201) },
  { route: 'GET /users/:id', target: 'user', expected: adminOnly(200) },
  { route: 'PATCH /users/:id', target: 'user', body: () => ({ name: 'B' }), expected: adminOnly(200) },
  { route: 'POST /users/:id/password-reset', target: 'user', expected: adminOnly(201) },
  { route: 'DELETE /users/:id', target: 'user', expected: adminOnly(204) },
  { route: 'GET /api-keys', expected: adminOnly(200) },
  { route: 'POST /api-keys', body: apiKey, expected: adminOnly(201) },
  { route: 'DELETE /api-keys/:id', target: 'api_key', expected: adminOnly(204) },
  { route: 'GET /audit-log', expected: adminOnly(200) },
  { route: 'GET /athletes', expected: staffOnly(200) },
  { route: 'POST /athletes', body: athlete, expected: staffOnly(201) },
  { route: 'GET /athletes/:id', target: 'athlete', expected: ownOnly(200) },
  {
    route: 'PATCH /athletes/:id',
    target: 'athlete',
    body: () => ({ lastName: 'B' }),
    expected: ownOnly(200),
  },
  { route: 'DELETE /athletes/:id', target: 'athlete', expected: ownOnly(204) },
  { route: 'GET /athletes/:id/export', target: 'athlete', expected: adminOnly(200) },
  { route: 'GET /athletes/:id/paces', target: 'athlete', expected: ownOnly(200) },
  { route: 'GET /races', expected: staffOnly(200) },
  { route: 'POST /races', body: race, expected: staffOnly(201) },
  { route: 'GET /races/:id', target: 'race', expected: staffOnly(200) },
  { route: 'PATCH /races/:id', target: 'race', body: () => ({ city: 'Rome' }), expected: ownOnly(200) },
  { route: 'DELETE /races/:id', target: 'race', expected: ownOnly(204) },
  { route: 'GET /ai/models', expected: adminOnly(200) },
  { route: 'GET /ai/routes', expected: adminOnly(200) },
  { route: 'GET /ai/usage', expected: adminOnly(200) },
  { route: 'GET /ai/experiments', expected: adminOnly(200) },
  { route: 'GET /jobs', expected: adminOnly(200) },
  { route: 'POST /scheduler/run', expected: adminOnly(200) },
  { route: 'GET /scheduler/runs', expected: adminOnly(200) },
  { route: 'GET /webhooks', expected: adminOnly(200) },
  { route: 'POST /webhooks', body: webhook, expected: adminOnly(201) },
  { route: 'PUT /ai/routes', body: () => ({ builtInCoach: true }), expected: adminOnly(200) },
];

let test: TestApp;
let people: Record<Exclude<Who, 'nobody'>, Person>;
beforeAll(async () => {
  test = await startTestApp();
  const owner = await signedIn(test, 'coach');
  people = {
    admin: await signedIn(test, 'admin'),
    owner,
    otherCoach: await signedIn(test, 'coach'),
    athlete: await signedIn(test, 'athlete', (await anAthlete(test, owner)).id),
  };
});
afterAll(() => test.close());

async function ask(route: string, who: Who, body?: object) {
  const [method, path] = route.split(' ');
  const request =
    method === 'GET'
      ? test.http.get(`/api${path}`)
      : method === 'POST'
        ? test.http.post(`/api${path}`)
        : method === 'PATCH'
          ? test.http.patch(`/api${path}`)
          : method === 'PUT'
            ? test.http.put(`/api${path}`).set('if-match', '*')
            : test.http.delete(`/api${path}`);
  if (who !== 'nobody') request.set(people[who].headers);
  return body ? request.send(body) : request;
}

async function makeTarget(target: Row['target']): Promise<string> {
  if (target === 'user') return (await ask('POST /users', 'admin', user())).body.id;
  if (target === 'api_key') return (await ask('POST /api-keys', 'admin', apiKey())).body.id;
  if (target === 'athlete') return (await anAthlete(test, people.owner)).id;
  return (await ask('POST /races', 'owner', race())).body.id;
}

describe.each(MATRIX)('$route', ({ route, body, target, expected }) => {
  it.each(EVERYBODY)('for %s', async (who) => {
    const path = target ? route.replace(':id', await makeTarget(target)) : route;
    const answer = await ask(path, who, body?.());
    const code = new Map([
      [400, 'auth.wrong_password'],
      [401, 'auth.required'],
      [403, 'access.denied'],
    ]).get(expected[who]);
    expect([answer.status, answer.body.code]).toEqual([expected[who], code]);
  });
});

describe.each(MATRIX.filter(({ target }) => target))('$route', ({ route, body, target, expected }) => {
  it('is 404 for an id that nobody has, and 400 for what is no id', async () => {
    for (const who of (['admin', 'owner'] as const).filter((one) => expected[one] < 300)) {
      const missing = await ask(route.replace(':id', v7()), who, body?.());
      expect([missing.status, missing.body.code]).toEqual([404, `${target}.not_found`]);
      const malformed = await ask(route.replace(':id', 'x'), who, body?.());
      expect([malformed.status, malformed.body.errors[0].pointer]).toEqual([400, '/id']);
    }
  });
});

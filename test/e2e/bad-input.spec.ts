import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { anyCharacter } from '../support/any-text.js';

let test: TestApp;
let admin: Person;
let athleteId: string;
let raceId: string;
let activityId: string;
let coachId: string;
beforeAll(async () => {
  test = await startTestApp();
  admin = await signedIn(test, 'admin');
  coachId = (await signedIn(test, 'coach')).id;
  athleteId = (await anAthlete(test)).id;
  const race = { name: 'Race', distance: '10K', date: '2027-04-18' };
  raceId = (await test.http.post('/api/races').set(admin.headers).send(race)).body.id;
  const activities = `/api/athletes/${athleteId}/activities`;
  const run = { date: '2026-01-01', kind: 'run', miles: 5 };
  activityId = (await test.http.post(activities).set(admin.headers).send(run)).body.id;
});
afterAll(() => test.close());

const ATHLETE_FIELDS = [
  'firstName',
  'lastName',
  'email',
  'fiveKPace',
  'currentWeeklyMileage',
  'preferredDays',
  'experience',
  'injuryRisk',
  'injuryNotes',
  'timeZone',
  'tracksActivities',
  'aiConsent',
  'coachId',
];
const RACE_FIELDS = ['name', 'distance', 'date', 'city'];
const ACTIVITY_FIELDS = ['date', 'kind', 'miles', 'durationSeconds', 'rpe', 'source', 'externalId'];
const USER_FIELDS = ['email', 'name', 'role', 'password', 'athleteId', 'units'];

/** Anything JSON can say, near misses of real values more often than chance has them. */
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: anyCharacter, maxLength: 60 }),
  fc.constantFrom(
    '7:30',
    'Marathon',
    '2027-02-29',
    '',
    '\u0000',
    '\ud800',
    'a@b.co',
    '__proto__',
    'Europe/Berlin',
    'read',
    '2999-12-31T23:59:60Z',
  ),
  fc.constantFrom({ value: 1e308, unit: 'mi' }, { value: 10, unit: 'constructor' }, { length: 3 }),
  fc.array(fc.oneof(fc.integer({ min: -1, max: 9 }), fc.double()), { maxLength: 9 }),
  fc.constantFrom(1e-7, -0, 1e308, 149.999, Number.MAX_SAFE_INTEGER, null, true),
);

/** Of each route, drawn anew every time; `openapi-requests` of the soak draws ten thousand. */
const RUNS = 60;

const isExpected = (status: number) => status < 500;

function bodies(fields: readonly string[]) {
  const key = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...fields) },
    fc.string({ unit: anyCharacter }),
  );
  return fc.oneof({ weight: 9, arbitrary: fc.dictionary(key, anyValue) }, fc.jsonValue());
}

const ROUTES: [method: string, path: () => string, fields: string[]][] = [
  ['POST', () => '/athletes', ATHLETE_FIELDS],
  ['PATCH', () => `/athletes/${athleteId}`, ATHLETE_FIELDS],
  ['POST', () => `/athletes/${athleteId}/activities`, ACTIVITY_FIELDS],
  ['POST', () => `/athletes/${athleteId}/activities/bulk`, ['items']],
  ['PATCH', () => `/athletes/${athleteId}/activities/${activityId}`, ACTIVITY_FIELDS],
  ['POST', () => `/athletes/${athleteId}/time-off`, ['from', 'to', 'reason']],
  ['POST', () => '/races', RACE_FIELDS],
  ['PATCH', () => `/races/${raceId}`, RACE_FIELDS],
  ['POST', () => '/users', USER_FIELDS],
  ['PATCH', () => `/users/${coachId}`, [...USER_FIELDS, 'status']],
  ['POST', () => '/auth/login', ['email', 'password']],
  ['POST', () => '/auth/refresh', ['refreshToken']],
  ['POST', () => '/auth/logout', ['refreshToken']],
  ['POST', () => '/auth/logout-everywhere', ['refreshToken']],
  ['POST', () => '/auth/password-reset', ['token', 'password']],
  ['PATCH', () => '/auth/me', ['name', 'units']],
  ['PATCH', () => '/auth/me/password', ['currentPassword', 'newPassword']],
  ['POST', () => '/api-keys', ['name', 'scopes', 'userId', 'expiresAt']],
];

it.each(ROUTES)('%s %s: whatever the body, the answer is no 5xx', async (method, path, fields) => {
  await fc.assert(
    fc.asyncProperty(bodies(fields), async (body) => {
      const headers = { ...admin.headers, 'content-type': 'application/json' };
      const request = { method, headers, body: JSON.stringify(body) };
      const answer = await fetch(`${test.url}/api${path()}`, request);
      const text = await answer.text();
      expect({ status: answer.status, text }).toMatchObject({ status: expect.toSatisfy(isExpected) });
    }),
    { numRuns: RUNS },
  );
});

it('no query and no path gives a 5xx either', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        'athletes',
        'races',
        'users',
        'api-keys',
        'audit-log',
        ...['paces', 'activities', 'time-off'].map((list) => `athletes/${athleteId}/${list}`),
      ),
      fc.dictionary(
        fc.constantFrom(
          'limit',
          'cursor',
          'q',
          'coachId',
          'actorId',
          'action',
          'from',
          'to',
          'x',
          '__proto__',
        ),
        fc.string({ unit: anyCharacter }),
      ),
      fc.string({ unit: anyCharacter, maxLength: 20 }),
      async (list, query, id) => {
        const search = new URLSearchParams();
        for (const [name, text] of Object.entries(query)) search.append(name, text.toWellFormed());
        for (const path of [
          `${list}?${search.toString()}`,
          `athletes/${encodeURIComponent(id.toWellFormed())}`,
        ]) {
          const answer = await fetch(`${test.url}/api/${path}`, { headers: admin.headers });
          const text = await answer.text();
          expect({ status: answer.status, text }).toMatchObject({ status: expect.toSatisfy(isExpected) });
        }
      },
    ),
    { numRuns: RUNS },
  );
});

async function send(body: string, type = 'application/json'): Promise<number> {
  const answer = await fetch(`${test.url}/api/athletes`, {
    method: 'POST',
    headers: { ...admin.headers, 'content-type': type },
    body,
  });
  await answer.text();
  return answer.status;
}

it('refuses a body that is no JSON, too large, or of another media type', async () => {
  expect(await send('{"firstName":')).toBe(400);
  expect(await send('')).toBe(400);
  expect(await send('[]')).toBe(400);
  expect(await send('"text"')).toBe(400);
  expect(await send('{"a":1}', 'text/plain')).toBe(415);
  expect(await send('firstName=Ana', 'application/x-www-form-urlencoded')).toBe(415);
  expect(await send(`{"firstName":"${'x'.repeat(2_000_000)}"}`)).toBe(413);
});

import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiDocument } from '../support/openapi/api-document.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
let lists: string[];
beforeAll(async () => {
  test = await startTestApp({ env: { WEBHOOK_ALLOW_PRIVATE: 'true' } });
  admin = await signedIn(test, 'admin');
  const { id: plan, athleteId: athlete } = await aDraft(test);
  const url = 'http://127.0.0.1:9/hooks';
  const webhook = await test.http.post('/api/webhooks').set(admin.headers).send({ url }).expect(201);
  const ids: [RegExp, string][] = [
    [/athletes\/\{id\}/, `athletes/${athlete}`],
    [/training-plan\/\{id\}/, `training-plan/${plan}`],
    [/webhooks\/\{id\}/, `webhooks/${webhook.body.id}`],
  ];
  lists = new ApiDocument().operations
    .filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'))
    .map(({ path }) => ids.reduce((filled, [pattern, real]) => filled.replace(pattern, real), path));
});
afterAll(() => test.close());

const get = (path: string, as: Person, query: object = {}) =>
  test.http.get(path).query(query).set(as.headers);
const encoded = (text: string) => Buffer.from(text).toString('base64url');

describe('a cursor', () => {
  it('that is none of ours is refused by every list, by name', async () => {
    expect(lists.length).toBeGreaterThan(12);
    const none = [
      '',
      'x',
      '%00',
      'é🏃',
      v7(),
      encoded('1'),
      encoded(`${v7()}'`),
      encoded(`' or true --`),
      // As long as an address may be, and no longer.
      'A'.repeat(3_900),
    ];
    for (const path of lists) {
      const answers = await Promise.all(none.map((cursor) => get(path, admin, { cursor })));
      const twice = await test.http.get(`${path}?cursor=a&cursor=b`).set(admin.headers);
      const refusals = [...answers, twice].map(
        ({ status, body }) => `${status} ${body.errors?.[0]?.pointer}`,
      );
      expect.soft([path, ...refusals]).toEqual([path, ...refusals.map(() => '400 /cursor')]);
    }
  });

  it('of another list shows nothing that the list does not hold', async () => {
    const { body: users } = await get('/api/users', admin, { limit: 1 });
    await signedIn(test, 'admin');
    const { nextCursor } = (await get('/api/users', admin, { limit: 1 })).body;
    expect([users.items.length, typeof nextCursor]).toEqual([1, 'string']);
    for (const path of lists) {
      const whole = (await get(path, admin)).body.items as unknown[];
      const { status, body } = await get(path, admin, { cursor: nextCursor });
      if (status === 400) expect.soft(body.errors[0].pointer, path).toBe('/cursor');
      else expect.soft(whole, path).toEqual(expect.arrayContaining(body.items));
    }
  });

  it('of another person shows nothing of theirs, in the lists that differ by who asks', async () => {
    const owner = await signedIn(test, 'coach');
    const other = await signedIn(test, 'coach');
    const own = await aDraft(test, { coach: other });
    for (let made = 0; made < 3; made += 1) await aDraft(test, { coach: owner });
    for (const path of ['/api/athletes', '/api/training-plan']) {
      const { body: page } = await get(path, owner, { limit: 1 });
      const { body } = await get(path, other, { cursor: page.nextCursor });
      const ids = body.items.map(({ id }: { id: string }) => id);
      expect([own.id, own.athleteId]).toEqual(expect.arrayContaining(ids));
      expect(ids).toHaveLength(1);
    }
  });

  it('goes on in a list that grew and shrank meanwhile: nothing twice, nothing left out', async () => {
    const coach = await signedIn(test, 'coach');
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.push((await anAthlete(test, coach)).id);
    const first = (await get('/api/athletes', coach, { limit: 2 })).body;
    await anAthlete(test, coach);
    // The very one the cursor stands at.
    await test.http.delete(`/api/athletes/${made[3]}`).set(coach.headers).expect(204);
    const rest = (await get('/api/athletes', coach, { cursor: first.nextCursor })).body;
    const seen = [...first.items, ...rest.items].map(({ id }: { id: string }) => id);
    expect(seen).toEqual(made.toReversed());
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp();
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

it('that is given, taken back or left open again goes on record, each time it changes', async () => {
  const coach = await signedIn(test, 'coach');
  const values = { firstName: 'Ana', lastName: 'Berg', email: 'ana@example.com', aiConsent: true };
  const { body: athlete } = await test.http.post('/api/athletes').set(coach.headers).send(values);
  for (const aiConsent of [true, false, false, null]) {
    await test.http.patch(`/api/athletes/${athlete.id}`).set(admin.headers).send({ aiConsent }).expect(200);
  }
  await test.http
    .patch(`/api/athletes/${athlete.id}`)
    .set(admin.headers)
    .send({ firstName: 'Bea' })
    .expect(200);
  const query = `action=athlete.ai_consent_changed&subjectId=${athlete.id}`;
  const { body } = await test.http.get(`/api/audit-log?${query}`).set(admin.headers);
  const entries: { actorId: string; detail: object }[] = body.items;
  expect(entries.map(({ actorId, detail }) => ({ actorId, detail }))).toEqual([
    { actorId: admin.id, detail: { before: false, after: null } },
    { actorId: admin.id, detail: { before: true, after: false } },
    { actorId: coach.id, detail: { before: null, after: true } },
  ]);
});

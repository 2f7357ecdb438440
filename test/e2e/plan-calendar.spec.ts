import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { dumpDatabase } from '../support/dump.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const post = (path: string, body: object = {}, as = coach) =>
  test.http.post(`/api/training-plan${path}`).set(as.headers).send(body);

async function aPlan(settings: object = {}) {
  const draft = await aDraft(test, { coach });
  const patch = test.http.patch(`/api/training-plan/${draft.id}`).set({ ...coach.headers, 'if-match': '*' });
  await patch.send({ settings }).expect(200);
  await post('/generate', { trainingPlanId: draft.id }).expect(200);
  return draft;
}

/** Makes a link, and gives where it leads. */
async function linkTo(id: string, as = coach): Promise<string> {
  return (await post(`/${id}/calendar`, {}, as).expect(201)).body.path;
}

/** Days that a calendar shows. */
async function daysAt(path: string): Promise<string[]> {
  const { text } = await test.http.get(path).expect(200);
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
  return events.map((event) => new ICAL.Event(event).startDate.toString());
}

async function expectNothingAt(path: string): Promise<void> {
  const { status, body } = await test.http.get(path);
  expect([status, body.code]).toEqual([404, 'calendar.not_found']);
}

describe('a calendar that is subscribed to', () => {
  it('is there for whoever has its address, and says when to ask again', async () => {
    const { id } = await aPlan();
    const { body } = await post(`/${id}/calendar`).expect(201);
    expect(body).toEqual({
      token: expect.stringMatching(/^[\w-]{43}$/),
      path: `/api/calendar/${body.token}.ics`,
    });
    const { headers, text } = await test.http.get(body.path).expect(200);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
      'cache-control': 'private, no-cache',
      'x-robots-tag': 'noindex, nofollow',
      'content-disposition': 'inline; filename="plan.ics"',
    });
    expect(text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT4H');
    const file = await test.http.get(`/api/training-plan/${id}/export?format=ics`).set(coach.headers);
    expect(text.replaceAll(/REFRESH.*\r\n|X-PUBLISHED.*\r\n/g, '')).toBe(file.text);
    expect(JSON.stringify([...(await dumpDatabase(test.databaseUrl))])).not.toContain(body.token);
  });

  it('is not sent again until the plan has changed', async () => {
    const { id } = await aPlan();
    const path = await linkTo(id);
    const { headers } = await test.http.get(path);
    const again = (tag: string) => test.http.get(path).set('if-none-match', tag);
    const etag = headers['etag'] ?? '';
    const same = await again(`"other", W/${etag}`).expect(304);
    expect([same.text, same.headers['etag']]).toEqual(['', etag]);
    await post('/week/generate', { trainingPlanId: id, weekNumber: 2 }).expect(200);
    const changed = await again(etag).expect(200);
    expect(changed.headers['etag']).not.toBe(etag);
  });

  it('is gone when it is revoked, whoever made it, and when its maker makes another', async () => {
    const { id, athleteId } = await aPlan();
    const athlete = await signedIn(test, 'athlete', athleteId);
    const [theirs, before] = [await linkTo(id, athlete), await linkTo(id)];
    const after = await linkTo(id);
    await expectNothingAt(before);
    expect(await daysAt(after)).toEqual(await daysAt(theirs));
    await test.http.delete(`/api/training-plan/${id}/calendar`).set(athlete.headers).expect(204);
    for (const path of [theirs, after]) await expectNothingAt(path);
    await expectNothingAt(`/api/calendar/${'x'.repeat(43)}.ics`);
  });

  it('shows no more than whoever made it may see by now', async () => {
    const { id, athleteId } = await aPlan({ release: 'coach' });
    const athlete = await signedIn(test, 'athlete', athleteId);
    const other = await signedIn(test, 'coach');
    const [mine, theirs] = [await linkTo(id), await linkTo(id, athlete)];
    expect((await daysAt(mine)).length).toBeGreaterThan(0);
    expect(await daysAt(theirs)).toEqual([]);
    await post(`/${id}/release`).expect(200);
    expect(await daysAt(theirs)).toEqual(await daysAt(mine));
    const em = test.orm.em.fork();
    await em.nativeUpdate(Athlete, { id: athleteId }, { coach: other.id });
    await expectNothingAt(mine);
    await em.nativeUpdate(Staff, { id: athlete.id }, { units: 'km' });
    expect((await test.http.get(theirs)).text).toMatch(/SUMMARY:[^\r]* km\r/);
    await em.nativeUpdate(Staff, { id: athlete.id }, { status: 'disabled' });
    await expectNothingAt(theirs);
  });

  it('is empty while the plan is archived, and stays as it is while it is paused', async () => {
    const { id } = await aPlan();
    const path = await linkTo(id);
    const days = await daysAt(path);
    for (const [change, shown] of [
      ['pause', days],
      ['archive', []],
      ['restore', days],
    ] as const) {
      await post(`/${id}/${change}`).expect(200);
      expect([change, await daysAt(path)]).toEqual([change, shown]);
    }
  });

  it('is not made for a draft', async () => {
    const { id } = await aDraft(test, { coach });
    const { status, body } = await post(`/${id}/calendar`);
    expect([status, body.code]).toEqual([400, 'plan.not_generated']);
  });
});

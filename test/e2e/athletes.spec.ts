import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY: '2026-11-23' } });
  admin = await signedIn(test, 'admin');
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const minimal = () => ({ firstName: 'Ana', lastName: 'Berg', email: `${v7()}@example.com` });
const full = () => ({
  ...minimal(),
  fiveKPace: '7:30',
  currentWeeklyMileage: 22.25,
  preferredDays: [7, 2, 4, 6],
  experience: 'intermediate',
  injuryRisk: 'high',
  injuryNotes: 'Left knee.\nSince spring.',
  timeZone: 'Europe/Berlin',
  tracksActivities: true,
  aiConsent: true,
});

const post = (body: object, person = coach) => test.http.post('/api/athletes').set(person.headers).send(body);
const patch = (id: string, body: object, person = coach) =>
  test.http.patch(`/api/athletes/${id}`).set(person.headers).send(body);
const get = (path: string, person = coach) => test.http.get(`/api/athletes${path}`).set(person.headers);

describe('adding an athlete', () => {
  it('keeps all that is given, days in order, and makes the coach theirs', async () => {
    const data = full();
    const { status, body } = await post(data);
    expect(status).toBe(201);
    expect(body).toEqual({
      ...data,
      preferredDays: [2, 4, 6, 7],
      id: expect.any(String),
      coachId: coach.id,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await get(`/${body.id}`)).body).toEqual(body);
  });

  it('needs a name and an address only', async () => {
    const { status, body } = await post({ ...minimal(), fiveKPace: null, preferredDays: null });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      fiveKPace: null,
      currentWeeklyMileage: null,
      preferredDays: null,
      experience: null,
      injuryRisk: 'normal',
      injuryNotes: null,
      timeZone: null,
      tracksActivities: false,
      aiConsent: null,
    });
  });

  it('stores seven preferred days: whether seven run is for the plan to say', async () => {
    expect((await post({ ...minimal(), preferredDays: [1, 2, 3, 4, 5, 6, 7] })).status).toBe(201);
  });

  it('lets an admin name the coach, and a coach only themselves', async () => {
    expect((await post({ ...minimal(), coachId: coach.id }, admin)).body.coachId).toBe(coach.id);
    expect((await post(minimal(), admin)).body.coachId).toBeNull();
    expect((await post({ ...minimal(), coachId: coach.id })).status).toBe(201);
    expect((await post({ ...minimal(), coachId: admin.id })).status).toBe(403);
    const { status, body } = await post({ ...minimal(), coachId: coach.id.toUpperCase() });
    expect([status, body.coachId]).toEqual([201, coach.id]);
    expect((await patch(body.id, { coachId: coach.id.toUpperCase() })).status).toBe(200);
  });

  it('refuses an address that is taken in another case', async () => {
    const data = minimal();
    await post(data);
    const { status, body } = await post({ ...data, email: data.email.toUpperCase() });
    expect([status, body.code]).toEqual([409, 'athlete.email_taken']);
  });

  it.each<[string, unknown]>([
    ['firstName', ''],
    ['firstName', '   '],
    ['firstName', 7],
    ['firstName', null],
    ['firstName', 'a\nb'],
    ['lastName', 'x'.repeat(101)],
    ['lastName', 'x\u0000'],
    ['email', 'nobody'],
    ['email', '"a\nb"@example.com'],
    ['email', ['a@example.com']],
    ['email', `${'x'.repeat(250)}@example.com`],
    ['fiveKPace', '3:49'],
    ['fiveKPace', '20:01'],
    ['fiveKPace', '7:60'],
    ['fiveKPace', '7.5'],
    ['fiveKPace', 450],
    ['fiveKPace', '-7:30'],
    ['currentWeeklyMileage', -0.5],
    ['currentWeeklyMileage', 150.01],
    ['currentWeeklyMileage', 20.123],
    ['currentWeeklyMileage', 1e-7],
    ['currentWeeklyMileage', '20'],
    ['currentWeeklyMileage', 1e308],
    ['preferredDays', []],
    ['preferredDays', [1]],
    ['preferredDays', [0, 8]],
    ['preferredDays', [1, 1]],
    ['preferredDays', [1, 2.5]],
    ['preferredDays', ['1', '2']],
    ['preferredDays', [1, 2, 3, 4, 5, 6, 7, 7]],
    ['preferredDays', { 0: 1, 1: 2, length: 2 }],
    ['preferredDays', 12],
    ['experience', 'expert'],
    ['experience', 1],
    ['injuryRisk', 'low'],
    ['injuryNotes', 5],
    ['injuryNotes', 'x'.repeat(2001)],
    ['timeZone', 'Berlin'],
    ['timeZone', '+01:00'],
    ['timeZone', '../../etc/passwd'],
    ['tracksActivities', 'yes'],
    ['tracksActivities', 1],
    ['aiConsent', 'true'],
    ['coachId', 'me'],
    ['coachId', v7()],
    ['id', v7()],
    ['coach', {}],
  ])('refuses %s: %j', async (field, value) => {
    for (const answer of [
      await post({ ...full(), [field]: value }, admin),
      await patch((await anAthlete(test)).id, { [field]: value }, admin),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
      expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([`/${field}`]);
      expect(answer.body.errors[0].detail).not.toBe('');
    }
  });

  it('names every wrong field in one answer', async () => {
    const { body } = await post({ fiveKPace: 'fast', preferredDays: [1], unknown: 1 });
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    expect(pointers).toEqual([
      '/email',
      '/firstName',
      '/fiveKPace',
      '/lastName',
      '/preferredDays',
      '/unknown',
    ]);
  });
});

describe('changing an athlete', () => {
  it('changes what is given and nothing else', async () => {
    const { body: before } = await post(full());
    const { status, body } = await patch(before.id, { lastName: 'Berger', preferredDays: [6, 1] });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...before,
      lastName: 'Berger',
      preferredDays: [1, 6],
      updatedAt: expect.any(String),
    });
    expect((await patch(before.id, {})).status).toBe(200);
  });

  it('sets optional fields back with null', async () => {
    const { body: before } = await post(full());
    const nulls = {
      fiveKPace: null,
      currentWeeklyMileage: null,
      preferredDays: null,
      experience: null,
      injuryRisk: null,
      injuryNotes: null,
      timeZone: null,
      tracksActivities: null,
      aiConsent: null,
    };
    const { body } = await patch(before.id, nulls);
    expect(body).toMatchObject({ ...nulls, injuryRisk: 'normal', tracksActivities: false });
  });

  it('leaves it to admins to give an athlete to another coach', async () => {
    const other = await signedIn(test, 'coach');
    const { body } = await post(minimal());
    expect((await patch(body.id, { coachId: other.id })).status).toBe(403);
    expect((await patch(body.id, { coachId: null })).status).toBe(403);
    expect((await patch(body.id, { coachId: coach.id })).status).toBe(200);
    expect((await patch(body.id, { coachId: other.id }, admin)).body.coachId).toBe(other.id);
    expect((await get(`/${body.id}`)).status).toBe(403);
    expect((await patch(body.id, { coachId: null }, admin)).body.coachId).toBeNull();
  });

  it('refuses the address of another', async () => {
    const [one, two] = [minimal(), minimal()];
    await post(one);
    const { body } = await post(two);
    const answer = await patch(body.id, { email: one.email });
    expect([answer.status, answer.body.code]).toEqual([409, 'athlete.email_taken']);
  });
});

it('keeps a history of 5K paces, one row for each change', async () => {
  const { body } = await post({ ...minimal(), fiveKPace: '8:00' });
  await patch(body.id, { fiveKPace: '8:00' });
  await patch(body.id, { fiveKPace: null });
  await patch(body.id, { fiveKPace: '7:45', lastName: 'Other' });
  const paces = await get(`/${body.id}/paces`);
  expect(paces.status).toBe(200);
  expect(paces.body.nextCursor).toBeNull();
  const row = { id: expect.any(String), date: '2026-11-23', source: 'staff' };
  expect(paces.body.items).toEqual([
    { ...row, fiveKPace: '7:45' },
    { ...row, fiveKPace: '8:00' },
  ]);
});

describe('the list', () => {
  it('holds a coach their own, newest first, and an admin all', async () => {
    const mine = await signedIn(test, 'coach');
    const other = await signedIn(test, 'coach');
    const first = (await post(minimal(), mine)).body;
    const foreign = (await post(minimal(), other)).body;
    const second = (await post(minimal(), mine)).body;
    expect((await get('', mine)).body).toEqual({ items: [second, first], nextCursor: null });
    expect((await get(`?coachId=${other.id}`, mine)).body.items).toEqual([]);
    expect((await get(`?coachId=${other.id}`, admin)).body.items).toEqual([foreign]);
    const page = (await get('?limit=1', mine)).body;
    expect(page.items).toEqual([second]);
    expect((await get(`?limit=1&cursor=${page.nextCursor}`, mine)).body).toEqual({
      items: [first],
      nextCursor: null,
    });
    // A cursor grants nothing: another's starts the same list elsewhere.
    expect((await get(`?cursor=${page.nextCursor}`, other)).body.items).toEqual([foreign]);
  });

  it('is searched by words in name and address, wildcards taken as they are', async () => {
    const mine = await signedIn(test, 'coach');
    const ana = (await post({ ...minimal(), firstName: 'Ana María', lastName: 'Núñez' }, mine)).body;
    const percent = (await post({ ...minimal(), firstName: '100%', lastName: 'Under_score' }, mine)).body;
    const found = async (q: string) =>
      (await test.http.get('/api/athletes').query({ q }).set(mine.headers)).body.items;
    expect(await found('núñez ana')).toEqual([ana]);
    expect(await found(ana.email.slice(10, 36))).toEqual([ana]);
    expect(await found('%')).toEqual([percent]);
    expect(await found('r_s')).toEqual([percent]);
    expect(await found(String.raw`\ `)).toEqual([]);
    expect(await found('ana nobody')).toEqual([]);
  });
});

describe('deleting an athlete', () => {
  it('takes the paces along', async () => {
    const { body } = await post(full());
    expect((await test.http.delete(`/api/athletes/${body.id}`).set(coach.headers)).status).toBe(204);
    expect((await get(`/${body.id}`)).status).toBe(404);
  });

  it('is refused while there are plans', async () => {
    const { body } = await post(full());
    const em = test.orm.em.fork();
    em.create(TrainingPlan, { athlete: body.id, name: 'Draft', seed: 1 });
    await em.flush();
    const answer = await test.http.delete(`/api/athletes/${body.id}`).set(coach.headers);
    expect([answer.status, answer.body.code]).toEqual([409, 'athlete.has_plans']);
    expect((await get(`/${body.id}`)).status).toBe(200);
  });
});

describe('reassigning many athletes', () => {
  const bulk = (body: object, person = admin) =>
    test.http.post('/api/athletes/bulk').set(person.headers).send(body);
  const made = async () => String((await post(minimal())).body.id);

  it('gives them one coach or none, and says for how many that is a change', async () => {
    const other = await signedIn(test, 'coach');
    const ids = [await made(), await made(), await made()];
    const first = ids.slice(0, 1);
    expect((await bulk({ athleteIds: first, coachId: other.id })).body).toEqual({ changed: 1 });
    const all = { athleteIds: ids.map((id) => id.toUpperCase()), coachId: other.id };
    const { status, body } = await bulk(all);
    expect([status, body]).toEqual([200, { changed: 2 }]);
    const coaches = await Promise.all(ids.map(async (id) => (await get(`/${id}`, admin)).body.coachId));
    expect(coaches).toEqual([other.id, other.id, other.id]);
    expect((await bulk({ athleteIds: ids, coachId: null })).body).toEqual({ changed: 3 });
    expect((await get(`/${ids[0]}`, admin)).body.coachId).toBeNull();
  });

  it('changes nobody when one is unknown, and names each', async () => {
    const id = await made();
    const { status, body } = await bulk({ athleteIds: [v7(), id, v7()], coachId: null });
    expect([status, body.code]).toEqual([404, 'athlete.not_found']);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/athleteIds/0',
      '/athleteIds/2',
    ]);
    expect((await get(`/${id}`)).body.coachId).toBe(coach.id);
  });

  it.each([
    [() => ({ athleteIds: [], coachId: null }), '/athleteIds'],
    [() => ({ athleteIds: ['x'], coachId: null }), '/athleteIds'],
    [() => ({ athleteIds: Array.from({ length: 501 }, () => v7()), coachId: null }), '/athleteIds'],
    [() => ({ athleteIds: [v7()] }), '/coachId'],
    [() => ({ athleteIds: [v7()], coachId: v7() }), '/coachId'],
  ])('refuses %s', async (body, pointer) => {
    const answer = await bulk(body());
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
  });

  it('is for admins', async () => {
    expect((await bulk({ athleteIds: [await made()], coachId: coach.id }, coach)).status).toBe(403);
  });
});

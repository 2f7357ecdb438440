import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RaceTrainingPlan } from '../../src/plans/race-training-plan.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp();
  admin = await signedIn(test, 'admin');
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const marathon = { name: 'Spring Marathon', distance: 'Marathon', date: '2027-04-18', city: 'Berlin' };

const post = (body: object, person = coach) => test.http.post('/api/races').set(person.headers).send(body);
const patch = (id: string, body: object, person = coach) =>
  test.http.patch(`/api/races/${id}`).set(person.headers).send(body);
const remove = (id: string, person = coach) => test.http.delete(`/api/races/${id}`).set(person.headers);
const get = (path: string, person = coach) => test.http.get(`/api/races${path}`).set(person.headers);

async function usedBy(raceId: string): Promise<void> {
  const athlete = await anAthlete(test);
  const em = test.orm.em.fork();
  const plan = em.create(TrainingPlan, { athlete: athlete.id, name: 'Draft', seed: 1 });
  em.create(RaceTrainingPlan, { plan, race: raceId, priority: 'A' });
  await em.flush();
}

describe('adding a race', () => {
  it('stores the distance in metres with its name, and who made it', async () => {
    const { status, body } = await post(marathon);
    expect(status).toBe(201);
    expect(body).toEqual({
      ...marathon,
      id: expect.any(String),
      distanceMiles: 26.2188,
      distanceMetres: 42195,
      createdById: coach.id,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await get(`/${body.id}`)).body).toEqual(body);
  });

  it.each<[unknown, string, number]>([
    ['Half-Marathon', 'Half marathon', 21_097.5],
    ['21.1k', 'Half marathon', 21_097.5],
    ['10 K', '10K', 10_000],
    [{ value: 10, unit: 'mi' }, '10 mile', 16_093.44],
    [{ value: 12, unit: 'km' }, '12 km', 12_000],
    [{ value: 5000, unit: 'm' }, '5K', 5000],
  ])('understands %j', async (distance, name, metres) => {
    const { body } = await post({ ...marathon, distance });
    expect([body.distance, body.distanceMetres]).toEqual([name, metres]);
    expect((await patch(body.id, { distance: body.distance })).body.distanceMetres).toBe(metres);
  });

  it('takes a day long past: what a plan may lead to is the plan’s matter', async () => {
    expect((await post({ ...marathon, date: '2024-02-29', city: null })).status).toBe(201);
  });

  it.each<[string, unknown]>([
    ['name', ' '],
    ['name', 5],
    ['name', null],
    ['name', 'x'.repeat(201)],
    ['distance', 'far'],
    ['distance', ''],
    ['distance', null],
    ['distance', 42],
    ['distance', []],
    ['distance', {}],
    ['distance', { value: 10 }],
    ['distance', { value: '10', unit: 'km' }],
    ['distance', { value: 10, unit: 'furlong' }],
    ['distance', { value: -10, unit: 'km' }],
    ['distance', { value: 0, unit: 'km' }],
    ['distance', { value: 1e308, unit: 'km' }],
    ['distance', { value: 10, unit: 'km', about: true }],
    ['distance', '500 km'],
    ['date', '2027-02-29'],
    ['date', '2027-4-18'],
    ['date', '2027-04-18T00:00:00Z'],
    ['date', 20_270_418],
    ['date', null],
    ['city', ''],
    ['city', 5],
    ['createdById', '01a20386-dc52-7416-805e-2b18e3ae70a5'],
  ])('refuses %s: %j', async (field, value) => {
    const { id } = (await post(marathon)).body;
    for (const answer of [await post({ ...marathon, [field]: value }), await patch(id, { [field]: value })]) {
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
      expect(answer.body.errors).toEqual([{ pointer: `/${field}`, detail: expect.stringMatching(/\w/) }]);
    }
  });
});

describe('changing a race', () => {
  it('is for the coach who made it, and for admins', async () => {
    const { body } = await post(marathon);
    const other = await signedIn(test, 'coach');
    expect((await patch(body.id, { city: null })).body.city).toBeNull();
    expect((await patch(body.id, { name: 'Autumn' }, admin)).body.name).toBe('Autumn');
    expect((await patch(body.id, { name: 'Mine' }, other)).status).toBe(403);
    expect((await remove(body.id, other)).status).toBe(403);
    expect((await get(`/${body.id}`, other)).body.name).toBe('Autumn');
  });

  it('leaves date and distance alone while plans count on them', async () => {
    const { body } = await post(marathon);
    await usedBy(body.id);
    for (const change of [
      { date: '2027-04-25' },
      { distance: '10K' },
      { name: 'Other', date: '2027-04-25' },
    ]) {
      const answer = await patch(body.id, change);
      expect([answer.status, answer.body.code]).toEqual([409, 'race.in_use']);
    }
    expect((await get(`/${body.id}`)).body).toEqual(body);
    const same = await patch(body.id, { name: 'New name', date: body.date, distance: 'marathon' });
    expect([same.status, same.body.name]).toEqual([200, 'New name']);
  });

  it('takes another date and distance while no plan does', async () => {
    const { body } = await post(marathon);
    const changed = await patch(body.id, { date: '2027-05-02', distance: '50K' });
    expect(changed.body).toMatchObject({ date: '2027-05-02', distanceMetres: 50_000 });
  });
});

describe('deleting a race', () => {
  it('is refused while a plan uses it', async () => {
    const { body } = await post(marathon);
    await usedBy(body.id);
    const answer = await remove(body.id);
    expect([answer.status, answer.body.code]).toEqual([409, 'race.in_use']);
  });

  it('removes it for good', async () => {
    const { body } = await post(marathon);
    expect((await remove(body.id)).status).toBe(204);
    expect((await get(`/${body.id}`)).status).toBe(404);
    expect((await remove(body.id)).status).toBe(404);
  });
});

it('lists races by words in name and city, page by page', async () => {
  const one = (await post({ ...marathon, name: 'Zugspitz Run', city: 'Grainau' })).body;
  const two = (await post({ ...marathon, name: 'Zugspitz Trail', city: null })).body;
  expect((await get('?q=zugspitz')).body).toEqual({ items: [two, one], nextCursor: null });
  expect((await get('?q=grainau zug')).body.items).toEqual([one]);
  const { items, nextCursor } = (await get('?q=zugspitz&limit=1')).body;
  expect(items).toEqual([two]);
  expect((await get(`?q=zugspitz&limit=1&cursor=${nextCursor}`)).body.items).toEqual([one]);
});

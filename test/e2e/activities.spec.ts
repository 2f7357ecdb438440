import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Activity } from '../../src/athletes/activity.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const newAthlete = async () => (await anAthlete(test, coach)).id;
const at = (athleteId: string, rest = '') => `/api/athletes/${athleteId}/activities${rest}`;
const post = (athleteId: string, body: object, rest = '') =>
  test.http.post(at(athleteId, rest)).set(coach.headers).send(body);
const bulk = (athleteId: string, items: unknown) => post(athleteId, { items }, '/bulk');
const patch = (athleteId: string, id: string, body: object) =>
  test.http
    .patch(at(athleteId, `/${id}`))
    .set(coach.headers)
    .send(body);
const list = async (athleteId: string, query: object = {}) =>
  (await test.http.get(at(athleteId)).query(query).set(coach.headers).expect(200)).body;

const run = { date: '2026-11-22', kind: 'run', miles: 6.25 };
const full = { ...run, durationSeconds: 3300, rpe: 4, source: 'garmin', externalId: 'g-1' };
const stored = { id: expect.any(String), createdAt: expect.any(String), updatedAt: expect.any(String) };

describe('entering an activity', () => {
  it('keeps all that is given', async () => {
    const athlete = await newAthlete();
    const { status, body } = await post(athlete, full);
    expect(status).toBe(201);
    expect(body).toEqual({ ...full, ...stored });
    expect(await list(athlete)).toEqual({ items: [body], nextCursor: null });
  });

  it('needs a day, a kind and miles, and two without a name are two', async () => {
    const athlete = await newAthlete();
    const empty = { durationSeconds: null, rpe: null, externalId: null };
    expect((await post(athlete, run)).body).toEqual({ ...run, ...empty, source: 'manual', ...stored });
    expect((await post(athlete, { ...run, ...empty, source: null })).status).toBe(201);
    expect((await list(athlete)).items).toHaveLength(2);
  });

  it('takes the same external id of a source for the same activity, in whole', async () => {
    const athlete = await newAthlete();
    const first = await post(athlete, full);
    const again = await post(athlete, { ...run, miles: 7, source: 'garmin', externalId: 'g-1' });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ id: first.body.id, miles: 7, rpe: null, durationSeconds: null });
    expect((await list(athlete)).items).toEqual([again.body]);
  });

  it('is another one of another source or another athlete, and of no source by hand', async () => {
    const [athlete, other] = [await newAthlete(), await newAthlete()];
    await post(athlete, full);
    for (const [whose, source] of [
      [athlete, 'strava'],
      [athlete, undefined],
      [other, 'garmin'],
    ] as const) {
      expect((await post(whose, { ...full, source })).status).toBe(201);
    }
    expect((await post(athlete, { ...full, source: 'manual' })).status).toBe(200);
    expect((await list(athlete)).items).toHaveLength(3);
  });

  it('is one, however many send it at once', async () => {
    const athlete = await newAthlete();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(athlete, full)));
    expect(answers.map(({ status }) => String(status)).sort()).toEqual([...Array(7).fill('200'), '201']);
    expect((await list(athlete)).items).toHaveLength(1);
  });

  it('takes today in the zone of the athlete, and no later day', async () => {
    const athlete = await newAthlete();
    expect((await post(athlete, { ...run, date: TODAY })).status).toBe(201);
    expect((await post(athlete, { ...run, date: '1990-01-01' })).status).toBe(201);
  });

  it.each<[string, object]>([
    ['/date', { date: '2026-11-24' }],
    ['/date', { date: '1989-12-31' }],
    ['/durationSeconds', { miles: 1, durationSeconds: 149 }],
    ['/durationSeconds', { miles: 1, durationSeconds: 3601 }],
    ['/durationSeconds', { kind: 'race', miles: 26.22, durationSeconds: 345 }],
    ['/durationSeconds', { kind: 'time_trial', miles: 0.01, durationSeconds: 600 }],
  ])('refuses what cannot have been: %s of %j', async (pointer, values) => {
    const athlete = await newAthlete();
    const { body: before } = await post(athlete, { ...run, miles: 5, durationSeconds: 2400 });
    for (const { status, body } of [
      await post(athlete, { ...run, ...values }),
      await patch(athlete, before.id, values),
    ]) {
      expect([status, body.code]).toEqual([400, 'request.invalid']);
      expect(body.errors).toEqual([{ pointer, detail: expect.stringMatching(/^must /) }]);
    }
    expect((await list(athlete)).items).toEqual([before]);
  });

  it.each<[string, object]>([
    ['as fast and as slow as may be', { miles: 1, durationSeconds: 150 }],
    ['at a stroll', { miles: 1, durationSeconds: 3600 }],
    ['by bicycle', { kind: 'other', miles: 30, durationSeconds: 4000 }],
    ['in the gym', { kind: 'other', miles: 0, durationSeconds: 3600 }],
    ['on a treadmill that tells no distance', { miles: 0, durationSeconds: 1800 }],
  ])('accepts it %s', async (_, values) => {
    expect((await post(await newAthlete(), { ...run, ...values })).status).toBe(201);
  });

  it('changes no pace of the athlete, whatever was raced', async () => {
    const athlete = await newAthlete();
    await post(athlete, { ...run, kind: 'race', miles: 3.11, durationSeconds: 1080 }).expect(201);
    const { body } = await test.http.get(`/api/athletes/${athlete}`).set(coach.headers);
    expect(body.fiveKPace).toBe('7:30');
  });
});

describe('many at once', () => {
  it('stores a thousand, and the same thousand again without a change', async () => {
    const athlete = await newAthlete();
    const items = Array.from({ length: 1000 }, (_, index) => ({
      ...full,
      miles: (index % 20) + 1,
      durationSeconds: null,
      externalId: `g-${index}`,
    }));
    const first = await bulk(athlete, items);
    expect([first.status, first.body.created]).toEqual([200, 1000]);
    expect(first.body.items.map(({ externalId }: Activity) => externalId)).toEqual(
      items.map(({ externalId }) => externalId),
    );
    const again = await bulk(athlete, items);
    expect([again.status, again.body]).toEqual([200, { ...first.body, created: 0 }]);
    expect(await test.orm.em.fork().count(Activity, { athlete })).toBe(1000);
  });

  it('lets the later of two hold, and adds to what is there', async () => {
    const athlete = await newAthlete();
    const { body: before } = await post(athlete, full);
    const { body } = await bulk(athlete, [
      { ...full, externalId: 'g-2', miles: 3, durationSeconds: null },
      { ...full, miles: 7 },
      run,
      { ...full, externalId: 'g-2', miles: 4, durationSeconds: null },
      { ...full, externalId: 'g-2', source: 'strava' },
    ]);
    expect(body.created).toBe(3);
    expect(body.items.map(({ miles }: Activity) => miles)).toEqual([4, 7, 6.25, 4, 6.25]);
    expect(body.items[1].id).toBe(before.id);
    expect(body.items[0]).toEqual(body.items[3]);
    expect((await list(athlete)).items).toHaveLength(4);
  });

  it('raced with others, keeps each once', async () => {
    const athlete = await newAthlete();
    const items = Array.from({ length: 40 }, (_, index) => ({ ...full, externalId: `r-${index}` }));
    const answers = await Promise.all([
      bulk(athlete, items),
      bulk(athlete, items.toReversed()),
      bulk(athlete, items.slice(10)),
      post(athlete, items[5] ?? {}),
    ]);
    expect(answers.map(({ status }) => status).every((status) => status < 300)).toBe(true);
    expect(await test.orm.em.fork().count(Activity, { athlete })).toBe(40);
  });

  it('stores none when one cannot be, and names every fault', async () => {
    const athlete = await newAthlete();
    const invalid = await bulk(athlete, [run, { ...run, miles: 201, kind: 'swim' }, { ...run, extra: 1 }]);
    const pointersOf = (answer: typeof invalid) =>
      answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    expect([invalid.status, pointersOf(invalid)]).toEqual([
      400,
      ['/items/1/kind', '/items/1/miles', '/items/2/extra'],
    ]);
    const impossible = await bulk(athlete, [
      run,
      { ...run, date: '2027-01-01' },
      { ...run, durationSeconds: 10 },
    ]);
    expect([impossible.status, pointersOf(impossible)]).toEqual([
      400,
      ['/items/1/date', '/items/2/durationSeconds'],
    ]);
    expect((await list(athlete)).items).toEqual([]);
  });

  it.each([
    ['none', []],
    ['more than a thousand', Array.from({ length: 1001 }, () => run)],
    ['no list', run],
    ['nothing', undefined],
    ['no activities', [1, null, 'x', []]],
    ['a list without one', [[]]],
    ['a list of them', [[run]]],
  ])('refuses %s', async (_, items) => {
    const { status, body } = await bulk(await newAthlete(), items);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
    expect(body.errors[0].pointer).toMatch(/^\/items/);
  });
});

describe('changing and deleting', () => {
  it('changes what is given and nothing else, and takes values away by null', async () => {
    const athlete = await newAthlete();
    const { body: before } = await post(athlete, full);
    const { status, body } = await patch(athlete, before.id, { miles: 7, rpe: null });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, miles: 7, rpe: null, updatedAt: expect.any(String) });
    const { body: nulls } = await patch(athlete, before.id, {
      durationSeconds: null,
      source: null,
      externalId: null,
    });
    expect(nulls).toMatchObject({ durationSeconds: null, source: 'manual', externalId: null });
    expect((await list(athlete)).items).toEqual([nulls]);
  });

  it('refuses the name of another', async () => {
    const athlete = await newAthlete();
    await post(athlete, full);
    const { body: other } = await post(athlete, { ...full, externalId: 'g-2' });
    const answer = await patch(athlete, other.id, { externalId: 'g-1' });
    expect([answer.status, answer.body.code]).toEqual([409, 'activity.external_id_taken']);
    expect((await patch(athlete, other.id, { externalId: 'g-2' })).status).toBe(200);
  });

  it('deletes one, which is then gone', async () => {
    const athlete = await newAthlete();
    const { body } = await post(athlete, full);
    const path = at(athlete, `/${body.id}`);
    expect((await test.http.delete(path).set(coach.headers)).status).toBe(204);
    const again = await test.http.delete(path).set(coach.headers);
    expect([again.status, again.body.code]).toEqual([404, 'activity.not_found']);
    expect((await list(athlete)).items).toEqual([]);
  });

  it('finds none under another athlete, also one’s own', async () => {
    const [athlete, other] = [await newAthlete(), await newAthlete()];
    const { body } = await post(athlete, full);
    const answers = [
      await patch(other, body.id, { miles: 1 }),
      await test.http.delete(at(other, `/${body.id}`)).set(coach.headers),
      await patch(athlete, v7(), { miles: 1 }),
    ];
    for (const { status, body: problem } of answers) {
      expect([status, problem.code]).toEqual([404, 'activity.not_found']);
    }
    expect((await list(athlete)).items).toEqual([body]);
    expect((await patch(athlete, 'x', {})).body.errors[0].pointer).toBe('/aid');
  });

  it('goes with the athlete', async () => {
    const athlete = await newAthlete();
    await post(athlete, full);
    await test.http.delete(`/api/athletes/${athlete}`).set(coach.headers).expect(204);
    expect(await test.orm.em.fork().count(Activity, { athlete })).toBe(0);
  });
});

describe('the list', () => {
  it('pages, newest entry first, within the days that are asked for', async () => {
    const athlete = await newAthlete();
    const dates = ['2026-11-01', '2026-11-10', '2026-11-05', '2026-11-20'];
    for (const date of dates) await post(athlete, { ...run, date });
    const datesOf = (page: { items: Activity[] }) => page.items.map(({ date }) => date);
    expect(datesOf(await list(athlete))).toEqual(dates.toReversed());
    expect(datesOf(await list(athlete, { from: '2026-11-05', to: '2026-11-10' }))).toEqual([
      '2026-11-05',
      '2026-11-10',
    ]);
    const first = await list(athlete, { limit: 1, from: '2026-11-05' });
    const second = await list(athlete, { limit: 5, from: '2026-11-05', cursor: first.nextCursor });
    expect([datesOf(first), datesOf(second), second.nextCursor]).toEqual([
      ['2026-11-20'],
      ['2026-11-05', '2026-11-10'],
      null,
    ]);
    const wrong = await test.http
      .get(at(athlete))
      .query({ from: '1 May', to: '2026-02-30' })
      .set(coach.headers);
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors).toHaveLength(2);
  });
});

it('today is the athlete’s own', async () => {
  const real = await startTestApp();
  try {
    const admin = await signedIn(real, 'admin');
    const { id } = await anAthlete(real);
    // Two zones that are never on the same day: UTC+14 is a day ahead of UTC-11 at every hour.
    const east = 'Pacific/Kiritimati';
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: east }).format();
    const statusIn = async (timeZone: string) => {
      await real.orm.em.fork().nativeUpdate(Athlete, { id }, { timeZone });
      const body = { ...run, date: today };
      return (await real.http.post(at(id)).set(admin.headers).send(body)).status;
    };
    expect(await statusIn(east)).toBe(201);
    expect(await statusIn('Pacific/Pago_Pago')).toBe(400);
  } finally {
    await real.close();
  }
});

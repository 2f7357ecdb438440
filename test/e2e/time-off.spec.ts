import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TimeOff } from '../../src/athletes/time-off.entity.js';
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
const at = (athleteId: string, rest = '') => `/api/athletes/${athleteId}/time-off${rest}`;
const post = (athleteId: string, body: object) => test.http.post(at(athleteId)).set(coach.headers).send(body);
const list = async (athleteId: string, query: object = {}) =>
  (await test.http.get(at(athleteId)).query(query).set(coach.headers).expect(200)).body;
const off = (from: string, to: string) => ({ from, to, reason: 'holiday' });

describe('entering a time off', () => {
  it.each(['holiday', 'illness', 'injury'])('keeps what is given: %s', async (reason) => {
    const athlete = await newAthlete();
    const given = { from: '2026-12-01', to: '2026-12-05', reason };
    const { status, body } = await post(athlete, given);
    expect(status).toBe(201);
    expect(body).toEqual({ ...given, id: expect.any(String), createdAt: expect.any(String) });
    expect(await list(athlete)).toEqual({ items: [body], nextCursor: null });
  });

  it('may be a single day, and a year, past and ahead', async () => {
    const athlete = await newAthlete();
    expect((await post(athlete, off('2026-12-01', '2026-12-01'))).status).toBe(201);
    expect((await post(athlete, off('2027-01-01', '2028-01-01'))).status).toBe(201);
    expect((await post(athlete, off('2025-01-01', '2025-02-01'))).status).toBe(201);
  });

  it.each([
    ['ends before it begins', off('2026-12-02', '2026-12-01')],
    ['is longer than a year', off('2027-01-01', '2028-01-02')],
  ])('is refused when it %s', async (_, body) => {
    const answer = await post(await newAthlete(), body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(answer.body.errors).toEqual([{ pointer: '/to', detail: expect.stringMatching(/^must /) }]);
  });

  it.each([
    ['its first day', off('2026-11-20', '2026-12-01')],
    ['its last day', off('2026-12-10', '2026-12-20')],
    ['a day amid it', off('2026-12-05', '2026-12-05')],
    ['all of it', off('2026-11-01', '2026-12-31')],
  ])('is refused on %s of another', async (_, body) => {
    const athlete = await newAthlete();
    await post(athlete, off('2026-12-01', '2026-12-10')).expect(201);
    const answer = await post(athlete, body);
    expect([answer.status, answer.body.code]).toEqual([409, 'time_off.overlaps']);
    expect((await list(athlete)).items).toHaveLength(1);
  });

  it('may follow another at once, and overlap that of somebody else', async () => {
    const athlete = await newAthlete();
    await post(athlete, off('2026-12-01', '2026-12-10')).expect(201);
    expect((await post(athlete, off('2026-12-11', '2026-12-12'))).status).toBe(201);
    expect((await post(await newAthlete(), off('2026-12-01', '2026-12-10'))).status).toBe(201);
  });

  it('is one, however many are entered at once', async () => {
    const athlete = await newAthlete();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => post(athlete, off('2026-12-01', '2026-12-10'))),
    );
    expect(answers.map(({ status }) => String(status)).sort()).toEqual(['201', ...Array(5).fill('409')]);
  });
});

it('the list has what touches the days that are asked for', async () => {
  const athlete = await newAthlete();
  for (const month of ['01', '02', '03']) await post(athlete, off(`2027-${month}-01`, `2027-${month}-10`));
  const startsOf = (page: { items: { from: string }[] }) => page.items.map(({ from }) => from);
  expect(startsOf(await list(athlete))).toEqual(['2027-03-01', '2027-02-01', '2027-01-01']);
  expect(startsOf(await list(athlete, { from: '2027-01-10', to: '2027-02-01' }))).toEqual([
    '2027-02-01',
    '2027-01-01',
  ]);
  const first = await list(athlete, { limit: 2 });
  expect(startsOf(await list(athlete, { limit: 2, cursor: first.nextCursor }))).toEqual(['2027-01-01']);
});

describe('deleting', () => {
  it('frees the days', async () => {
    const athlete = await newAthlete();
    const { body } = await post(athlete, off('2026-12-01', '2026-12-10'));
    const remove = () => test.http.delete(at(athlete, `/${body.id}`)).set(coach.headers);
    expect((await remove()).status).toBe(204);
    const again = await remove();
    expect([again.status, again.body.code]).toEqual([404, 'time_off.not_found']);
    await post(athlete, off('2026-12-01', '2026-12-10')).expect(201);
  });

  it('finds none under another athlete', async () => {
    const athlete = await newAthlete();
    const { body } = await post(athlete, off('2026-12-01', '2026-12-10'));
    for (const path of [at(await newAthlete(), `/${body.id}`), at(athlete, `/${v7()}`)]) {
      const answer = await test.http.delete(path).set(coach.headers);
      expect([answer.status, answer.body.code]).toEqual([404, 'time_off.not_found']);
    }
    expect((await list(athlete)).items).toEqual([body]);
  });

  it('an athlete takes it along', async () => {
    const athlete = await newAthlete();
    await post(athlete, off('2026-12-01', '2026-12-10'));
    await test.http.delete(`/api/athletes/${athlete}`).set(coach.headers).expect(204);
    expect(await test.orm.em.fork().count(TimeOff, { athlete })).toBe(0);
  });
});

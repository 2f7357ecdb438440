import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import { lockWaits } from '../support/lock-waits.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { statementsOf } from '../support/statements.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

/** The shortest plan, the usual one, and the longest. */
const WEEKS = [4, 16, 52];
const TEN_K = 10_000;

let test: TestApp;
let coach: Person;
/** Complete plans, and what making each asked of the database, by their weeks. */
const plans = new Map<number, { id: string; statements: readonly string[] }>();
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
  for (const weeks of WEEKS) {
    const id = await draftOf(weeks);
    const statements = await statementsOf(() => post('generate', { trainingPlanId: id, mode: 'complete' }));
    plans.set(weeks, { id, statements });
  }
});
afterAll(() => test.close());

/** Ends with a race on the Sunday of its last week. */
async function draftOf(weeks: number): Promise<string> {
  const race = { date: addDays(TODAY, 7 * weeks - 1), metres: TEN_K };
  const draft = { goalTime: '50:00', goalTimeSeconds: 3000 };
  return (await aDraft(test, { coach, draft, race })).id;
}

const post = (path: string, body: object) =>
  test.http.post(`/api/training-plan/${path}`).set(coach.headers).send(body).expect(200);
const get = (path: string) => test.http.get(`/api/${path}`).set(coach.headers).expect(200);
const countOf = async (path: string) => (await statementsOf(() => get(path))).length;

async function countsOf(path: (planId: string) => string): Promise<number[]> {
  const counts: number[] = [];
  for (const { id } of plans.values()) counts.push(await countOf(path(id)));
  return counts;
}

describe('what is asked of the database', () => {
  it('is the same for a short plan as for a long one, and less when it was read before', async () => {
    const read = (id: string) => `training-plan/${id}`;
    expect(await countsOf(read)).toEqual([9, 9, 9]);
    expect(await countsOf(read)).toEqual([3, 3, 3]);
  });

  it('is the whole plan again when another process has changed it', async () => {
    const replica = await startReplica(test);
    const id = plans.get(16)?.id ?? '';
    const before = (await get(`training-plan/${id}`)).body;
    const body = { trainingPlanId: id, weekNumber: 2, regenerate: true };
    await replica.http.post('/api/training-plan/week/generate').set(coach.headers).send(body).expect(200);
    await replica.close();
    const { body: after, headers } = await get(`training-plan/${id}`);
    expect(headers['etag']).toBe(`"${before.revision + 1}"`);
    expect(after.phases[0].weeks[1]).not.toEqual(before.phases[0].weeks[1]);
    expect(after.phases[0].weeks[0]).toEqual(before.phases[0].weeks[0]);
  });

  it('is the whole plan again when it changes between two of its tables', async () => {
    const id = plans.get(16)?.id ?? '';
    const changed = 'update training_plan set revision = revision + 1 where id = ?';
    const em = test.orm.em.fork();
    await em.execute(changed, [id]);
    await em.begin();
    await em.execute(changed, [id]);
    await em.execute('lock table training_plan_day');
    await em.execute('update training_plan_day set locked = true where plan_id = ?', [id]);
    const reading = get(`training-plan/${id}`).then(({ body }) => body);
    await lockWaits(test);
    await em.commit();
    const read = await reading;
    expect(read.phases[0].weeks[0].days[0].locked).toBe(true);
    expect(read).toEqual((await get(`training-plan/${id}`)).body);
  });

  it.each([
    [5, '?include=weeks'],
    [2, '/weeks/2'],
    [2, '/audit'],
    [4, '/versions'],
    [4, '/versions/1'],
    [4, '/suggestions'],
  ])('is %i statements for GET /training-plan/:id%s of any length', async (count, path) => {
    expect(await countsOf((id) => `training-plan/${id}${path}`)).toEqual([count, count, count]);
  });

  it.each([
    [3, 'training-plan'],
    [2, 'athletes'],
    [2, 'races'],
    [3, 'attention'],
  ])('is %i statements for a page of /%s, of one thing as of all', async (count, path) => {
    expect([await countOf(`${path}?limit=1`), await countOf(`${path}?limit=100`)]).toEqual([count, count]);
  });

  it('is nothing for a list that no list shows', async () => {
    const asked = await statementsOf(() => get('training-plan'));
    expect(
      asked.filter((statement) => /blueprint|programme|training_plan" as "\w+"\.\*|"t0"\.\*/.test(statement)),
    ).toEqual([]);
  });

  it('is the same to make a plan of any length, but for one more insert where the days of a year do not fit in one', () => {
    expect([...plans.values()].map(({ statements }) => statements.length)).toEqual([28, 28, 29]);
  });

  it('is the same to write a week of a plan of any length, and to list the versions', async () => {
    const counts: number[] = [];
    for (const weeks of WEEKS) {
      const trainingPlanId = await draftOf(weeks);
      await post('generate', { trainingPlanId });
      const week = { trainingPlanId, weekNumber: 2 };
      counts.push((await statementsOf(() => post('week/generate', week))).length);
      expect(await countOf(`training-plan/${trainingPlanId}/versions?limit=100`)).toBe(4);
    }
    expect(counts).toEqual([34, 34, 34]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { CLOCK } from '../../src/common/clock.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const NOW = Date.parse(`${TODAY}T10:00:20Z`);

let now = new Date(NOW);
let test: TestApp;
let coach: Person;
let queue: JobQueue;
beforeAll(async () => {
  const clock = { now: () => now, today: () => now.toISOString().slice(0, 10) };
  test = await startTestApp({ override: (builder) => builder.overrideProvider(CLOCK).useValue(clock) });
  coach = await signedIn(test, 'coach');
  queue = test.app.get(JobQueue, { strict: false });
});
afterAll(() => test.close());
beforeEach(async () => {
  now = new Date(NOW);
  await queue.boss.deleteAllJobs('weeks.look');
});

/** The athlete of an active plan, whose every run has been seen. */
async function anActiveAthlete(): Promise<string> {
  const { id, athleteId } = await aDraft(test, { coach });
  const body = { trainingPlanId: id };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  return athleteId;
}

const changedAt = async (id: string) =>
  (await test.orm.em.fork().findOneOrFail(Athlete, id)).runningChangedAt;
const seen = (id: string) => test.orm.em.fork().nativeUpdate(Athlete, { id }, { runningChangedAt: null });
const looks = () => queue.boss.findJobs('weeks.look', { queued: true });

async function send(method: 'post' | 'patch' | 'delete', path: string, body?: object) {
  const answer = await test.http[method](`/api/athletes/${path}`).set(coach.headers).send(body);
  expect(answer.status).toBeLessThan(300);
  return answer.body;
}

const run = { date: TODAY, kind: 'run', miles: 5, source: 'watch', externalId: '1' };
const off = { from: TODAY, to: TODAY, reason: 'illness' };

describe('something entered of an athlete whose plan runs', () => {
  it('is marked, and looked at a quarter of an hour later', async () => {
    const id = await anActiveAthlete();
    await send('post', `${id}/activities`, run);
    expect(await changedAt(id)).toEqual(now);
    const [job, ...others] = await looks();
    expect(others).toEqual([]);
    // Fifteen minutes, and the forty seconds to the next full one.
    const delay = (job?.startAfter.getTime() ?? 0) - (job?.createdOn.getTime() ?? 0);
    expect(Math.round(delay / 1000)).toBe(15 * 60 + 40);
  });

  it.each<[string, (id: string, made: { aid: string; tid: string }) => Promise<unknown>]>([
    ['an activity', (id) => send('post', `${id}/activities`, { ...run, externalId: '2' })],
    ['many', (id) => send('post', `${id}/activities/bulk`, { items: [{ ...run, externalId: '3' }] })],
    [
      'a race',
      (id) =>
        send('post', `${id}/activities`, { ...run, kind: 'race', durationSeconds: 2400, externalId: '4' }),
    ],
    ['one that is there and is another now', (id) => send('post', `${id}/activities`, { ...run, miles: 6 })],
    ['a change', (id, { aid }) => send('patch', `${id}/activities/${aid}`, { miles: 7 })],
    ['a deletion', (id, { aid }) => send('delete', `${id}/activities/${aid}`)],
    ['a time off', (id) => send('post', `${id}/time-off`, { ...off, from: '2026-12-01', to: '2026-12-01' })],
    ['a time off that is none any more', (id, { tid }) => send('delete', `${id}/time-off/${tid}`)],
  ])('is %s', async (_, enter) => {
    const id = await anActiveAthlete();
    const { id: aid } = await send('post', `${id}/activities`, run);
    const { id: tid } = await send('post', `${id}/time-off`, off);
    await seen(id);
    await enter(id, { aid, tid });
    expect(await changedAt(id)).toEqual(now);
  });

  it('counts from the first, and is one look for all of a minute', async () => {
    const ids = [await anActiveAthlete(), await anActiveAthlete()];
    for (const id of ids) await send('post', `${id}/activities`, run);
    now = new Date(NOW + 30_000);
    for (const id of ids) await send('post', `${id}/activities`, { ...run, externalId: '2' });
    expect(await Promise.all(ids.map(changedAt))).toEqual([new Date(NOW), new Date(NOW)]);
    expect(await looks()).toHaveLength(1);
    now = new Date(NOW + 60_000);
    await send('post', `${await anActiveAthlete()}/activities`, run);
    expect(await looks()).toHaveLength(2);
  });

  it('is nothing when a source sends again what is there', async () => {
    const id = await anActiveAthlete();
    await send('post', `${id}/activities`, run);
    await seen(id);
    await send('post', `${id}/activities`, run);
    expect(await changedAt(id)).toBeNull();
  });

  it('is nothing when it is refused', async () => {
    const id = await anActiveAthlete();
    await test.http
      .post(`/api/athletes/${id}/activities/bulk`)
      .set(coach.headers)
      .send({ items: [run, { ...run, miles: -1 }] })
      .expect(400);
    expect([await changedAt(id), await looks()]).toEqual([null, []]);
  });
});

describe('something entered of an athlete whom no week waits for', () => {
  it('is only stored', async () => {
    const { athleteId } = await aDraft(test, { coach });
    const active = await anActiveAthlete();
    await test.orm.em
      .fork()
      .nativeUpdate(TrainingPlan, { athlete: active }, { status: 'paused', pausedOn: TODAY });
    for (const id of [athleteId, active]) {
      await send('post', `${id}/activities`, run);
      expect(await changedAt(id)).toBeNull();
    }
    expect(await looks()).toEqual([]);
  });
});

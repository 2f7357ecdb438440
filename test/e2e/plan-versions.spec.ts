import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PhaseResponse } from '../../src/plans/cascade-response.dto.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { watchStatements } from '../support/statements.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock, UNATTENDED_ENV } from '../support/unattended.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const post = (path: string, body: object = {}) =>
  test.http.post(`/api/training-plan${path}`).set(coach.headers).send(body);
const ask = (path: string, person = coach) => test.http.get(`/api/training-plan${path}`).set(person.headers);
const get = async (path: string, person = coach) => (await ask(path, person).expect(200)).body;
const weeksOf = ({ phases }: { phases: PhaseResponse[] }) => phases.flatMap(({ weeks = [] }) => weeks);

/** A plan of sixteen weeks that begins in three, every one written, and week 6 written anew: two versions. */
async function aRewrittenPlan(settings = {}): Promise<{ id: string; athlete: Person }> {
  clock.set('2026-11-02');
  const { id, athleteId } = await aDraft(test, { coach });
  const headers = { ...coach.headers, 'if-match': '*' };
  await test.http.patch(`/api/training-plan/${id}`).set(headers).send({ settings }).expect(200);
  await post('/generate', { trainingPlanId: id, mode: 'complete' }).expect(200);
  await post('/week/generate', { trainingPlanId: id, weekNumber: 6, regenerate: true }).expect(200);
  return { id, athlete: await signedIn(test, 'athlete', athleteId) };
}

describe('two versions side by side', () => {
  it('name the days that were written anew, and every week’s miles', async () => {
    const { id } = await aRewrittenPlan();
    const body = await get(`/${id}/versions/1/compare/2`);
    expect(body).toMatchObject({
      from: { number: 1, reason: 'generated', actorId: coach.id },
      to: { number: 2, reason: 'week.regenerated', actorId: coach.id },
      added: [],
      removed: [],
    });
    const [was, is] = [await get(`/${id}/versions/1`), await get(`/${id}/versions/2`)];
    const [before, after] = [weeksOf(was)[5]?.days ?? [], weeksOf(is)[5]?.days ?? []];
    const others = before.filter((day, index) => JSON.stringify(day) !== JSON.stringify(after[index]));
    expect(others.length).toBeGreaterThan(0);
    expect(body.changed.map(({ date }: { date: string }) => date)).toEqual(others.map(({ date }) => date));
    expect(body.weeks).toHaveLength(16);
    const { weekNumber, phase, miles, trainingMiles, targetMiles, startDate } = weeksOf(is)[5] ?? {};
    const side = { weekNumber, phase, miles, trainingMiles, targetMiles };
    expect(body.weeks[5]).toEqual({ startDate, before: side, after: side });
  });

  it('are the same when they are one, and turned about when asked the other way', async () => {
    const { id } = await aRewrittenPlan();
    expect(await get(`/${id}/versions/2/compare/2`)).toMatchObject({ added: [], removed: [], changed: [] });
    const there = await get(`/${id}/versions/1/compare/2`);
    const back = await get(`/${id}/versions/2/compare/1`);
    expect(back.from).toEqual(there.to);
    const [first] = there.changed;
    expect(back.changed[0].notes).toEqual({ before: first.notes.after, after: first.notes.before });
  });

  it('say nothing to an athlete of days that a coach still reviews', async () => {
    const { id, athlete } = await aRewrittenPlan({ release: 'coach' });
    const seen = await get(`/${id}/versions/1/compare/2`, athlete);
    expect(seen).toMatchObject({ added: [], removed: [], changed: [] });
    expect((await get(`/${id}/versions/1/compare/2`)).changed).not.toEqual([]);
    await post(`/${id}/release`, { weekNumbers: [6] }).expect(200);
    expect((await get(`/${id}/versions/1/compare/2`, athlete)).changed).not.toEqual([]);
  });

  it.each(['3/compare/1', '1/compare/3', '7/compare/8'])('are not there as %s', async (path) => {
    const { id } = await aRewrittenPlan();
    const { status, body } = await ask(`/${id}/versions/${path}`);
    expect([status, body.code]).toEqual([404, 'version.not_found']);
  });

  it.each(['0/compare/1', '1/compare/-1', 'a/compare/1', '1/compare/1.5'])(
    'are refused as %s',
    async (path) => {
      const { id } = await aDraft(test, { coach });
      const { status, body } = await ask(`/${id}/versions/${path}`);
      expect([status, body.code]).toEqual([400, 'request.invalid']);
    },
  );

  it('take as many queries for a long plan as for a short one', async () => {
    const count = async (id: string) => {
      const watch = watchStatements();
      await get(`/${id}/versions/1/compare/1`).finally(() => watch.stop());
      return watch.statements.length;
    };
    const { id: long } = await aRewrittenPlan();
    const { id: short } = await aDraft(test, { coach });
    await post('/generate', { trainingPlanId: short }).expect(200);
    // What the service does by itself now and then may be counted too: hardly three times running.
    const least = async (id: string) => Math.min(await count(id), await count(id), await count(id));
    expect(await least(long)).toBe(await least(short));
  });
});

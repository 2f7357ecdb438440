import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import type { PhaseResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { PlanVersion } from '../../src/plans/plan-version.entity.js';
import { Suggestion } from '../../src/plans/suggestion.entity.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { loadRows, toCascade } from '../../src/plans/stored-week.js';
import { AdaptiveScene } from '../support/adaptive-plans.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, MARATHON_DAY, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock, progressOf, UNATTENDED_ENV } from '../support/unattended.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

const clock = new MovedClock(TODAY);
/** Three weeks before the plans begin. */
const AHEAD = '2026-11-02';
let test: TestApp;
let coach: Person;
let scene: AdaptiveScene;
let gate: WeekGate;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  coach = await signedIn(test, 'coach');
  scene = new AdaptiveScene(test, clock, coach);
  gate = gateWeeks(test);
  await aRace(test, { date: addDays(MARATHON_DAY, 7) });
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const post = (path: string, body: object = {}, headers: object = {}) =>
  test.http
    .post(`/api/training-plan${path}`)
    .set({ ...coach.headers, ...headers })
    .send(body);
const get = async (path: string) =>
  (await test.http.get(`/api/training-plan${path}`).set(coach.headers).expect(200)).body;
const revert = (id: string, number: number, ifMatch = '*') =>
  post(`/${id}/versions/${number}/revert`, {}, { 'if-match': ifMatch });
const rewrite = (id: string, weekNumber: number) =>
  post('/week/generate', { trainingPlanId: id, weekNumber, regenerate: true }).expect(200);
const weeksOf = ({ phases }: { phases: PhaseResponse[] }): WeekResponse[] =>
  phases.flatMap(({ weeks = [] }) => weeks);
const daysOf = (body: { phases: PhaseResponse[] }) => weeksOf(body).flatMap(({ days = [] }) => days);
const codeOf = async (answer: PromiseLike<{ status: number; body: { code?: string } }>) => {
  const { status, body } = await answer;
  return [status, body.code];
};

/** All that is stored of a plan's cascade, and what its later weeks go by. */
async function storedOf(id: string) {
  const em = test.orm.em.fork();
  const { inputs, blueprint, drawnBlueprint, goalPace5K, warnings } = await em.findOneOrFail(
    TrainingPlan,
    id,
  );
  return {
    cascade: toCascade(await loadRows(em, id)),
    basis: { inputs, blueprint, drawnBlueprint, goalPace5K, warnings },
  };
}

/** A plan that is written in full and begins in three weeks. */
async function aPlanAhead(): Promise<string> {
  clock.set(AHEAD);
  const { id } = await aDraft(test, { coach });
  await post('/generate', { trainingPlanId: id, mode: 'complete' }).expect(200);
  return id;
}

/** A plan and its versions, and what is on record of it: other plans of the test go on meanwhile. */
async function allOf(id: string) {
  const entries = await test.orm.em.fork().count(AuditEntry, { subjectId: id });
  return {
    plan: await get(`/${id}`),
    stored: await storedOf(id),
    versions: await get(`/${id}/versions`),
    entries,
  };
}

const lockDay = (id: string, date: string) =>
  test.orm.em.fork().nativeUpdate(TrainingPlanDay, { plan: id, date }, { locked: true });

describe('going back to a version', () => {
  it('gives back the very cascade, as the next version', async () => {
    const id = await aPlanAhead();
    await lockDay(id, addDays(TODAY, 36));
    await rewrite(id, 5);
    const [before, stored] = [await get(`/${id}`), await storedOf(id)];
    await rewrite(id, 6);
    await rewrite(id, 9);
    const { body, headers } = await revert(id, 2).expect(200);
    expect(body).toEqual({
      trainingPlanId: id,
      revertedTo: 2,
      version: 5,
      weeksRestored: [6, 9],
      weeksRemoved: [],
      kept: [],
    });
    const after = await get(`/${id}`);
    expect(after).toEqual({ ...before, revision: before.revision + 3, updatedAt: after.updatedAt });
    expect(daysOf(after).filter(({ locked }) => locked)).toHaveLength(1);
    expect(await storedOf(id)).toEqual(stored);
    expect(headers['etag']).toBe(`"${after.revision}"`);
    const [newest] = (await get(`/${id}/versions`)).items;
    expect(newest).toMatchObject({ number: 5, reason: 'reverted', actorId: coach.id });
    expect((await get(`/${id}/versions/5`)).phases).toEqual(after.phases);
    const entry = { subjectId: id, action: 'plan.reverted' };
    const [noted] = await test.orm.em.fork().find(AuditEntry, entry);
    expect(noted?.detail).toMatchObject({ revertedTo: 2, version: 5, restored: [6, 9] });
    // There and back again.
    await revert(id, 4).expect(200);
    expect((await get(`/${id}/versions/6`)).phases).toEqual((await get(`/${id}/versions/4`)).phases);
  });

  it('to where the plan is already changes nothing', async () => {
    const id = await aPlanAhead();
    const before = await allOf(id);
    const { body, headers } = await revert(id, 1).expect(200);
    expect(body).toMatchObject({ version: null, weeksRestored: [], weeksRemoved: [] });
    expect(headers['etag']).toBe('"2"');
    expect(await allOf(id)).toEqual(before);
  });

  it('takes out weeks that it did not have, which are written anew in their time', async () => {
    const plan = await scene.aPlan();
    const { id } = plan;
    const [week] = (await get(`/${id}/versions`)).items;
    expect(week).toMatchObject({ number: 2, reason: 'week.scheduled' });
    const second = await scene.week(plan, 2);
    const { body } = await revert(id, 1).expect(200);
    expect(body).toMatchObject({ version: 3, weeksRestored: [], weeksRemoved: [2] });
    expect(weeksOf(await get(`/${id}/versions/3`)).map(({ weekNumber }) => weekNumber)).toEqual([1]);
    // It is due: a job for it went out with the revert.
    await scene.look(plan);
    expect((await progressOf(test, id)).weeks).toEqual([1, 2]);
    expect((await scene.week(plan, 2)).targetMiles).toBe(second.targetMiles);
    expect(await scene.blocking(plan)).toEqual([]);
    await revert(id, 2).expect(200);
    expect((await get(`/${id}`)).phases).toEqual((await get(`/${id}/versions/2`)).phases);
  });

  it('leaves days run or past as they are, and lists them', async () => {
    const { id, athleteId } = await scene.aPlan('complete');
    const original = await get(`/${id}`);
    const thursday = addDays(TODAY, 17);
    // All of week 3 is another, as edits before each day's time would have made it.
    const em = test.orm.em.fork();
    const edited = daysOf(original).filter(
      ({ date }) => addDays(TODAY, 14) <= date && date <= addDays(TODAY, 20),
    );
    for (const { date } of edited) {
      await em.nativeUpdate(TrainingPlanDay, { plan: id, date }, { notes: `Edited ${date}`, locked: true });
    }
    await rewrite(id, 8);
    clock.set(thursday);
    await scene.report({ id, athleteId }, [{ date: thursday, kind: 'run', miles: 3 }]);
    const { body } = await revert(id, 1).expect(200);
    expect(body).toMatchObject({ weeksRestored: [3, 8], weeksRemoved: [] });
    const listed: { date: string; reason: string; differs: boolean }[] = body.kept;
    expect(listed.map(({ date }) => date)).toEqual(
      Array.from({ length: 18 }, (_, index) => addDays(TODAY, index)),
    );
    expect(listed.filter(({ differs }) => differs)).toEqual([
      { date: addDays(TODAY, 14), reason: 'past', differs: true },
      { date: addDays(TODAY, 15), reason: 'past', differs: true },
      { date: addDays(TODAY, 16), reason: 'past', differs: true },
      { date: thursday, reason: 'run', differs: true },
    ]);
    const notes = daysOf(await get(`/${id}`)).map((day) => day.notes);
    expect(notes).toEqual(
      daysOf(original).map(({ date, notes: was }) =>
        addDays(TODAY, 14) <= date && date <= thursday ? `Edited ${date}` : was,
      ),
    );
  });

  it('keeps a week begun that it did not have', async () => {
    const plan = await scene.aPlan();
    await scene.liveUntil(9, plan);
    const before = await get(`/${plan.id}`);
    const { body } = await revert(plan.id, 1).expect(200);
    expect(body.weeksRemoved).toEqual([3]);
    expect(body.kept.filter(({ reason }: { reason: string }) => reason === 'begun')).toHaveLength(5);
    expect(weeksOf(await get(`/${plan.id}`))).toEqual(weeksOf(before).slice(0, 2));
    await scene.look(plan);
    expect((await progressOf(test, plan.id)).weeks).toEqual([1, 2, 3]);
  });

  it('takes back new paces for the weeks ahead, and judges those run by what they were run by', async () => {
    const plan = await scene.aPlan('complete');
    const before = await get(`/${plan.id}`);
    const em = test.orm.em.fork();
    const proposal = { fiveKPace: 430, date: TODAY, source: 'race' };
    const offer = { rule: 'pace.update', key: 'pace', text: 'Faster.', proposal, weekNumber: null } as const;
    const suggestion = em.create(Suggestion, { plan: plan.id, ...offer });
    await em.flush();
    await post(`/${plan.id}/suggestions/${suggestion.id}/accept`).expect(200);
    await scene.lookAgain(plan);
    await scene.liveUntil(14, plan, 3);
    expect((await scene.week(plan, 2)).provenance.changes).toBe(1);
    const [was, is] = [await get(`/${plan.id}/versions/1`), await get(`/${plan.id}`)];
    expect(daysOf(is).at(-9)).not.toEqual(daysOf(was).at(-9));
    await revert(plan.id, 1).expect(200);
    const after = await get(`/${plan.id}`);
    const ahead = ({ date }: { date: string }) => date >= addDays(TODAY, 14);
    expect(daysOf(after).filter(ahead)).toEqual(daysOf(was).filter(ahead));
    expect(weeksOf(after).slice(0, 2)).toEqual(weeksOf(is).slice(0, 2));
    expect(after.goalPace5K).toBe(before.goalPace5K);
    expect(await scene.blocking(plan)).toEqual([]);
    // Nothing is out of date: a look writes none of it anew.
    const { length } = await scene.versions(plan);
    await scene.lookAgain(plan);
    expect(await scene.versions(plan)).toHaveLength(length);
  });
});

describe('a version is not gone back to', () => {
  it('when what was run since does not carry its weeks: each rule is named, and nothing changes', async () => {
    const plan = await scene.aPlan('complete');
    await scene.liveUntil(6, plan, 3);
    await scene.run(plan, 1);
    await scene.timeOff(plan, 7, 37);
    await scene.lookAgain(plan);
    await scene.liveUntil(34, plan, 7);
    const before = await allOf(plan.id);
    const { status, body } = await revert(plan.id, 1);
    expect([status, body.code]).toEqual([400, 'version.rules_broken']);
    expect(body.errors.map(({ code }: { code: string }) => code)).toContain('S.spike');
    expect(await allOf(plan.id)).toEqual(before);
  });

  it('when the plan has moved, until it is moved back', async () => {
    const id = await aPlanAhead();
    const before = await storedOf(id);
    await post(`/${id}/shift`, { weeks: 1 }).expect(200);
    expect(await codeOf(revert(id, 1))).toEqual([400, 'version.dates_moved']);
    await post(`/${id}/shift`, { weeks: -1 }).expect(200);
    await rewrite(id, 4);
    await revert(id, 1).expect(200);
    expect(await storedOf(id)).toEqual(before);
  });

  it('when it is older than what going back takes', async () => {
    const id = await aPlanAhead();
    const em = test.orm.em.fork();
    const snapshot = { phases: (await get(`/${id}`)).phases };
    em.create(PlanVersion, { plan: id, number: 2, reason: 'old', actorId: null, snapshot });
    await em.flush();
    expect(await codeOf(revert(id, 2))).toEqual([400, 'version.basis_missing']);
  });

  it.each([
    ['draft', []],
    ['paused', ['generate', 'pause']],
    ['archived', ['generate', 'archive']],
  ])('of a plan that is %s', async (_, steps) => {
    const { id } = await aDraft(test, { coach });
    for (const step of steps) {
      const path = step === 'generate' ? '/generate' : `/${id}/${step}`;
      await post(path, step === 'generate' ? { trainingPlanId: id } : {}).expect(200);
    }
    expect(await codeOf(revert(id, 1))).toEqual([400, 'plan.not_active']);
  });

  it('when it is not there, or the plan is not the one that was read', async () => {
    const id = await aPlanAhead();
    expect(await codeOf(revert(id, 2))).toEqual([404, 'version.not_found']);
    expect(await codeOf(revert(id, 1, '"1"'))).toEqual([412, 'request.stale']);
    expect(await codeOf(post(`/${id}/versions/1/revert`))).toEqual([428, 'request.if_match_missing']);
  });
});

describe('two at once', () => {
  it('go back once: the second is told, and loses nothing', async () => {
    const id = await aPlanAhead();
    await rewrite(id, 5);
    await rewrite(id, 7);
    const answers = await Promise.all([revert(id, 1, '"4"'), revert(id, 2, '"4"'), revert(id, 1, '"4"')]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
    expect((await get(`/${id}/versions`)).items).toHaveLength(4);
  });

  it('a week being written finds the plan changed, and stores nothing', async () => {
    const id = await aPlanAhead();
    await rewrite(id, 5);
    gate.allow(0);
    const writing = rewriting(id, 6);
    while (gate.held() === 0) await new Promise((done) => setTimeout(done, 5));
    await revert(id, 1).expect(200);
    const after = (await get(`/${id}`)).phases;
    await gate.open();
    expect(await writing).toEqual([409, 'plan.changed']);
    expect((await get(`/${id}`)).phases).toEqual(after);
  });
});

function rewriting(id: string, weekNumber: number): Promise<unknown> {
  return codeOf(post('/week/generate', { trainingPlanId: id, weekNumber, regenerate: true }));
}

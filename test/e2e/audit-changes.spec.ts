import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

/** What an answered request left on record. */
async function recorded(method: 'post' | 'patch' | 'delete', path: string, body?: object) {
  const answer = await test.http[method](`/api${path}`)
    .set({ ...coach.headers, 'if-match': '*' })
    .send(body);
  const requestId = answer.get('x-request-id') ?? '';
  const entries = await test.orm.em.fork().find(AuditEntry, { requestId });
  const told = entries.map(({ action, subjectId, detail }) => ({ action, subjectId, detail }));
  return { status: answer.status, id: String(answer.body.id), entries, told };
}

it('tells the training of an athlete, and of who they are and their health that it changed', async () => {
  const values = { firstName: 'Ana', lastName: 'Berg', email: 'ana@example.com', injuryNotes: 'a sore knee' };
  const made = await recorded('post', '/athletes', { ...values, preferredDays: [2, 4] });
  expect(made.told).toEqual([
    {
      action: 'athlete.created',
      subjectId: made.id,
      detail: {
        before: {},
        after: { preferredDays: [2, 4], tracksActivities: false, coachId: coach.id },
        withheld: ['firstName', 'lastName', 'email', 'injuryRisk', 'injuryNotes'],
      },
    },
  ]);
  const changes = { lastName: 'Bjerg', injuryNotes: 'both knees', preferredDays: [2, 6], fiveKPace: '7:30' };
  const changed = await recorded('patch', `/athletes/${made.id}`, changes);
  expect(changed.told[0]?.detail).toEqual({
    before: { preferredDays: [2, 4], fiveKPace: null },
    after: { preferredDays: [2, 6], fiveKPace: 450 },
    withheld: ['lastName', 'injuryNotes'],
  });
  const deleted = await recorded('delete', `/athletes/${made.id}`);
  expect(deleted.told).toMatchObject([
    { action: 'athlete.deleted', subjectId: made.id, detail: { before: { fiveKPace: 450 }, after: {} } },
  ]);
  expect(JSON.stringify([made, changed, deleted].map(({ entries }) => entries))).not.toMatch(
    /Ana|Bj?erg|ana@|knee/,
  );
});

it('tells what was run, and not how hard it felt or why somebody does not run', async () => {
  const { id } = await anAthlete(test, coach);
  const run = { date: TODAY, kind: 'run', miles: 5, rpe: 9 };
  const entered = await recorded('post', `/athletes/${id}/activities`, run);
  expect(entered.told).toEqual([
    {
      action: 'activity.created',
      subjectId: id,
      detail: {
        activityId: entered.id,
        before: {},
        after: { date: TODAY, kind: 'run', miles: 5, source: 'manual' },
        withheld: ['rpe'],
      },
    },
  ]);
  const longer = await recorded('patch', `/athletes/${id}/activities/${entered.id}`, { miles: 6, rpe: 9 });
  const detail = { activityId: entered.id, before: { miles: 5 }, after: { miles: 6 } };
  expect(longer.told).toEqual([{ action: 'activity.changed', subjectId: id, detail }]);
  const off = await recorded('post', `/athletes/${id}/time-off`, {
    from: TODAY,
    to: TODAY,
    reason: 'illness',
  });
  expect(off.told[0]?.detail).toEqual({
    timeOffId: off.id,
    before: {},
    after: { from: TODAY, to: TODAY },
    withheld: ['reason'],
  });
});

it('tells of a watch that sends everything again what it said that was new', async () => {
  const { id } = await anAthlete(test, coach);
  const runs = ['a', 'b', 'c'].map((externalId) => ({
    date: TODAY,
    kind: 'run',
    miles: 5,
    source: 'watch',
    externalId,
  }));
  const send = (items: object[]) => recorded('post', `/athletes/${id}/activities/bulk`, { items });
  expect((await send(runs.slice(0, 2))).told[0]?.detail).toMatchObject({ created: 2, changed: 0 });
  expect((await send(runs.slice(0, 2))).told).toEqual([]);
  const next = await send([runs[0] ?? {}, { ...runs[1], miles: 6 }, runs[2] ?? {}]);
  expect(next.told[0]).toMatchObject({ action: 'activity.imported', detail: { created: 1, changed: 1 } });
  expect((await send([{ ...runs[0], miles: 7 }])).told).toMatchObject([
    { action: 'activity.changed', detail: { before: { miles: 5 }, after: { miles: 7 } } },
  ]);
});

it('tells of a race and of a draft what was and what is', async () => {
  const { id, raceId } = await aDraft(test, { coach });
  const changed = await recorded('patch', `/training-plan/${id}`, { goalTime: '3:50:00', name: 'For Ana' });
  const detail = { before: { goalTime: '3:45:00' }, after: { goalTime: '3:50:00' }, withheld: ['name'] };
  expect(changed.told).toEqual([{ action: 'plan.changed', subjectId: id, detail }]);
  const deleted = await recorded('delete', `/training-plan/${id}`);
  expect(deleted.told).toMatchObject([
    { action: 'plan.deleted', detail: { before: { raceId, goalTime: '3:50:00' }, after: {} } },
  ]);
  const made = await recorded('post', '/races', { name: 'Race', distance: '10K', date: '2027-04-18' });
  const moved = await recorded('patch', `/races/${made.id}`, { date: '2027-04-25' });
  expect(moved.told[0]?.detail).toEqual({ before: { date: '2027-04-18' }, after: { date: '2027-04-25' } });
});

it('tells nothing of what was not done', async () => {
  const { id, email } = await anAthlete(test, coach);
  const draft = await aDraft(test, { coach });
  const off = { from: TODAY, to: TODAY, reason: 'illness' };
  await recorded('post', `/athletes/${id}/time-off`, off);
  const values = { firstName: 'Ana', lastName: 'Berg', email };
  for (const [method, path, body, status] of [
    ['post', '/athletes', values, 409],
    ['patch', `/athletes/${draft.athleteId}`, { email }, 409],
    ['delete', `/athletes/${draft.athleteId}`, undefined, 409],
    ['post', `/athletes/${id}/time-off`, off, 409],
    ['post', `/athletes/${id}/activities`, { date: '2030-01-01', kind: 'run', miles: 5 }, 400],
    ['patch', `/training-plan/${draft.id}`, { goalTime: '0:01:00' }, 400],
    ['post', '/training-plan/week/generate', { trainingPlanId: draft.id, weekNumber: 1 }, 400],
    ['post', `/training-plan/${draft.id}/pause`, {}, 400],
  ] as const) {
    const answer = await recorded(method, path, body);
    expect({ path, status: answer.status, told: answer.told }).toEqual({ path, status, told: [] });
  }
});

it('tells nothing of what changed nothing', async () => {
  const { id } = await anAthlete(test, coach);
  const draft = await aDraft(test, { coach });
  const race = await recorded('post', '/races', { name: 'Race', distance: '10K', date: '2027-04-18' });
  const run = { date: TODAY, kind: 'run', miles: 5 };
  const activity = await recorded('post', `/athletes/${id}/activities`, run);
  for (const [path, body] of [
    [`/athletes/${id}`, { lastName: 'Berg', preferredDays: [2, 4, 6, 7] }],
    [`/athletes/${id}/activities/${activity.id}`, { miles: 5 }],
    [`/races/${race.id}`, { date: '2027-04-18' }],
    [`/training-plan/${draft.id}`, { goalTime: '3:45:00' }],
    ['/auth/me', { name: 'Some coach' }],
  ] as const) {
    const { status, told } = await recorded('patch', path, body);
    expect({ path, status, told }).toEqual({ path, status: 200, told: [] });
  }
  // Consent is on record by itself.
  const asked = await recorded('patch', `/athletes/${id}`, { aiConsent: true });
  expect(asked.told).toMatchObject([
    { action: 'athlete.ai_consent_changed', detail: { before: null, after: true } },
  ]);
});

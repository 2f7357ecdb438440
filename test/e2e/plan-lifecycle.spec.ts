import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { CLOCK } from '../../src/common/clock.js';
import { inTransaction } from '../../src/database/transaction.js';
import { PlanCompletion } from '../../src/plans/completion.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { PlanVersion } from '../../src/plans/plan-version.entity.js';
import { TrainingPlan, type PlanStatus } from '../../src/plans/training-plan.entity.js';
import { WebhookDelivery } from '../../src/webhooks/webhook-delivery.entity.js';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import { dumpDatabase } from '../support/dump.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, MARATHON_DAY, TODAY, type DraftOptions } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { gateWeeks, type WeekGate } from '../support/week-gate.js';

const clock = new MovedClock(`${TODAY}T12:00:00Z`);
let test: TestApp;
let coach: Person;
let gate: WeekGate;
beforeAll(async () => {
  test = await startTestApp({ override: (builder) => builder.overrideProvider(CLOCK).useValue(clock) });
  coach = await signedIn(test, 'coach');
  gate = gateWeeks(test);
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

type Action = 'pause' | 'resume' | 'archive' | 'restore';

const post = (path: string, body: object = {}, headers: object = {}) =>
  test.http
    .post(`/api/training-plan${path}`)
    .set({ ...coach.headers, ...headers })
    .send(body);
const act = (id: string, action: Action, headers: object = {}) => post(`/${id}/${action}`, {}, headers);
const read = async (id: string) => (await test.http.get(`/api/training-plan/${id}`).set(coach.headers)).body;
const row = (id: string) => test.orm.em.fork().findOneOrFail(TrainingPlan, id);

async function complete(id: string): Promise<void> {
  await inTransaction(test.orm.em, async (em) => {
    const plan = await em.findOneOrFail(TrainingPlan, id);
    await test.app.get(PlanCompletion, { strict: false }).complete(em, plan);
  });
}

async function aPlan(status: PlanStatus = 'active', options: DraftOptions = {}): Promise<string> {
  const { id } = await aDraft(test, { coach, ...options });
  if (status === 'archived') await act(id, 'archive').expect(200);
  if (status === 'draft' || status === 'archived') return id;
  await post('/generate', { trainingPlanId: id }).expect(200);
  if (status === 'paused') await act(id, 'pause').expect(200);
  if (status === 'completed') await complete(id);
  return id;
}

/** What each action makes of a plan in each status, or the code it is refused with. */
const TRANSITIONS: readonly [Action, Record<PlanStatus, string>][] = [
  [
    'pause',
    {
      draft: 'plan.not_active',
      active: 'paused',
      paused: 'paused',
      completed: 'plan.not_active',
      archived: 'plan.not_active',
    },
  ],
  [
    'resume',
    {
      draft: 'plan.not_paused',
      active: 'active',
      paused: 'active',
      completed: 'plan.not_paused',
      archived: 'plan.not_paused',
    },
  ],
  [
    'archive',
    {
      draft: 'archived',
      active: 'archived',
      paused: 'archived',
      completed: 'archived',
      archived: 'archived',
    },
  ],
  [
    'restore',
    {
      draft: 'plan.not_archived',
      active: 'plan.not_archived',
      paused: 'plan.not_archived',
      completed: 'plan.not_archived',
      archived: 'draft',
    },
  ],
];
const CELLS = TRANSITIONS.flatMap(([action, row_]) =>
  Object.entries(row_).map(([from, to]): [Action, PlanStatus, string] => [action, from as PlanStatus, to]),
);

describe('a plan', () => {
  it.each(CELLS)('on %s while it is %s: %s', async (action, from, to) => {
    const id = await aPlan(from);
    const before = await read(id);
    const dump = await dumpDatabase(test.databaseUrl);
    const answer = await act(id, action);
    if (to.includes('.')) {
      expect([answer.status, answer.body.code]).toEqual([400, to]);
      expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
      return;
    }
    expect({ status: answer.status, is: answer.body.status }).toEqual({ status: 200, is: to });
    expect(answer.body).toEqual(await read(id));
    expect(answer.headers['etag']).toBe(`"${answer.body.revision}"`);
    if (from === to) expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
    else
      expect(answer.body).toEqual({
        ...before,
        status: to,
        revision: before.revision + 1,
        updatedAt: answer.body.updatedAt,
      });
  });

  it.each(['active', 'paused', 'completed', 'draft'] as const)(
    'is %s again when it is restored',
    async (status) => {
      const id = await aPlan(status);
      const before = await row(id);
      await act(id, 'archive').expect(200);
      expect((await act(id, 'restore')).body).toMatchObject({ status });
      const after = await row(id);
      expect(after.pausedOn).toEqual(before.pausedOn);
      expect(after.archivedFrom).toBeNull();
      expect(after.nextWorkAt).toEqual(before.nextWorkAt);
    },
  );

  it('is written nothing of while it is not active', async () => {
    const id = await aPlan('paused');
    // All that is to come is its end.
    expect((await row(id)).nextWorkAt).toEqual(new Date('2027-03-15T00:00:00Z'));
    const week = await post('/week/generate', { trainingPlanId: id, weekNumber: 2 });
    expect([week.status, week.body.code]).toEqual([400, 'plan.not_active']);
    await act(id, 'resume').expect(200);
    // Week 2 begins on the 30th.
    expect((await row(id)).nextWorkAt).toEqual(new Date('2026-11-20T00:00:00Z'));
    await post('/week/generate', { trainingPlanId: id, weekNumber: 2 }).expect(200);
  });

  it('answers 412 to a change made from another state, and the same to one that is made already', async () => {
    const id = await aPlan();
    const stale = { 'if-match': '"1"' };
    const dump = await dumpDatabase(test.databaseUrl);
    const refused = await act(id, 'pause', stale);
    expect([refused.status, refused.body.code]).toEqual([412, 'request.stale']);
    expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
    const { headers } = await act(id, 'pause', { 'if-match': '"2"' }).expect(200);
    expect(headers['etag']).toBe('"3"');
    expect((await act(id, 'pause', { 'if-match': '"2"' })).headers['etag']).toBe('"3"');
    expect((await act(id, 'resume', stale)).status).toBe(412);
  });

  it('is on record with whoever changed it', async () => {
    const id = await aPlan();
    for (const action of ['pause', 'pause', 'resume', 'archive', 'restore'] as const)
      await act(id, action).expect(200);
    await complete(id);
    const [, ...entries] = await test.orm.em
      .fork()
      .find(AuditEntry, { subjectId: id }, { orderBy: { id: 'asc' } });
    expect(entries.map(({ action, actorId, detail }) => [action, actorId, detail])).toEqual([
      ['plan.paused', coach.id, { from: 'active', to: 'paused' }],
      ['plan.resumed', coach.id, { from: 'paused', to: 'active' }],
      ['plan.archived', coach.id, { from: 'active', to: 'archived' }],
      ['plan.restored', coach.id, { from: 'archived', to: 'active' }],
      ['plan.completed', null, { from: 'active' }],
    ]);
  });
});

describe('what is being written', () => {
  it.each([
    ['pause', 'paused'],
    ['archive', 'archived'],
  ] as const)('is given up on %s, and says so', async (action, became) => {
    const id = await aPlan();
    gate.allow(0);
    const writing = post('/week/generate', { trainingPlanId: id, weekNumber: 2 }).then((answer) => answer);
    await expect.poll(() => gate.held()).toBe(1);
    await act(id, action).expect(200);
    const dump = await dumpDatabase(test.databaseUrl, ['generation']);
    await gate.open();
    const { status, body } = await writing;
    expect([status, body.code]).toEqual([409, 'generation.cancelled']);
    expect(body.detail).toContain(became);
    expect(await dumpDatabase(test.databaseUrl, ['generation'])).toEqual(dump);
    const [run] = await test.orm.em.fork().find(Generation, { plan: id, scope: 'week:2' });
    expect(run).toMatchObject({
      state: 'cancelled',
      leaseUntil: null,
      error: { code: 'generation.cancelled' },
    });
  });

  it('is given up before it began', async () => {
    const id = await aPlan();
    const runOfWeek = () => test.orm.em.fork().findOneOrFail(Generation, { plan: id, scope: 'week:2' });
    expect(await runOfWeek()).toMatchObject({ state: 'pending' });
    await act(id, 'pause').expect(200);
    expect(await runOfWeek()).toMatchObject({ state: 'cancelled', error: { code: 'generation.cancelled' } });
    await act(id, 'resume').expect(200);
    await post('/week/generate', { trainingPlanId: id, weekNumber: 2 }).expect(200);
  });
});

describe('the days of an archived plan', () => {
  it('are free for another, and it cannot come back to them', async () => {
    const first = await aDraft(test, { coach });
    await post('/generate', { trainingPlanId: first.id }).expect(200);
    await act(first.id, 'archive').expect(200);
    const second = await aDraft(test, { coach });
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id: second.id }, { athlete: first.athleteId });
    await post('/generate', { trainingPlanId: second.id }).expect(200);
    const dump = await dumpDatabase(test.databaseUrl);
    const refused = await act(first.id, 'restore');
    expect([refused.status, refused.body.code]).toEqual([409, 'athlete.plan_overlaps']);
    expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
    await act(second.id, 'archive').expect(200);
    // Of two that come back at once, one does.
    const answers = await Promise.all([act(first.id, 'restore'), act(second.id, 'restore')]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
  });
});

describe('a plan whose race has passed', () => {
  /** The day after the race by the clock of Greenwich, still race day in California. */
  const MIDNIGHT = '2027-03-15T01:00:00Z';
  const california = { athlete: { timeZone: 'America/Los_Angeles' } };
  const utc = { athlete: { timeZone: 'UTC' } };

  it.each([
    ['resume', 'paused', utc, 'completed'],
    ['resume', 'paused', california, 'active'],
    ['restore', 'active', utc, 'completed'],
    ['restore', 'active', california, 'active'],
    ['restore', 'paused', utc, 'completed'],
    ['restore', 'paused', california, 'paused'],
  ] as const)('is, on %s of a plan that was %s, in %o: %s', async (action, from, options, becomes) => {
    const id = await aPlan(from, options);
    if (action === 'restore') await act(id, 'archive').expect(200);
    clock.set(MIDNIGHT);
    const before = await row(id);
    const { body } = await act(id, action);
    expect(body).toMatchObject({ status: becomes, revision: before.revision + 1 });
    const { pausedOn, nextWorkAt, pauses } = await row(id);
    if (becomes !== 'completed') return;
    expect({ pausedOn, nextWorkAt }).toEqual({ pausedOn: null, nextWorkAt: null });
    expect(pauses).toEqual([{ startDate: TODAY, endDate: MARATHON_DAY }]);
  });

  it('tells the receivers that it is completed, once', async () => {
    const em = test.orm.em.fork();
    const url = 'https://receiver.example.com/hook';
    em.create(Webhook, {
      url,
      description: null,
      secret: 'sealed',
      eventTypes: ['plan.completed'],
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
    });
    await em.flush();
    const id = await aPlan('paused', utc);
    clock.set(MIDNIGHT);
    const { body } = await act(id, 'resume').expect(200);
    await complete(id);
    const deliveries = await test.orm.em.fork().find(WebhookDelivery, {});
    expect(deliveries.map(({ payload }) => JSON.parse(payload))).toEqual([
      {
        type: 'plan.completed',
        timestamp: clock.now().toISOString(),
        data: { planId: id, athleteId: body.athleteId, raceDate: MARATHON_DAY },
      },
    ]);
  });

  it('cannot be paused', async () => {
    const id = await aPlan('active', utc);
    clock.set(MIDNIGHT);
    const refused = await act(id, 'pause');
    expect([refused.status, refused.body.code]).toEqual([400, 'plan.not_active']);
  });

  it('is left alone by its completion when it is not under way', async () => {
    for (const status of ['draft', 'archived', 'completed'] as const) {
      const id = await aPlan(status);
      const dump = await dumpDatabase(test.databaseUrl);
      await complete(id);
      expect(await dumpDatabase(test.databaseUrl)).toEqual(dump);
    }
  });
});

describe('many at once', () => {
  it('leave one state that all of them agree with', async () => {
    const id = await aPlan();
    const actions = ['pause', 'resume', 'archive', 'restore'] as const;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => act(id, actions[index % actions.length] ?? 'pause')),
    );
    const refusals = new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code));
    for (const code of refusals) expect(code).toMatch(/^plan\.not_(active|paused|archived)$/);
    const { revision, status, archivedFrom, pausedOn } = await row(id);
    const [, ...entries] = await test.orm.em
      .fork()
      .find(AuditEntry, { subjectId: id }, { orderBy: { id: 'asc' } });
    // Every change was made from what the one before it left.
    expect(entries.map(({ detail }) => detail['to']).at(-1)).toBe(status);
    expect(entries.map(({ detail }) => detail['from'])).toEqual([
      'active',
      ...entries.slice(0, -1).map(({ detail }) => detail['to']),
    ]);
    expect(revision).toBe(2 + entries.length);
    expect([archivedFrom !== null, pausedOn !== null]).toEqual([
      status === 'archived',
      // Of an active plan that was archived, since when it is so.
      status === 'archived' || status === 'paused',
    ]);
    expect(await test.orm.em.fork().count(PlanVersion, { plan: id })).toBe(1);
  });
});

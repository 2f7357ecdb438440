import { Registry } from 'prom-client';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { LookAhead } from '../../src/jobs/look-ahead.service.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Nobody works jobs off here: what is sent stays. */
let test: TestApp;
let admin: Person;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  admin = await signedIn(test, 'admin');
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const get = (path: string) => test.http.get(`/api${path}`).set(admin.headers);
const post = (path: string) => test.http.post(`/api${path}`).set(admin.headers);

/** A plan whose second week waits to be written. */
async function aPlan(): Promise<string> {
  const { id } = await aDraft(test, { coach });
  const body = { trainingPlanId: id };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  return id;
}

async function onlyJob(planId: string) {
  const { body } = await get(`/jobs?planId=${planId}`).expect(200);
  expect(body.items).toHaveLength(1);
  return body.items[0];
}

function change(id: string, values: Partial<Generation>): Promise<number> {
  return test.orm.em.fork().nativeUpdate(Generation, { id }, values);
}

const FAILED = {
  state: 'failed',
  attempt: 8,
  finishedAt: new Date(`${TODAY}T00:00:00Z`),
  error: { code: 'ai.models_failed', detail: 'No model could write.' },
} as const;

describe('GET /jobs', () => {
  it('names the week, its plan and athlete, and how it stands', async () => {
    const planId = await aPlan();
    const { athlete } = await test.orm.em.fork().findOneOrFail(TrainingPlan, planId);
    expect(await onlyJob(planId)).toMatchObject({
      planId,
      athleteId: athlete.id,
      weekNumber: 2,
      state: 'waiting',
      attempts: 0,
      error: null,
      nextTryAt: expect.any(String),
      lastResort: false,
      finishedAt: null,
    });
    const { body } = await get('/jobs').expect(200);
    const queue = body.queues.find((each: { queue: string }) => each.queue === 'week.write');
    expect(queue).toMatchObject({ running: 0, deferred: 0 });
    expect(queue.ready).toBeGreaterThan(0);
    expect(queue.lagSeconds).toBeGreaterThan(0);
  });

  it.each([
    ['waiting', {}],
    ['retrying', { attempt: 2 }],
    ['running', { state: 'running', attempt: 1, leaseUntil: new Date('2027-01-01') }],
    ['dead', FAILED],
    ['done', { state: 'succeeded', attempt: 1, finishedAt: new Date() }],
  ] as const)('filters by the state %s', async (state, values) => {
    const planId = await aPlan();
    const { id } = await onlyJob(planId);
    await change(id, values);
    for (const asked of ['waiting', 'retrying', 'running', 'dead', 'done']) {
      const { body } = await get(`/jobs?planId=${planId}&state=${asked}`).expect(200);
      expect([asked, body.items.length]).toEqual([asked, asked === state ? 1 : 0]);
    }
    expect((await onlyJob(planId)).state).toBe(state);
  });

  it('leaves out what people asked for, and pages', async () => {
    const planId = await aPlan();
    const { body: all } = await get('/jobs?limit=200').expect(200);
    expect(new Set(all.items.map((job: { weekNumber: number }) => job.weekNumber))).toEqual(new Set([2]));
    const { body: first } = await get('/jobs?limit=1').expect(200);
    expect(first.items[0].planId).toBe(planId);
    const { body: second } = await get(`/jobs?limit=1&cursor=${first.nextCursor}`).expect(200);
    expect(second.items[0].id).toBe(all.items[1].id);
  });

  it('refuses a state there is not', async () => {
    const { body } = await get('/jobs?state=lost').expect(400);
    expect(body.errors).toMatchObject([{ pointer: '/state' }]);
  });
});

describe('POST /jobs/:id/retry', () => {
  it('has a week that was given up wait again, with all its tries', async () => {
    const planId = await aPlan();
    const { id } = await onlyJob(planId);
    await change(id, FAILED);
    const queue = test.app.get(JobQueue, { strict: false });
    await queue.boss.deleteQueuedJobs('week.write');
    const { body } = await post(`/jobs/${id}/retry`).expect(200);
    expect(body).toMatchObject({ id, state: 'waiting', attempts: 0, finishedAt: null });
    expect(body.error.code).toBe('ai.models_failed');
    const [job, ...others] = await queue.boss.findJobs('week.write', { data: { generationId: id } });
    expect([job?.state, job?.retryLimit, others]).toEqual(['created', 7, []]);
    const entries = await test.orm.em.fork().find(AuditEntry, { subjectId: id });
    expect(entries).toMatchObject([
      { action: 'job.retried', actorId: admin.id, detail: { planId, scope: 'week:2' } },
    ]);
  });

  it('has one that waits for its next try taken up at once', async () => {
    const planId = await aPlan();
    const { id } = await onlyJob(planId);
    const queue = test.app.get(JobQueue, { strict: false });
    const [job] = await queue.boss.findJobs('week.write', { data: { generationId: id } });
    await queue.boss.update('week.write', undefined, { id: job?.id ?? '', startAfter: 3600 });
    await post(`/jobs/${id}/retry`).expect(200);
    const [hurried] = await queue.boss.findJobs('week.write', { data: { generationId: id } });
    expect((hurried?.startAfter.getTime() ?? 0) - Date.now()).toBeLessThan(60_000);
  });

  it('says why not', async () => {
    const planId = await aPlan();
    const { id } = await onlyJob(planId);
    const refused = async (path = id) => {
      const { status, body } = await post(`/jobs/${path}/retry`);
      return `${status} ${body.code}`;
    };
    await change(id, { state: 'running' });
    expect(await refused()).toBe('400 job.not_retryable');
    await change(id, { state: 'succeeded', finishedAt: new Date() });
    expect(await refused()).toBe('400 job.not_retryable');
    await change(id, FAILED);
    await test.orm.em
      .fork()
      .nativeUpdate(TrainingPlan, { id: planId }, { status: 'paused', pausedOn: TODAY });
    expect(await refused()).toBe('400 plan.not_active');
    expect(await refused(v7())).toBe('404 job.not_found');
    expect(await refused('x')).toBe('400 request.invalid');
    const asked = await test.orm.em.fork().findOneOrFail(Generation, { plan: planId, scope: 'plan' });
    expect(await refused(asked.id)).toBe('404 job.not_found');
  });

  it('is for admins only', async () => {
    const athlete = await signedIn(test, 'athlete', (await anAthlete(test)).id);
    const statuses = [null, coach, athlete].map(async (person) => {
      const { status } = await test.http.post(`/api/jobs/${v7()}/retry`).set(person?.headers ?? {});
      return status;
    });
    expect(await Promise.all(statuses)).toEqual([401, 403, 403]);
  });

  it('leaves a week alone that is at work in another run', async () => {
    const planId = await aPlan();
    const { id } = await onlyJob(planId);
    await change(id, FAILED);
    await test.app.get(LookAhead, { strict: false }).look('request');
    const { status, body } = await post(`/jobs/${id}/retry`);
    expect([status, body.code]).toEqual([409, 'generation.in_progress']);
  });
});

describe('POST /scheduler/run', () => {
  it('looks now, says what it found, and is on record', async () => {
    const planId = await aPlan();
    await test.orm.em.fork().nativeUpdate(Generation, { plan: planId, scope: 'week:2' }, FAILED);
    const { body } = await post('/scheduler/run').expect(200);
    expect(body).toMatchObject({ trigger: 'request', error: null, finishedAt: expect.any(String) });
    expect(body.enqueued).toBeGreaterThan(0);
    const { body: runs } = await get('/scheduler/runs?limit=1').expect(200);
    expect(runs.items).toEqual([body]);
    expect(await test.orm.em.fork().count(AuditEntry, { action: 'scheduler.run', subjectId: body.id })).toBe(
      1,
    );
  });

  it('sends jobs again that were lost', async () => {
    await aPlan();
    const queue = test.app.get(JobQueue, { strict: false });
    await queue.boss.deleteQueuedJobs('week.write');
    const { body } = await post('/scheduler/run').expect(200);
    const waiting = await test.orm.em.fork().count(Generation, { state: 'pending' });
    expect(body.resent).toBe(waiting - body.enqueued);
    expect(await queue.boss.findJobs('week.write', { queued: true })).toHaveLength(waiting);
    expect((await post('/scheduler/run').expect(200)).body.resent).toBe(0);
  });
});

describe('the metrics', () => {
  it('say how much there is to do', async () => {
    await aPlan();
    const metrics = await test.app.get(Registry, { strict: false }).getMetricsAsJSON();
    const valuesOf = (name: string) => metrics.find((metric) => metric.name === name)?.values;
    expect(valuesOf('gofast_unattended_plans_due')?.[0]?.value).toBeGreaterThan(0);
    const ready = valuesOf('gofast_queue_jobs')?.find(
      ({ labels }) => labels['queue'] === 'week.write' && labels['state'] === 'ready',
    );
    expect(ready?.value).toBeGreaterThan(0);
    expect(valuesOf('gofast_queue_lag_seconds')?.map(({ labels }) => labels['queue'])).toEqual([
      'week.write',
      'week.dead',
      'weeks.look',
      'weeks.hand_in',
      'webhook.deliver',
    ]);
  });
});

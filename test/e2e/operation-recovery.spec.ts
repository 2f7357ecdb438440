import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, spawnNode, type Spawned } from '../support/built.js';
import { openEvents } from '../support/event-stream.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { MARATHON_DAY, TODAY } from '../support/plans.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const MAIN = resolve('dist/bin/main.js');
const ADMIN = { email: 'admin@example.com', password: 'long enough for an admin' };
const BUILT_IN = 'built-in-coach';

let server: ModelServer;
let database: TestDatabase;
let folder: string;
/** The last one started: a test leaves it to the next, which spares a start. */
let running: Service | null = null;
beforeAll(async () => {
  ensureBuilt();
  server = await startModelServer();
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'gofast-operations-'));
});
afterAll(async () => {
  await endRunning();
  await server.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** The built service with a model at the test's server, and one who is signed in. */
interface Service {
  process: Spawned;
  url: string;
  headers: Record<string, string>;
  /** How long it waits for what is under way when it is asked to stop. */
  graceMs: number;
  ask: (route: string, body?: object, headers?: Record<string, string>) => Promise<Answer>;
}

interface Answer {
  status: number;
  body: Record<string, unknown> & { id: string };
}

/** As much as where nothing is said. */
const PATIENT = 20_000;
const IMPATIENT = 300;

async function endRunning(): Promise<void> {
  running?.process.child.kill('SIGKILL');
  await running?.process.ended();
}

/** The process that is there, or a new one where there is none like it. */
async function atHand(graceMs: number): Promise<Service> {
  return running?.graceMs === graceMs ? running : start(graceMs);
}

async function start(graceMs: number): Promise<Service> {
  await endRunning();
  const process = spawnNode([MAIN], {
    cwd: folder,
    env: {
      PORT: '0',
      TODAY,
      DATABASE_URL: database.url,
      AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      OPENAI_BASE_URL: server.url,
      OPENAI_MODEL: 'some-model',
      SHUTDOWN_GRACE_MS: String(graceMs),
    },
  });
  const url = (await process.said(/listening at (http:\/\/[^ ;]+);/))[1] ?? '';
  const headers: Record<string, string> = {};
  const ask: Service['ask'] = async (route, body, more) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await fetch(`${url}/api/${path}`, {
      method,
      headers: { ...headers, ...more, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  const { body } = await ask('POST auth/login', ADMIN);
  headers['authorization'] = `Bearer ${String(body['accessToken'])}`;
  running = { process, url, headers, graceMs, ask };
  return running;
}

let athletes = 0;
async function beginPlan({ ask }: Service): Promise<{ planId: string; id: string }> {
  const athlete = await ask('POST athletes', {
    firstName: 'Ana',
    lastName: 'Berg',
    email: `ana-${(athletes += 1)}@example.com`,
    fiveKPace: '7:30',
    currentWeeklyMileage: 25,
    preferredDays: [2, 4, 6, 7],
  });
  const race = await ask('POST races', { name: 'Big one', distance: 'Marathon', date: MARATHON_DAY });
  const draft = await ask('POST training-plan', {
    athleteId: athlete.body.id,
    raceId: race.body.id,
    goalTime: '3:45:00',
    startDate: TODAY,
  });
  const trainingPlanId = draft.body.id;
  const prefer = { prefer: 'respond-async' };
  const { status, body } = await ask(
    'POST training-plan/generate',
    { trainingPlanId, mode: 'complete' },
    prefer,
  );
  expect([status, body]).toMatchObject([202, { kind: 'plan.generate' }]);
  await expect.poll(async () => (await ask(`GET operations/${body.id}`)).body['status']).toBe('running');
  return { planId: trainingPlanId, id: body.id };
}

const INTERRUPTED = {
  status: 'failed',
  problem: { status: 503, code: 'operation.interrupted' },
  result: null,
};

describe('an operation whose process', () => {
  it('is killed ends as failed after a restart, and its plan is a draft that can be generated', async () => {
    server.latencyMs = 60_000;
    const first = await atHand(PATIENT);
    const { planId, id } = await beginPlan(first);
    first.process.child.kill('SIGKILL');
    await first.process.ended();
    const second = await start(PATIENT);
    const stream = await openEvents(`${second.url}/api/operations/${id}/events`, second.headers);
    expect((await stream.rest()).at(-1)).toMatchObject({
      type: 'operation.failed',
      data: { status: 'failed' },
    });
    expect((await second.ask(`GET operations/${id}`)).body).toMatchObject(INTERRUPTED);
    const plan = await second.ask(`GET training-plan/${planId}`);
    const unwritten = { weeks: [] };
    expect(plan.body).toMatchObject({
      status: 'draft',
      phases: [unwritten, unwritten, unwritten, unwritten],
    });
    const again = { trainingPlanId: planId, mode: 'complete', model: BUILT_IN };
    expect(await second.ask('POST training-plan/generate', again)).toMatchObject({
      status: 200,
      body: { weeksGenerated: 16 },
    });
  });

  it('stops ends within the grace when there is time enough', async () => {
    server.latencyMs = 1_500;
    const first = await atHand(PATIENT);
    const { planId, id } = await beginPlan(first);
    first.process.child.kill('SIGTERM');
    expect(await first.process.ended()).toBe(0);
    const second = await start(IMPATIENT);
    expect((await second.ask(`GET operations/${id}`)).body).toMatchObject({
      status: 'succeeded',
      progress: { done: 16, total: 16 },
    });
    expect((await second.ask(`GET training-plan/${planId}`)).body).toMatchObject({ status: 'active' });
  });

  it('stops before it is done has failed when the process is gone, and its plan is free', async () => {
    server.latencyMs = 60_000;
    const first = await atHand(IMPATIENT);
    const { planId, id } = await beginPlan(first);
    const stopped = Date.now();
    first.process.child.kill('SIGTERM');
    expect(await first.process.ended()).toBe(0);
    expect(Date.now() - stopped).toBeLessThan(15_000);
    const second = await start(IMPATIENT);
    expect((await second.ask(`GET operations/${id}`)).body).toMatchObject(INTERRUPTED);
    const again = { trainingPlanId: planId, mode: 'complete', model: BUILT_IN };
    expect((await second.ask('POST training-plan/generate', again)).status).toBe(200);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CLOCK } from '../../src/common/clock.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { batchReport, type BatchReport } from '../support/batch-faults.js';
import { ensureBuilt, type Spawned } from '../support/built.js';
import { FastClock, FastServices } from '../support/fast-services.js';
import { firstInBatches } from '../support/model-requests.js';
import { seededNumbers, startModelServer, type ModelServer } from '../support/model-server.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft } from '../support/plans.js';
import { SOAK, SOAK_TIMEOUT } from '../support/soak.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Of the services' clock: a plan's second week is due, and for seven of its days, two hours of ours, its third is not. */
const BEGIN = '2026-11-24T01:00:00Z';
const SEASON = { start: '2026-12-21', race: { date: '2027-01-17', metres: 5000 }, horizonDays: 34 };
const LONGEST_MS = 2 * 3_600_000;
/** Half an hour is 30 s of ours. */
const BULK = { from: 2, waitHours: 0.5 };
/** The longest lease of a process that died is 20 s of ours, and many died. */
const SETTLED_WITHIN_MS = 300_000;

/** When processes are killed, by what one of them has just asked the provider for; null: at any moment. */
const MOMENTS = [
  null,
  /^POST .*\/files$/,
  /^POST .*\/batches$/,
  /^POST .*\/batches$/,
  /^GET .*\/batches\//,
  /^GET .*\/content$/,
  /^GET .*\/content$/,
];

let draw: () => number;
let server: ModelServer;
let desk: TestApp;
let coach: Person;
let services: FastServices;
let plans: string[];
beforeEach(async () => {
  ensureBuilt();
  draw = seededNumbers(SOAK.seed);
  plans = [];
  server = await startModelServer({ latencyMs: 100 });
  server.script({ seed: SOAK.seed, share: 0.05, faults: ['only_prose', 'status_500'] });
  server.returns = () => draw() > 0.03;
  server.batches.latencyMs = () => 300 * draw();
  const clock = new FastClock(new Date(BEGIN));
  desk = await startTestApp({ override: (app) => app.overrideProvider(CLOCK).useValue(clock) });
  coach = await signedIn(desk, 'coach');
  const config = { ...firstInBatches(server.url), bulk: BULK, budgets: { perDayUsd: 1000 } };
  const settings = { SCHEDULER_CRON: '* * * * * *', LOG_LEVEL: 'info' };
  services = new FastServices({ databaseUrl: desk.databaseUrl, clock, config, settings });
});
afterEach(async () => {
  await services.close();
  await desk.close();
  await server.stop();
});

/** Plans of athletes of their own, each with a second week for the services' next look to find. */
async function makeDuePlans(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const number = plans.length;
    const { id } = await aDraft(desk, {
      coach,
      race: SEASON.race,
      draft: { startDate: SEASON.start, seed: number + 1 },
      athlete: {
        currentWeeklyMileage: 20 + (number % 120) / 4,
        fiveKPace: 420 + Math.floor(number / 120),
      },
    });
    const body = { trainingPlanId: id, model: 'built-in-coach' };
    await desk.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
    // As if the day had come: a week that is due when its plan is saved would go to no batch.
    const due = { settings: { horizonDays: SEASON.horizonDays }, nextWorkAt: new Date(BEGIN) };
    await desk.orm.em.fork().nativeUpdate(TrainingPlan, { id }, due);
    plans.push(id);
  }
}

/** Ends each batch some seconds after it was handed in, until it is told to stop. */
function answerBatches(): () => void {
  const ends = new Map<string, number>();
  const timer = setInterval(() => {
    for (const id of server.batches.open) {
      // Some do not end while anybody waits for them.
      if (!ends.has(id)) ends.set(id, Date.now() + (draw() < 0.1 ? 600_000 : 8_000 * draw()));
      if ((ends.get(id) ?? 0) <= Date.now()) server.batches.finish([id]);
    }
  }, 100);
  return () => clearInterval(timer);
}

/** Resolves amid what one of the services does after it was heard to ask for that, or at some time. */
async function momentOf(pattern: RegExp | null): Promise<void> {
  const heard = server.otherPaths.length;
  const until = Date.now() + 10_000;
  const isAsked = () => server.otherPaths.slice(heard).some((path) => pattern?.test(path));
  while (pattern && Date.now() < until && !isAsked()) await sleep(5);
  await sleep((pattern ? 600 : 3_000) * draw());
}

/** Kills one of the two or both, again and again, while plans are made; all are alive at the end. @returns how often */
async function killAmid(until: number): Promise<number> {
  const replicas: Spawned[] = await Promise.all([services.start(), services.start()]);
  let kills = 0;
  while (Date.now() < until) {
    const making = makeDuePlans(4 + Math.floor(6 * draw()));
    await momentOf(MOMENTS[Math.floor(MOMENTS.length * draw())] ?? null);
    // Whoever has asked, it is mostly among them.
    const victims = draw() < 0.6 ? [0, 1] : [Math.floor(2 * draw())];
    kills += victims.length;
    await Promise.all(victims.map((victim) => services.kill(replicas[victim])));
    await making;
    const started = await Promise.all(victims.map(() => services.start()));
    for (const [index, victim] of victims.entries()) replicas[victim] = started[index] as Spawned;
  }
  return kills;
}

/** How it is once nothing is left to do, or after a while. */
async function settled(): Promise<BatchReport> {
  const until = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const report = await batchReport(desk.databaseUrl, { plans, server });
    if (report.faults.length === 0 || Date.now() > until) return report;
    await sleep(2_000);
  }
}

it(
  'two replicas are killed again and again amid batches: every week is written once, and paid for once',
  async () => {
    const stopAnswering = answerBatches();
    try {
      const kills = await killAmid(Date.now() + Math.min(SOAK.milliseconds, LONGEST_MS));
      const { faults, lost, ...seen } = await settled();
      const told = { kills, plans: plans.length, batches: server.batches.taken, lost, ...seen };
      process.stdout.write(`${JSON.stringify(told)}\n`);
      expect(faults).toEqual([]);
      expect(lost).toBe(0);
      expect(seen.calls['first batch ok']).toBeGreaterThan(kills / 2);
      expect(server.errors).toEqual([]);
    } finally {
      stopAnswering();
    }
  },
  SOAK_TIMEOUT + SETTLED_WITHIN_MS,
);

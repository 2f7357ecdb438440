import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Activity } from '../../src/athletes/activity.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import type { DayResponse, PhaseResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { look, onClock, settled, UNATTENDED_ENV } from '../support/unattended.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: UNATTENDED_ENV, override: onClock(clock) });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

/** What people and the service do to a plan; `day` counts from its start, `to` is a weekday of the same week. */
interface Step {
  kind: 'edit' | 'swap' | 'move' | 'unlock' | 'regenerate' | 'live' | 'run';
  day: number;
  to: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('edit', 'swap', 'swap', 'move', 'unlock', 'regenerate', 'live', 'run'),
  day: fc.integer({ min: 0, max: 27 }),
  to: fc.integer({ min: 0, max: 6 }),
});

const post = (path: string, body: object = {}) =>
  test.http
    .post(`/api${path}`)
    .set({ ...coach.headers, 'if-match': '*' })
    .send(body);
const weeksOf = async (id: string): Promise<WeekResponse[]> => {
  const { body } = await test.http.get(`/api/training-plan/${id}`).set(coach.headers).expect(200);
  return (body.phases as PhaseResponse[]).flatMap(({ weeks = [] }) => weeks);
};
const versionsOf = async (id: string): Promise<number> => {
  const path = `/api/training-plan/${id}/versions?limit=200`;
  return (await test.http.get(path).set(coach.headers).expect(200)).body.items.length;
};
const sum = (miles: readonly number[]) => Math.round(miles.reduce((all, one) => all + one * 100, 0)) / 100;
const daysOf = (weeks: readonly WeekResponse[]) => weeks.flatMap(({ days = [] }) => days);
/** What was run is beside the point: it is said of a day, and no part of it. */
const plain = (day: DayResponse | undefined) => ({ ...(day as object), compliance: undefined });

async function take({ id, athleteId }: Plan, { kind, day, to }: Step): Promise<number> {
  const date = addDays(TODAY, day);
  const at = `/training-plan/${id}/days/${date}`;
  switch (kind) {
    case 'edit': {
      const laps = (miles: number) => [{ distanceMiles: miles, paceGoal: null }];
      const run = { workoutType: 'easy', warmup: laps(0.5), workout: laps(2 + to / 2), cooldown: laps(0.5) };
      const { status } = await test.http
        .put(`/api${at}?force=true`)
        .set({ ...coach.headers, 'if-match': '*' })
        .send({ ...run, notes: `Edit ${day} ${to}.` });
      return status;
    }
    case 'swap':
      return (await post(`${at}/alternative`)).status;
    case 'move':
      return (await post(`${at}/move?force=true`, { to: addDays(date, to - (day % 7)) })).status;
    case 'unlock':
      return (await post(`${at}/unlock`)).status;
    case 'regenerate': {
      const week = { trainingPlanId: id, weekNumber: 1 + Math.floor(day / 7), regenerate: true };
      return (await post('/training-plan/week/generate', week)).status;
    }
    case 'run': {
      const em = test.orm.em.fork();
      em.create(Activity, { athlete: athleteId, date: clock.today('UTC'), miles: 3, kind: 'run' });
      await em.flush();
      return 200;
    }
    case 'live':
      clock.advance({ days: 1 + (to % 3) });
      await look(test);
      await settled(test, id);
      return 200;
  }
}

interface Plan {
  id: string;
  athleteId: string;
}

it(
  'a plan stays whole through any sequence of edits, rewritings and looks',
  { timeout: 120_000 },
  async () => {
    const sequences = fc.sample(fc.array(step, { minLength: 12, maxLength: 12 }), { numRuns: 4, seed: 22 });
    let changes = 0;
    for (const steps of sequences) {
      clock.set(TODAY);
      const plan = await aDraft(test, { coach });
      await post('/training-plan/generate', { trainingPlanId: plan.id, mode: 'complete' }).expect(200);
      await settled(test, plan.id);
      let before = await weeksOf(plan.id);
      let versions = await versionsOf(plan.id);
      for (const each of steps) {
        const today = clock.today('UTC');
        const status = await take(plan, each);
        expect([each, status]).toEqual([each, status < 500 ? status : 'no fault of ours']);
        const after = await weeksOf(plan.id);
        const made = (await versionsOf(plan.id)) - versions;
        const isChanged = daysOf(after).some((day, at) => {
          const was = plain(daysOf(before)[at]);
          return JSON.stringify(plain(day)) !== JSON.stringify(was);
        });
        // The service may have more than one week to look at; a person makes one change at a time.
        if (each.kind === 'live' || each.kind === 'run') expect(made > 0 || !isChanged).toBe(true);
        else expect([each, made]).toEqual([each, isChanged ? 1 : Math.min(made, 1)]);
        if (status >= 400) expect([each, isChanged, made]).toEqual([each, false, 0]);
        changes += made;
        for (const [at, day] of daysOf(after).entries()) {
          const was = daysOf(before)[at];
          expect(day.date).toBe(addDays(TODAY, at));
          const isByHand = each.kind === 'edit' || each.kind === 'swap' || each.kind === 'move';
          const mayChange = day.date >= today && (isByHand || each.kind === 'unlock' || !was?.locked);
          if (!mayChange) expect(plain(day)).toEqual(plain(was));
        }
        for (const { miles, trainingMiles, days = [] } of after) {
          expect(days).toHaveLength(7);
          expect(miles).toBe(sum(days.map((day) => day.miles)));
          const training = days.filter(({ workoutType }) => workoutType !== 'race');
          expect(trainingMiles).toBe(sum(training.map((day) => day.miles)));
        }
        before = after;
        versions += made;
      }
    }
    expect(changes).toBeGreaterThan(12);
  },
);

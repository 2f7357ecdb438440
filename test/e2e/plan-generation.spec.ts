import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WeekResponse } from '../../src/plans/cascade-response.dto.js';
import type { PlanResponse } from '../../src/plans/plan-response.dto.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const post = (path: string, body: object, person = coach) =>
  test.http.post(`/api/training-plan${path}`).set(person.headers).send(body);
const get = (path: string, person = coach) => test.http.get(`/api/training-plan${path}`).set(person.headers);

async function readPlan(id: string): Promise<PlanResponse> {
  const { status, body } = await get(`/${id}`);
  expect(status).toBe(200);
  return body;
}

function weeksOf(plan: PlanResponse): WeekResponse[] {
  return plan.phases?.flatMap((phase) => phase.weeks ?? []) ?? [];
}

describe('from draft to plan', () => {
  it('makes a draft over HTTP, writes every week of it, and reads it back', async () => {
    const athlete = await anAthlete(test, coach);
    const race = await aRace(test);
    const body = { athleteId: athlete.id, raceId: race.id, goalTime: '3:45:00', startDate: TODAY };
    const draft = await post('', body);
    expect(draft.status).toBe(201);
    expect(draft.body).toMatchObject({ status: 'draft', totalWeeks: 16, goalRacePace: '8:35' });

    const answer = await post('/generate', { trainingPlanId: draft.body.id, mode: 'complete' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      trainingPlanId: draft.body.id,
      status: 'active',
      weeksGenerated: 16,
      provenance: { author: 'built-in-coach' },
    });

    const plan = await readPlan(draft.body.id);
    expect(plan).toMatchObject({ status: 'active', mode: 'complete', athleteId: athlete.id, revision: 2 });
    expect(plan.race?.id).toBe(race.id);
    expect(plan.phases?.map(({ name, weekCount }) => [name, weekCount])).toEqual([
      ['base', 4],
      ['build', 6],
      ['peak', 3],
      ['taper', 3],
    ]);
    const weeks = weeksOf(plan);
    expect(weeks.map(({ weekNumber }) => weekNumber)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(weeks.every(({ days }) => days?.length === 7)).toBe(true);
    const raceDay = weeks.at(-1)?.days?.find(({ workoutType }) => workoutType === 'race');
    expect(raceDay).toMatchObject({ date: race.date, miles: 26.22 });
  });

  it('writes phases and the first week when it goes step by step', async () => {
    const { id } = await aDraft(test, { coach });
    const answer = await post('/generate', { trainingPlanId: id });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ weeksGenerated: 1 });
    const plan = await readPlan(id);
    expect(plan).toMatchObject({ status: 'active', mode: 'progressive' });
    expect(plan.phases).toHaveLength(4);
    expect(weeksOf(plan).map(({ weekNumber }) => weekNumber)).toEqual([1]);
  });
});

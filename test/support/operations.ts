import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { openEvents, type EventStream } from './event-stream.js';
import type { Person } from './people.js';
import type { TestApp } from './test-app.js';

/** Asks for long work and for an answer at once. */
export function postAsync(
  { http }: Pick<TestApp, 'http'>,
  { as, path, body }: { as: Person; path: string; body: object },
) {
  return http
    .post(`/api/training-plan/${path}`)
    .set({ ...as.headers, prefer: 'respond-async' })
    .send(body);
}

/** Begins to generate a whole plan and gives the operation's id. */
export async function beginPlan(test: TestApp, as: Person, planId: string): Promise<string> {
  const body = { trainingPlanId: planId, mode: 'complete' };
  const answer = await postAsync(test, { as, path: 'generate', body }).expect(202);
  return answer.body.id;
}

export async function readOperation({ http }: Pick<TestApp, 'http'>, as: Person, id: string) {
  const { body } = await http.get(`/api/operations/${id}`).set(as.headers).expect(200);
  return body;
}

export function followOperation(
  { url }: Pick<TestApp, 'url'>,
  { as, id, lastEventId }: { as: Person; id: string; lastEventId?: number | string },
): Promise<EventStream> {
  return openEvents(`${url}/api/operations/${id}/events`, as.headers, lastEventId);
}

/** What there is of a plan: nothing half. */
export async function stored({ orm }: Pick<TestApp, 'orm'>, plan: string): Promise<string> {
  const em = orm.em.fork();
  const { status } = await em.findOneOrFail(TrainingPlan, plan);
  return `${status}, ${await em.count(TrainingPlanDay, { plan })} days`;
}

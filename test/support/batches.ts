import { expect } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { OperationItem } from '../../src/operations/operation-item.entity.js';
import { OperationSweeper } from '../../src/operations/operation-sweeper.service.js';
import { Operation } from '../../src/operations/operation.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import type { Person } from './people.js';
import { TODAY } from './plans.js';
import type { TestApp } from './test-app.js';

/** An item of a batch as its operation tells of it. */
export interface ItemResult {
  index: number;
  status: 'pending' | 'succeeded' | 'failed' | 'cancelled';
  trainingPlanId: string | null;
  problem: { status: number; code: string; errors?: { pointer: string }[] } | null;
}

/** That many athletes whom a plan can be made for, in one go. */
export async function athletes(
  { orm }: Pick<TestApp, 'orm'>,
  count: number,
  coach?: Person,
): Promise<string[]> {
  const em = orm.em.fork();
  const rows = Array.from({ length: count }, (_, index) =>
    em.create(Athlete, {
      firstName: 'Ana',
      lastName: `No ${index}`,
      email: `${crypto.randomUUID()}@example.com`,
      fiveKPace: 400 + (index % 300),
      currentWeeklyMileage: 20 + (index % 30),
      preferredDays: [2, 4, 6, 7],
      coach: coach?.id ?? null,
    }),
  );
  await em.flush();
  return rows.map(({ id }) => id);
}

/** The body of a draft that wants for nothing. */
export function draftBody(athleteId: string | undefined, raceId: string): object {
  return { athleteId, raceId, goalTime: '4:30:00', startDate: TODAY };
}

export function postBatch(
  { http }: Pick<TestApp, 'http'>,
  { as, items, ...more }: { as: Person; items: unknown; mode?: string; key?: string },
) {
  const { key, ...body } = more;
  return http
    .post('/api/training-plan/batch')
    .set({ ...as.headers, ...(key && { 'idempotency-key': key }) })
    .send({ items, ...body });
}

/** The operation once it has ended. */
export async function ended({ http }: Pick<TestApp, 'http'>, as: Person, id: string, timeout = 20_000) {
  const read = async () => (await http.get(`/api/operations/${id}`).set(as.headers).expect(200)).body;
  await expect
    .poll(async () => (await read()).status, { timeout, interval: 50 })
    .not.toMatch(/pending|running/);
  return read();
}

/** Items by their status, in a word: `{ succeeded: 490, failed: 10 }`. */
export function tally(items: readonly ItemResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of items) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Plans of athletes by status. */
export async function plansOf({ orm }: Pick<TestApp, 'orm'>, athleteIds: readonly string[]) {
  const em = orm.em.fork();
  const plans = await em.find(TrainingPlan, { athlete: { $in: [...athleteIds] } });
  const counts: Record<string, number> = {};
  for (const { status } of plans) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** As if the process that does a batch had died: its lease is over, and another takes it up. */
export async function takeOver({ app, orm }: Pick<TestApp, 'app' | 'orm'>, id: string): Promise<void> {
  const read = () => orm.em.fork().findOneOrFail(Operation, id);
  const { attempt: before } = await read();
  const sweeper = app.get(OperationSweeper, { strict: false });
  for (let { attempt, finishedAt } = await read(); attempt === before && finishedAt === null;) {
    // Its process says on and on that it lives, and a sweep that was under way had not seen this.
    await orm.em.fork().nativeUpdate(Operation, { id }, { leaseUntil: new Date(0) });
    await sweeper.sweep();
    ({ attempt, finishedAt } = await read());
  }
}

export function itemRows({ orm }: Pick<TestApp, 'orm'>, operation: string): Promise<OperationItem[]> {
  return orm.em.fork().find(OperationItem, { operation }, { orderBy: { index: 'asc' } });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { MikroORM } from '@mikro-orm/postgresql';
import { Logger } from '@nestjs/common';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ormOptions } from '../../src/database/orm-options.js';
import { inTransaction } from '../../src/database/transaction.js';
import { CancelledError } from '../../src/operations/long-work.js';
import { end, lockOpen } from '../../src/operations/operation-log.js';
import { OperationEvent } from '../../src/operations/operation-event.entity.js';
import { OperationRun } from '../../src/operations/operation-run.js';
import { Operation } from '../../src/operations/operation.entity.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let orm: MikroORM;
beforeAll(async () => {
  database = await createTestDatabase();
  orm = await MikroORM.init(ormOptions(database.url));
});
afterAll(async () => {
  await orm.close();
  await database.drop();
});

async function aRun(): Promise<OperationRun<string>> {
  const em = orm.em.fork();
  const operation = em.create(Operation, {
    kind: 'test',
    athlete: null,
    subjectType: null,
    subjectId: null,
    claim: null,
    actorId: v7(),
    path: '/api/test',
    traceId: 'trace',
    total: null,
    result: null,
    problem: null,
    finishedAt: null,
  });
  await em.flush();
  const logger = new Logger('test');
  return new OperationRun(operation, {
    em: orm.em.fork(),
    logger,
    toBody: (outcome: string) => ({ outcome }),
  });
}

const event = (type: string) => ({ type, data: {} });
const settle = (run: OperationRun<string>) =>
  inTransaction(orm.em.fork(), (em) => run.settle(em, { outcome: 'done', event: event('saved') }));

async function told({ id }: OperationRun<string>): Promise<string[]> {
  const em = orm.em.fork();
  const events = await em.find(OperationEvent, { operation: id }, { orderBy: { sequence: 'asc' } });
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const { lastSequence } = await em.findOneOrFail(Operation, id);
  expect(lastSequence).toBe(events.length);
  return events.map(({ type }) => type);
}

describe('what a run tells', () => {
  it('is stored once and in order, whatever is stored at the same moment', async () => {
    for (let trial = 0; trial < 60; trial += 1) {
      const run = await aRun();
      run.report(event('one'));
      run.report(event('two'));
      await sleep(trial % 6);
      run.report(event('three'));
      await settle(run);
      expect(await told(run)).toEqual(['one', 'two', 'three', 'saved', 'operation.succeeded']);
    }
  });

  it('is stored with the end when it could not be before', async () => {
    const run = await aRun();
    const connection = orm.em.fork().getConnection();
    await connection.execute('alter table operation_event rename to event_away');
    run.report(event('one'));
    await sleep(100);
    await connection.execute('alter table event_away rename to operation_event');
    await run.fail(new Error('for a reason of its own'));
    expect(await told(run)).toEqual(['one', 'operation.failed']);
  });

  it('stops the work when the operation was ended by another', async () => {
    const run = await aRun();
    await inTransaction(orm.em.fork(), async (em) =>
      end(em, await lockOpen(em, run.operation), { status: 'cancelled' }),
    );
    run.report(event('late'));
    await expect.poll(() => run.signal.aborted).toBe(true);
    expect(run.signal.reason).toBeInstanceOf(CancelledError);
    await expect(settle(run)).rejects.toBeInstanceOf(CancelledError);
    await run.fail(new Error('of no account any more'));
    expect(await told(run)).toEqual(['operation.cancelled']);
  });
});

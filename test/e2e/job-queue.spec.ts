import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installQueues } from '../../src/queue/boss.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { queueDepths } from '../../src/queue/live-jobs.js';
import { QUEUE_NAMES } from '../../src/queue/queues.js';
import { scansOf } from '../support/explain.js';
import { statementsOf } from '../support/statements.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let queue: JobQueue;
beforeAll(async () => {
  test = await startTestApp();
  queue = test.app.get(JobQueue, { strict: false });
});
afterAll(() => test.close());

async function waiting(generationId: string): Promise<number> {
  return (await queue.boss.findJobs('week.write', { data: { generationId }, queued: true })).length;
}

function send(generationId: string, { fails = false } = {}): Promise<void> {
  return test.orm.em.fork().transactional(async (em) => {
    await queue.send(em, 'week.write', { data: { generationId }, singletonKey: generationId });
    if (fails) throw new Error('undone');
  });
}

describe('a job', () => {
  it('is there when its transaction commits, and only then', async () => {
    await send('committed');
    await expect(send('undone', { fails: true })).rejects.toThrow('undone');
    expect([await waiting('committed'), await waiting('undone')]).toEqual([1, 0]);
  });

  it('is the only one of its key, however often it is sent', async () => {
    await Promise.all([send('once'), send('once'), send('once')]);
    await test.orm.em.fork().transactional(async (em) => {
      const job = { data: { generationId: 'once' }, singletonKey: 'once' };
      await queue.sendAll(em, 'week.write', [job, job]);
    });
    expect(await waiting('once')).toBe(1);
  });

  it('is not sent outside a transaction', async () => {
    await expect(
      queue.send(test.orm.em.fork(), 'week.write', { data: { generationId: 'x' } }),
    ).rejects.toThrow('in the transaction that makes it due');
  });
});

describe('the queues', () => {
  it('are brought up to date by every start, and keep their jobs', async () => {
    await send('kept');
    await installQueues(test.databaseUrl);
    expect(await waiting('kept')).toBe(1);
    expect(await queue.boss.getQueue('week.write')).toMatchObject({
      policy: 'exclusive',
      deadLetter: 'week.dead',
      heartbeatSeconds: 10,
      retryBackoff: true,
    });
  });
});

describe('how full the queues are', () => {
  it('is read without what is over', async () => {
    const em = test.orm.em.fork();
    const insert = 'insert into pgboss.job (name, data, state, completed_on) select ?, ?, ?, now()';
    const over = ['webhook.deliver', '{}', 'completed', 20_000];
    await em.getConnection().execute(`${insert} from generate_series(1, ?)`, over);
    await em.getConnection().execute('analyze pgboss.job');
    const statements = await statementsOf(() => queueDepths(em, QUEUE_NAMES));
    const scans = await Promise.all(
      statements.map((sql) => scansOf(em, sql.replaceAll(/\$\d+/g, '?'), QUEUE_NAMES)),
    );
    expect(scans).toEqual([[expect.stringMatching(/ job_common_i14$/)]]);
  });
});

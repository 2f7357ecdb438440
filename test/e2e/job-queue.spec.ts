import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installQueues } from '../../src/queue/boss.js';
import { JobQueue } from '../../src/queue/job-queue.js';
import { findLiveJobs, queueDepths } from '../../src/queue/live-jobs.js';
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

describe('jobs of some keys', () => {
  const later = (generationId: string) =>
    test.orm.em.fork().transactional(async (em) => {
      const job = { data: { generationId }, singletonKey: generationId, startAfter: 3600 };
      await queue.sendAll(em, 'week.write', [job]);
    });
  const state = async (generationId: string) =>
    (await queue.boss.findJobs('week.write', { data: { generationId } })).map((job) => job.state);

  it('are taken back while they wait, and left to who works them off', async () => {
    await queue.boss.deleteAllJobs('week.write');
    await send('begun');
    await queue.boss.fetch('week.write');
    await Promise.all([later('waits'), later('other')]);
    await test.orm.em
      .fork()
      .transactional((em) => queue.takeBack(em, 'week.write', ['begun', 'waits', 'none']));
    expect([await state('begun'), await state('waits'), await state('other')]).toEqual([
      ['active'],
      [],
      ['created'],
    ]);
  });

  it('are hurried, if that commits', async () => {
    await later('soon');
    const due = async () => (await queue.boss.findJobs('week.write', { key: 'soon' }))[0]?.startAfter ?? '';
    const hurry = (fails: boolean) =>
      test.orm.em.fork().transactional(async (em) => {
        await queue.hurryKey(em, 'week.write', 'soon');
        if (fails) throw new Error('undone');
      });
    await expect(hurry(true)).rejects.toThrow('undone');
    expect(new Date(await due()).getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    await hurry(false);
    expect(new Date(await due()).getTime()).toBeLessThan(Date.now() + 60_000);
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
    const keys = Array.from({ length: 500 }, (_, index) => `key ${index}`);
    const [find = ''] = await statementsOf(() => findLiveJobs(em, { queues: ['week.write'], keys }));
    const found = await scansOf(em, find.replaceAll(/\$\d+/g, '?'), ['week.write', ...keys]);
    expect(found).toEqual([expect.stringMatching(/ job_common_i\d+$/)]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityManager } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { allowAuditErasure, allowAuditRetention } from '../../src/auth/audit-exceptions.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let orm: MikroORM;
let id: string;
beforeAll(async () => {
  database = await createTestDatabase();
  orm = await MikroORM.init(ormOptions(database.url));
});
beforeEach(async () => {
  const em = orm.em.fork();
  ({ id } = em.create(AuditEntry, {
    at: new Date('2026-11-01T00:00:00Z'),
    actorId: v7(),
    apiKeyId: null,
    action: 'tested',
    subjectType: 'athlete',
    subjectId: v7(),
    detail: { before: 'x' },
    address: '192.0.2.1',
    userAgent: 'curl',
    requestId: 'one',
  }));
  await em.flush();
});
afterAll(async () => {
  await orm.close();
  await database.drop();
});

/** What becomes of a statement on the entry, with an exception in force or none. */
async function tried(statement: string, allow: (em: EntityManager) => Promise<void> = async () => {}) {
  try {
    await orm.em.fork().transactional(async (em) => {
      await allow(em);
      await em.getConnection().execute(`${statement} where id = ?`, [id], 'run', em.getTransactionContext());
    });
    return 'done';
  } catch (error) {
    expect(String(error)).toContain('an audit entry cannot be changed');
    return 'refused';
  }
}

const EMPTIED = `update audit_entry set detail = '{}', address = null, user_agent = null, request_id = null`;
const keptFrom = (day: string) => (em: EntityManager) => allowAuditRetention(em, new Date(day));

it('lets an erasure empty an entry, and change nothing else', async () => {
  for (const change of [
    `detail = '{"before": "y"}'`,
    `detail = '{}', action = 'other'`,
    `detail = '{}', at = now()`,
    `detail = '{}', actor_id = null`,
    `detail = '{}', api_key_id = id`,
    `detail = '{}', subject_id = null`,
    `detail = '{}', subject_type = 'other'`,
    `detail = '{}', address = '192.0.2.2'`,
    `detail = '{}', user_agent = 'other'`,
    `detail = '{}', request_id = 'other'`,
    `address = null`,
  ]) {
    expect.soft(await tried(`update audit_entry set ${change}`, allowAuditErasure), change).toBe('refused');
  }
  expect(await tried('delete from audit_entry', allowAuditErasure)).toBe('refused');
  expect(await tried(EMPTIED, allowAuditErasure)).toBe('done');
  expect(await orm.em.fork().findOne(AuditEntry, id)).toMatchObject({ detail: {}, address: null });
});

it('lets the sweeper delete what is older than is kept, and nothing else', async () => {
  expect(await tried('delete from audit_entry', keptFrom('2026-11-01T00:00:00Z'))).toBe('refused');
  expect(await tried(EMPTIED, keptFrom('2026-11-02T00:00:00Z'))).toBe('refused');
  expect(await tried('delete from audit_entry', keptFrom('2026-11-02T00:00:00Z'))).toBe('done');
  expect(await orm.em.fork().findOne(AuditEntry, id)).toBeNull();
});

it('ends with its transaction, and is not to be had outside of one', async () => {
  for (const statement of [EMPTIED, 'delete from audit_entry']) {
    expect(await tried(statement)).toBe('refused');
    expect(await tried(statement, async (em) => allowAuditErasure(em.fork()).catch(() => {}))).toBe(
      'refused',
    );
  }
  await expect(allowAuditErasure(orm.em.fork())).rejects.toThrow('transaction');
});

it('is made in one place each', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const using = (word: string) =>
    files.filter((name) => readFileSync(join('src', name), 'utf8').includes(word)).toSorted();
  expect(using('gofast.audit_')).toEqual(['auth/audit-exceptions.ts']);
  expect(using('allowAuditErasure')).toEqual([
    'auth/audit-exceptions.ts',
    'privacy/person-erasure.service.ts',
  ]);
});

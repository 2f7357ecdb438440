import { ReferenceKind } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Foreign keys of our tables without an index that begins with their columns. */
const UNINDEXED = `
  select c.conrelid::regclass || '.' || c.conname as name
    from pg_constraint c
   where c.contype = 'f' and c.connamespace = 'public'::regnamespace
     and not exists (
       select 1 from pg_index i
        where i.indrelid = c.conrelid and i.indpred is null
          and (i.indkey::int2[])[0:array_length(c.conkey, 1) - 1] @> c.conkey)`;

describe('the database', () => {
  let test: TestApp;
  beforeAll(async () => (test = await startTestApp()));
  afterAll(() => test.close());

  const names = async (sql: string): Promise<string[]> => {
    const rows: { name: string }[] = await test.orm.em.getConnection().execute(sql);
    return rows.map(({ name }) => name);
  };

  it('has an index on every foreign key, in the database', async () => {
    expect(
      (await names("select conname as name from pg_constraint where contype = 'f'")).length,
    ).toBeGreaterThan(5);
    expect(await names(UNINDEXED)).toEqual([]);
    const connection = test.orm.em.getConnection();
    await connection.execute('create table probe (race_id uuid references race (id))');
    expect(await names(UNINDEXED)).toEqual(['probe.probe_race_id_fkey']);
    await connection.execute('drop table probe');
  });

  it('has an index on every foreign key, in the entities', () => {
    const missing: string[] = [];
    for (const meta of test.orm.getMetadata().getAll().values()) {
      const indexes = [...meta.indexes, ...meta.uniques].map(({ properties }) => [properties].flat()[0]);
      for (const relation of meta.relations) {
        const isOwner =
          relation.kind === ReferenceKind.MANY_TO_ONE ||
          (relation.kind === ReferenceKind.ONE_TO_ONE && relation.owner);
        const indexed =
          relation.index ?? relation.unique ?? relation.primary ?? indexes.includes(relation.name);
        if (isOwner && !indexed) missing.push(`${meta.className}.${relation.name}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('is what the entities say: nothing is left to migrate', async () => {
    expect(await test.orm.migrator.checkSchema()).toBe(false);
    // PostgreSQL words checks its own way, so only what is there and what is not can be compared with the database.
    const differences = await test.orm.schema.getUpdateSchemaSQL();
    expect(differences).not.toMatch(/(?:create|drop) table|(?:add|drop|alter) column|(?:create|drop) index/);
  });

  it('keeps the timeouts that a request gets', async () => {
    const settings =
      "select current_setting(n) as name from unnest(array['statement_timeout','lock_timeout','idle_in_transaction_session_timeout']) as n";
    expect(await names(settings)).toEqual(['10s', '2s', '5s']);
  });
});

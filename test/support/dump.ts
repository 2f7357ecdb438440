import { Client } from 'pg';

/** Every row of every table as text, in an order of its own; tables left out on request. */
export async function dumpDatabase(
  url: string,
  without: readonly string[] = [],
): Promise<Map<string, string[]>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    const dump = new Map<string, string[]>();
    for (const { name } of tables.rows.filter((table) => !without.includes(table.name))) {
      const rows = await client.query<{ row: string }>(`select t::text as row from "${name}" t order by 1`);
      dump.set(
        name,
        rows.rows.map(({ row }) => row),
      );
    }
    return dump;
  } finally {
    await client.end();
  }
}

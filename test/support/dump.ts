import { Client } from 'pg';

/** One for each database: a new connection takes ten times as long to know the tables as they take to be read. */
const clients = new Map<string, Promise<Client>>();

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  // A test's database is dropped with whoever is connected to it.
  client.on('error', () => clients.delete(connectionString));
  await client.connect();
  return client;
}

/** Every row of every table as text, in an order of its own; tables left out on request. */
export async function dumpDatabase(
  url: string,
  without: readonly string[] = [],
): Promise<Map<string, string[]>> {
  const connecting = clients.get(url) ?? connect(url);
  clients.set(url, connecting);
  const client = await connecting;
  const tables = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  const names = tables.rows.map(({ name }) => name).filter((name) => !without.includes(name));
  const dump = new Map<string, string[]>(names.map((name) => [name, []]));
  // One question for all: what is asked after every one of a hundred faults must not take a hundred times forty.
  const all = names.map((name) => `select '${name}' as name, t::text as row from "${name}" t`);
  const rows = await client.query<{ name: string; row: string }>(`${all.join(' union all ')} order by 1, 2`);
  for (const { name, row } of rows.rows) dump.get(name)?.push(row);
  return dump;
}

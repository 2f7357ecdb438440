// Holds the embedded PostgreSQL of a folder like a service does: until SIGINT, after which it writes once more.
import pg from 'pg';
import { startEmbeddedPostgres } from '../../dist/src/database/embedded/embedded-postgres.js';

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] });
const url = new URL(postgres.url);
url.pathname = '/postgres';
const client = new pg.Client({ connectionString: url.href });
await client.connect();
await client.query('create table if not exists note (text text)');
await client.query("insert into note values ('first')");
const interrupted = new Promise((resolve) => process.once('SIGINT', resolve));
process.stdout.write('READY\n');
await interrupted;
await new Promise((resolve) => setTimeout(resolve, 300));
await client.query("insert into note values ('last')");
await client.end();
await postgres.stop();

import { parseArgs } from 'node:util';
import { MikroORM } from '@mikro-orm/postgresql';
import { ConfigError } from '../config/setting.js';
import { ormOptions } from '../database/orm-options.js';
import { runToEnd } from '../process.js';

const USAGE = 'npm run migration:create -- <name>, or npm run migration:check';

/**
 * Compares the entities with the committed snapshot of the schema: `check` fails when they differ, `create` writes
 * the migration between them. No database is needed for either.
 */
await runToEnd(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [command, name] = positionals;
  const options = ormOptions('postgresql://localhost/none');
  // New migrations go to the sources, wherever the built code runs.
  const migrations = { ...options.migrations, path: 'migrations', pathTs: 'migrations', emit: 'ts' as const };
  const orm = await MikroORM.init({ ...options, migrations });
  if (command === 'check') await check(orm);
  else if (command === 'create' && name !== undefined) await create(orm, name);
  else throw new ConfigError([`${positionals.join(' ') || 'no command'}: accepted: ${USAGE}`]);
  await orm.close(true);
});

async function check(orm: MikroORM): Promise<void> {
  if (await orm.migrator.checkSchema()) {
    throw new Error('The entities and the migrations differ: npm run migration:create -- <name>');
  }
  console.log('The migrations say what the entities say.');
}

async function create(orm: MikroORM, name: string): Promise<void> {
  const { fileName } = await orm.migrator.create(undefined, false, false, name);
  console.log(fileName === '' ? 'Nothing has changed.' : `Wrote migrations/${fileName}`);
}

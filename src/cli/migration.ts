import { MikroORM } from '@mikro-orm/postgresql';
import { ormOptions } from '../database/orm-options.js';
import { UsageError } from './flags.js';
import { runCommand } from './run-command.js';

const USAGE = `Write the migration from the committed schema to that of the entities, or check that there is none to write.

  npm run migration:create -- <name>
  npm run migration:check

  <name>  letters, digits and underscores
`;

/**
 * Compares the entities with the committed snapshot of the schema: `check` fails when they differ, `create` writes
 * the migration between them. No database is needed for either.
 */
await runCommand(USAGE, async ([command, name, ...others]) => {
  const isCheck = command === 'check' && name === undefined;
  if (!isCheck && !(command === 'create' && /^\w{1,100}$/.test(name ?? '') && others.length === 0)) {
    throw new UsageError([USAGE]);
  }
  const options = ormOptions('postgresql://localhost/none');
  // New migrations go to the sources, wherever the built code runs.
  const migrations = { ...options.migrations, path: 'migrations', pathTs: 'migrations', emit: 'ts' as const };
  const orm = await MikroORM.init({ ...options, migrations });
  if (name === undefined) await check(orm);
  else await create(orm, name);
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

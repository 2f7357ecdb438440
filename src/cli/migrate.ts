import { readConfig } from '../config/config.module.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { parseFlags } from './flags.js';
import { runCommand } from './run-command.js';

const USAGE = `Bring the database to the newest schema.

  npm run migrate
`;

await runCommand(USAGE, async (args) => {
  parseFlags(args, { flags: {}, example: 'npm run migrate' });
  const database = await openDatabase(await readConfig());
  try {
    const names = await migrate(database.url);
    console.log(names.length === 0 ? 'The schema is up to date.' : `Applied:\n  ${names.join('\n  ')}`);
  } finally {
    await database.stop();
  }
});

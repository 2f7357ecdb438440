import { readConfig } from '../config/config.module.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { runToEnd } from '../process.js';

await runToEnd(async () => {
  const database = await openDatabase(await readConfig());
  try {
    const names = await migrate(database.url);
    console.log(names.length === 0 ? 'The schema is up to date.' : `Applied:\n  ${names.join('\n  ')}`);
  } finally {
    await database.stop();
  }
});

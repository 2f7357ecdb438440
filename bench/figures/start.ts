import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withTemporaryFolder } from '../../src/cli/temporary-folder.js';
import { figure, type Figure } from '../figure.js';
import { withPostgres } from '../postgres.js';
import { median, timed } from '../samples.js';
import { withService } from '../service.js';

const run = promisify(execFile);

/** From the start of the process to its first answer. Beside it the start of Node with nothing to do. */
export async function measureStart({ rounds }: { rounds: number }): Promise<Figure[]> {
  const first: number[] = [];
  const later: number[] = [];
  const served: number[] = [];
  const node: number[] = [];
  await withPostgres(async (newDatabase) => {
    const url = await newDatabase();
    // The very first start of all makes the admin.
    await startedIn({ DATABASE_URL: url });
    for (let round = 0; round < rounds; round += 1) {
      node.push(await timed(() => run(process.execPath, ['-e', '0'])));
      await withTemporaryFolder('gofast-bench-', async (folder) => {
        const env = { DATA_DIR: `${folder}/data` };
        first.push(await startedIn(env));
        later.push(await startedIn(env));
      });
      served.push(await startedIn({ DATABASE_URL: url }));
    }
  });
  const baseline = { name: 'Node alone', value: median(node) };
  const start = (name: string, times: readonly number[], atMost: number): Figure =>
    figure({ name, value: median(times), unit: 'ms', baseline, wanted: { of: 'value', atMost } });
  return [
    start('First start on an embedded database, to the first answer', first, 4_000),
    start('Later start on an embedded database', later, 1_500),
    start('Start on a served PostgreSQL', served, 1_500),
  ];
}

function startedIn(env: Record<string, string>): Promise<number> {
  return withService(env, async (service) => service.startedIn);
}

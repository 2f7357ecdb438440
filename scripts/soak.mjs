// Runs the long tests: npm run test:soak -- --minutes 30 --seed 1
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const USAGE = `Usage: npm run test:soak -- [--minutes 30] [--seed 1] [file …]

  --minutes <number>  how long each test that tries random things goes on, 0.1 to 1440 (default 30)
  --seed <number>     what chance is drawn from, 0 to 2147483647; the same seed tries the same (default 1)
  file …              only the files whose path holds one of these
`;

function readArgs() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '30' },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

const { values, positionals } = readArgs();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes >= 0.1 && minutes <= 1440) || !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) {
  process.stderr.write(`--minutes ${values.minutes} --seed ${values.seed} does not fit.\n${USAGE}`);
  process.exit(2);
}

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'vitest.soak.config.ts', ...positionals],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SOAK_MINUTES: String(minutes), SOAK_SEED: String(seed) },
  },
);
process.exit(status ?? 1);

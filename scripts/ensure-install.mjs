// Installs the dependencies when they are missing or older than the lockfile. Runs before everything else, on any
// Node from 20 on and without a dependency; what follows runs on the Node that is installed with them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = 24;

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

const modules = join(root, 'node_modules');
/** npm writes this file when it has finished, so an install that was cut short does not count. */
const installed = join(modules, '.package-lock.json');

function isDue() {
  // A linked tree belongs to the checkout it lies in: npm would empty it under those who use it.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return false;
  return modified(installed) < modified(join(root, 'package-lock.json'));
}

/** npm's own progress needs a terminal, so time is told as well. */
const TOLD_EVERY_MS = 15_000;

async function install() {
  process.stderr.write('Installing the dependencies (a minute or two the first time) …\n');
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const telling = setInterval(
    () => process.stderr.write(`  still installing, ${seconds()} s …\n`),
    TOLD_EVERY_MS,
  );
  // No install script is needed: PostgreSQL's launcher makes the links that its package leaves to one.
  // An old Node runs npm alone, so what the packages say of it does not matter: errors are shown, warnings not.
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: root,
    // What a command prints on stdout is its own; npm's words go beside it.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  const [code] = await once(npm, 'close');
  clearInterval(telling);
  if (code === 0) {
    process.stderr.write(`Installed in ${seconds()} s.\n`);
    return;
  }
  // A half-made tree must not look newer than the lockfile.
  rmSync(installed, { force: true });
  process.stderr.write(
    'npm ci failed; its last lines say why. A registry that can be reached is needed once.\n',
  );
  process.exit(1);
}

if (isDue()) await install();

const suffix = process.platform === 'win32' ? '.cmd' : '';
const ownNode = existsSync(join(modules, '.bin', `node${suffix}`));
if (!ownNode && Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `There is no packaged Node for ${process.platform}-${process.arch}: install Node ${OLDEST_NODE} or later ` +
      `(this is ${process.version}) and run the command again.\n`,
  );
  process.exit(1);
}

// Compiles to dist/ when a source has changed since. Beside, then renamed: a build that was cut short never counts.
import './ensure-install.mjs';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const SOURCES = [
  'src',
  'migrations',
  'scripts/bundle.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

function* filesIn(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesIn(join(path, name));
}

/** Changes whenever a source is changed, added or removed. */
function stampOfSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesIn(join(root, source))) {
      const { mtimeMs, size } = statSync(file);
      hash.update(`${file}\0${mtimeMs}\0${size}\n`);
    }
  }
  return hash.digest('hex');
}

function stampOfBuild() {
  const file = join(dist, '.stamp');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const stamp = stampOfSources();
if (stampOfBuild() !== stamp) {
  process.stderr.write('Compiling …\n');
  const beside = join(root, `.dist-${process.pid}`);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // Types are checked by `npm run typecheck` and `npm run build`: whoever only starts it need not wait for that.
  const args = [tsc, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', beside];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    rmSync(beside, { recursive: true, force: true });
    process.exit(1);
  }
  const { bundle } = await import('./bundle.mjs');
  await bundle(beside);
  writeFileSync(join(beside, '.stamp'), stamp);
  const old = join(root, `.dist-${process.pid}-old`);
  if (existsSync(dist)) renameSync(dist, old);
  try {
    renameSync(beside, dist);
  } catch (error) {
    // Another build of the same sources was quicker.
    if (stampOfBuild() !== stamp) throw error;
    rmSync(beside, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}

// Takes the steps of the Dockerfile on the bare machine, in a temporary folder: its RUN and COPY lines as they stand, then
// its CMD in the image's environment on a PostgreSQL, its HEALTHCHECK and its stop. No container engine is needed.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, posix, relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../dist/src/database/embedded/embedded-postgres.js';
import { assignments, execForm, readDockerfile } from './dockerfile.mjs';

const READY_MS = 60_000;
const STOPPED_MS = 30_000;
/** An optional peer of `@nestjs/swagger`: npm keeps it where it is installed. */
const KEPT_BY_NPM = new Set(['typescript']);

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'gofast-image-'));

let running = null;
// What was started ends, and what was written goes, on an interrupt too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    process.exitCode = 130;
    running?.kill(signal);
  });
}

function tell(text) {
  process.stdout.write(`${text}\n`);
}

function insist(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

/** Whether the builder never gets to see it: the last pattern that fits a path or a folder above it decides. */
function isIgnored(path) {
  const patterns = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const parts = path.split('/');
  const above = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  const fits = (pattern) => above.some((part) => posix.matchesGlob(part, pattern));
  return patterns.findLast((pattern) => fits(pattern.replace('!', '')))?.startsWith('!') === false;
}

/** Of the machine: how to reach npm and its registry, but nothing of this repository's own tools. */
function machineEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle|command)|npm_config_local_prefix|INIT_CWD|NODE_(ENV|OPTIONS)$)/.test(name),
  );
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith('node_modules/.bin'));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), ...folders].join(delimiter),
    npm_config_prefer_offline: 'true',
  };
}

/** Builds one stage into a folder that stands for its root. */
async function build({ name, from, steps }, built) {
  const base = built.get(from) ?? { folder: null, workdir: '/', env: {} };
  const stage = { ...base, folder: join(scratch, name), env: { ...base.env } };
  mkdirSync(stage.folder);
  if (base.folder !== null) cpSync(base.folder, stage.folder, { recursive: true, verbatimSymlinks: true });
  for (const step of steps) await take(step, stage, built);
  return stage;
}

async function take({ instruction, flags, rest }, stage, built) {
  switch (instruction) {
    case 'WORKDIR':
      stage.workdir = rest;
      mkdirSync(join(stage.folder, rest), { recursive: true });
      return;
    case 'ENV':
      Object.assign(stage.env, assignments(rest));
      return;
    case 'COPY':
      copy(rest.split(/\s+/), stage, flags.from === undefined ? null : built.get(flags.from).folder);
      return;
    case 'RUN': {
      tell(`RUN ${rest}`);
      const env = { ...machineEnvironment(), ...stage.env };
      running = spawn('/bin/sh', ['-c', rest], {
        cwd: join(stage.folder, stage.workdir),
        env,
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const [code] = await once(running, 'exit');
      insist(code === 0, `RUN ended with ${code}: ${rest}`);
      return;
    }
    case 'USER':
    case 'EXPOSE':
    case 'STOPSIGNAL':
      stage[instruction] = rest;
      return;
    case 'CMD':
      stage.CMD = execForm(rest);
      return;
    case 'HEALTHCHECK':
      stage.HEALTHCHECK = execForm(rest.replace(/^CMD\s+/, ''));
      return;
    default:
      throw new Error(`${instruction} is not known here; teach scripts/check-image.mjs what it does`);
  }
}

/** @param from the root of the stage that is copied from; null: the files that the builder is given */
function copy(paths, stage, from) {
  const to = paths.pop();
  const folder = join(stage.folder, stage.workdir);
  for (const path of paths) {
    const target = to.endsWith('/') ? join(folder, to, posix.basename(path)) : join(folder, to);
    if (from !== null) {
      // Nobody else takes it from there, and tens of thousands of files take long to copy.
      renameSync(join(from, path), target);
      continue;
    }
    insist(!isIgnored(path), `COPY ${path}: .dockerignore keeps it from the builder`);
    cpSync(join(root, path), target, { recursive: true, filter: (file) => !isIgnored(relative(root, file)) });
  }
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** Path, size and time of every file but those that the service keeps where it may write and does without elsewhere. */
function listing(folder) {
  const files = filesIn(folder).filter((file) => !file.includes(join('dist', '.compile-cache')));
  return files.map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${relative(folder, file)}, ${size} bytes of ${mtimeMs}`;
  });
}

const IMPORT =
  /^(?:import|export)\s[^'";]*\bfrom '([^'.][^']*)'|^import '([^'.][^']*)'|\bimport\('([^'.][^']*)'\)/gm;

/** Names of packages, without the path within. */
function importedBy(code) {
  return [...code.matchAll(IMPORT)]
    .map(([, from, bare, lazy]) => from ?? bare ?? lazy)
    .filter((specifier) => !specifier.startsWith('node:'))
    .map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)[0]);
}

/** Packages that the compiled code imports, at once or when asked, and the image does not have. */
function missingPackages(app) {
  // What is bundled is made of this, and of packages with examples in their comments.
  const code = readdirSync(join(app, 'dist'), { recursive: true }).filter(
    (name) => name.endsWith('.js') && !name.startsWith(`bin${sep}`),
  );
  const packages = new Set(code.flatMap((name) => importedBy(readFileSync(join(app, 'dist', name), 'utf8'))));
  return [...packages].filter((name) => !isInstalled(app, name));
}

/** What we install for development and for the bare machine, and is in the image all the same. */
function sparePackages(app) {
  const { devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const names = Object.keys({ ...devDependencies, ...optionalDependencies });
  return names.filter((name) => !KEPT_BY_NPM.has(name) && isInstalled(app, name));
}

function isInstalled(app, name) {
  const folder = join(app, 'node_modules', name);
  return existsSync(folder) && readdirSync(folder).length > 0;
}

async function freePort() {
  const server = createServer().listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function isReady(url, ended) {
  for (const until = Date.now() + READY_MS; Date.now() < until && !ended(); await sleep(100)) {
    const response = await fetch(`${url}/api/health/ready`).catch(() => null);
    if (response?.status === 200) return true;
  }
  return false;
}

async function serve(stage, databaseUrl) {
  const cwd = join(stage.folder, stage.workdir);
  const port = await freePort();
  const env = {
    PATH: machineEnvironment().PATH,
    ...stage.env,
    // What differs here: a port that is free, and a folder for data of our own.
    PORT: String(port),
    METRICS_PORT: 'off',
    DATA_DIR: join(scratch, 'data'),
    // What an operator gives.
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: randomBytes(48).toString('base64'),
  };
  const run = ([command, ...args], stdio) => spawn(command, args, { cwd, env, stdio });
  const checkHealth = async () => (await once(run(stage.HEALTHCHECK, 'ignore'), 'exit'))[0];

  const before = new Set(listing(cwd));
  const service = run(stage.CMD, ['ignore', 'pipe', 'pipe']);
  running = service;
  let said = '';
  for (const stream of [service.stdout, service.stderr]) stream.on('data', (text) => (said += text));
  const exit = once(service, 'exit');
  try {
    tell(`CMD ${stage.CMD.join(' ')}`);
    insist(await isReady(`http://127.0.0.1:${port}`, () => service.exitCode !== null), 'It never got ready.');
    const page = await fetch(`http://127.0.0.1:${port}/api/docs`);
    insist(page.status === 200, `GET /api/docs answered ${page.status}`);
    insist((await checkHealth()) === 0, 'HEALTHCHECK failed on a service that is ready.');
    service.kill(stage.STOPSIGNAL);
    const [code] = await Promise.race([
      exit,
      sleep(STOPPED_MS, [`nothing in ${STOPPED_MS} ms`], { ref: false }),
    ]);
    insist(code === 0, `${stage.STOPSIGNAL} was answered with ${code}.`);
    insist((await checkHealth()) !== 0, 'HEALTHCHECK passed without a service.');
    const written = listing(cwd).filter((file) => !before.has(file));
    insist(written.length === 0, `It wrote where the image lets nobody write: ${written.join('; ')}`);
  } catch (error) {
    tell(said);
    throw error;
  } finally {
    service.kill('SIGKILL');
    await exit;
  }
}

async function check() {
  const built = new Map();
  let image;
  for (const stage of readDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'))) {
    built.set(stage.name, (image = await build(stage, built)));
  }
  insist(!/^(0|root)?(:|$)/.test(image.USER ?? ''), 'USER: the image runs as root.');
  insist(image.EXPOSE === image.env.PORT, `EXPOSE says ${image.EXPOSE}, PORT ${image.env.PORT}.`);
  const app = join(image.folder, image.workdir);
  const spare = sparePackages(app);
  insist(spare.length === 0, `The image has ${spare.join(', ')}, which it has no use for.`);
  const missing = missingPackages(app);
  insist(missing.length === 0, `The image has no ${missing.join(', ')}, and its code imports them.`);

  const database = await startEmbeddedPostgres({ dataDir: resolve(scratch, 'database') });
  try {
    await serve(image, database.url);
  } finally {
    await database.stop();
  }
  const bytes = filesIn(app).reduce((sum, file) => sum + statSync(file).size, 0);
  tell(`The image's steps work; its layers weigh ${Math.round(bytes / 1e6)} MB beside the base image.`);
}

const started = Date.now();
try {
  await check();
  tell(`${Math.round((Date.now() - started) / 1000)} s`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

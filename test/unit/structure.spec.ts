import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What a room of `src` may import, besides itself: the arrows of the architecture. Files of `src` itself may all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  coaching: [],
  config: ['coaching'],
  common: ['coaching', 'config', 'database'],
  database: ['config', 'queue'],
  queue: ['config'],
  ai: ['coaching', 'common', 'config', 'database', 'auth'],
  auth: ['coaching', 'common', 'config', 'database'],
  athletes: ['coaching', 'common', 'config', 'database', 'auth', 'queue'],
  races: ['coaching', 'common', 'config', 'database', 'auth', 'athletes'],
  workouts: ['coaching', 'common', 'config', 'database', 'auth'],
  throttling: ['common', 'config', 'database', 'auth'],
  operations: ['common', 'config', 'database', 'auth'],
  webhooks: ['coaching', 'common', 'config', 'database', 'auth', 'queue'],
  plans: [
    'coaching',
    'ai',
    'common',
    'config',
    'database',
    'auth',
    'athletes',
    'races',
    'workouts',
    'operations',
    'queue',
    'webhooks',
  ],
  jobs: [
    'coaching',
    'ai',
    'common',
    'config',
    'database',
    'auth',
    'athletes',
    'races',
    'operations',
    'queue',
    'webhooks',
    'plans',
  ],
  privacy: ['coaching', 'common', 'config', 'database', 'auth', 'athletes', 'queue', 'plans'],
  reports: ['coaching', 'common', 'config', 'database', 'auth'],
  health: ['common', 'config', 'ai', 'queue'],
};

/** Rooms whose files know each other's tables: an entity for a relation may be imported both ways. */
const ENTITY = /\.entity$/;
/** All that the list of entities may take from the rooms of the product. */
const LIST_OF_ENTITIES = 'src/database/entities';

const LAST_LINES = 300;
const REASON = /\/\/ over 300 lines because \S/;

interface Source {
  readonly path: string;
  readonly text: string;
  /** Paths of the files it imports, without extension; packages as they are written. */
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

function readSources(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readSource(join(folder, name)));
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const named = [
    ...text.matchAll(/(?:^|\n)(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g),
  ];
  const bare = [...text.matchAll(/(?:^|\n)import\s+'([^']+)'/g)];
  const specifiers = [...named, ...bare].map(([, from, lazy]) => from ?? lazy ?? '');
  const isFile = (specifier: string): boolean => specifier.startsWith('.');
  return {
    path: path.replace(/\.ts$/, ''),
    text,
    files: specifiers.filter(isFile).map((file) => normalize(join(dirname(path), file)).replace(/\.js$/, '')),
    packages: specifiers.filter((specifier) => !isFile(specifier)),
  };
}

function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

const sources = readSources('src');
const product = sources.filter(({ path }) => !path.endsWith('.spec'));

describe('the structure', () => {
  it('is read at all', () => {
    expect(product.length).toBeGreaterThan(40);
    expect(product.find(({ path }) => path === 'src/main')?.files).toContain('src/service');
  });

  it('has arrows in one direction', () => {
    const wrong: string[] = [];
    for (const { path, files } of product) {
      const room = roomOf(path);
      // The composition (files of `src` itself) and the commands may use every room.
      if (room === undefined || room === 'cli') continue;
      for (const file of files) {
        const other = roomOf(file);
        const allowed = other === room || (other !== undefined && (MAY_IMPORT[room] ?? []).includes(other));
        const entity = ENTITY.test(file) && (ENTITY.test(path) || path === LIST_OF_ENTITIES);
        if (!allowed && !entity) wrong.push(`${path} → ${file}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('knows every room', () => {
    const rooms = new Set(product.map(({ path }) => roomOf(path)).filter((room) => room !== undefined));
    expect([...rooms].filter((room) => room !== 'cli' && !(room in MAY_IMPORT))).toEqual([]);
  });

  it('has no circular import', () => {
    const files = new Map(sources.map((source) => [source.path, source.files]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        const cycle = [...trail.slice(trail.indexOf(path)), path];
        // Entities that point at each other do so in functions, called when all are loaded.
        if (!cycle.every((file) => ENTITY.test(file))) cycles.push(cycle.join(' → '));
        return;
      }
      if (done.has(path)) return;
      for (const next of files.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of files.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('keeps the coaching rules free of framework, clock, chance and input', () => {
    const rules = product.filter(({ path }) => roomOf(path) === 'coaching');
    expect(rules.length).toBeGreaterThan(5);
    for (const { path, packages, text } of rules) {
      expect
        .soft({ path, packages: packages.filter((name) => name !== 'temporal-polyfill') })
        .toEqual({ path, packages: [] });
      expect.soft(text, path).not.toMatch(/Math\.random|Date\.now|new Date\(\)|Temporal\.Now|\bprocess\./);
    }
  });

  it('reads the environment in config alone', () => {
    const readers = product
      .filter(({ text }) => /process\.env|import\.meta\.env/.test(text))
      .map(({ path }) => path);
    expect(readers.filter((path) => roomOf(path) !== 'config')).toEqual([]);
  });

  it('imports the model’s SDK in one file at most', () => {
    const users = product.filter(({ packages }) =>
      packages.some((name) => name === 'openai' || name.startsWith('openai/')),
    );
    expect(
      users.map(({ path }) => path).filter((path) => path !== 'src/ai/transport/openai.transport'),
    ).toEqual([]);
  });

  it('loads the SDK of OpenTelemetry in one file, and there only when it is needed', () => {
    const users = product.filter(({ packages }) =>
      packages.some((name) => name.startsWith('@opentelemetry/') && name !== '@opentelemetry/api'),
    );
    expect(users.map(({ path }) => path)).toEqual(['src/common/trace-export']);
    expect(users[0]?.text).not.toMatch(/^import (?!type ).*'@opentelemetry\/(?!api')/m);
  });

  it('has no file over 300 lines without a reason given in it', () => {
    const long = sources.filter(
      ({ text }) => text.trimEnd().split('\n').length > LAST_LINES && !REASON.test(text),
    );
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('has nothing left undone and no door for any value', () => {
    const forbidden =
      /\bTODO\b|\bFIXME\b|[Pp]laceholder|[Ss]tub|@ts-ignore|@ts-expect-error|(?:ox|es)lint-disable|: any\b|<any>|as any\b/;
    expect(product.filter(({ text }) => forbidden.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

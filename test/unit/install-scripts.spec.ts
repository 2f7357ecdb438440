import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Lockfile {
  packages: Record<string, { version?: string; hasInstallScript?: boolean }>;
}

/** `name version` of each package in a lockfile that runs code when it is installed. */
function withScripts({ packages }: Lockfile): string[] {
  return Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')} ${version}`);
}

/** `name version` of each row of the list. */
function listed(page: string): string[] {
  return [...page.matchAll(/^\| `([^`]+)` +\| (\S+) +\| \S.* \| \S.* \|$/gm)].map(
    ([, name, version]) => `${name} ${version}`,
  );
}

describe('install scripts', () => {
  const lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;

  it('are those that were read, in the versions that were read, each with a reason', () => {
    const known = listed(readFileSync('docs/install-scripts.md', 'utf8'));
    expect(known.length).toBeGreaterThan(0);
    expect(withScripts(lockfile).sort()).toEqual(known.sort());
  });

  it('would be seen in a package that is new, also inside another', () => {
    const packages = {
      ...lockfile.packages,
      'node_modules/a/node_modules/@b/c': { version: '1.0.0', hasInstallScript: true },
    };
    expect(withScripts({ packages })).toContain('@b/c 1.0.0');
    expect(listed('| `a` | 1.0.0 | runs | because |\n| `b` | 1.0.0 | runs |  |\n')).toEqual(['a 1.0.0']);
  });

  it('are run by no command of ours', () => {
    for (const file of ['.ci/run', 'scripts/ensure-install.mjs']) {
      const lines = readFileSync(file, 'utf8').split('\n');
      const installs = lines.filter((line) =>
        /^npm (ci|install)\b|spawn\('npm'/.test(line.replace(/^.*= /, '').trim()),
      );
      expect([file, installs]).toEqual([file, [expect.stringContaining('--ignore-scripts')]]);
    }
  });
});

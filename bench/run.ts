import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.js';
import { machine } from './machine.js';
import { MEASURES, type Effort } from './measures.js';
import { renderFigures } from './report.js';

const USAGE = `Usage: npm run bench -- [--quick] [--json FILE] [measure …]

Measures are ${Object.keys(MEASURES).join(', ')}; all of them unless named.
  --quick      few rounds: to see that they can be taken, not to go by
  --json FILE  where the figures go as JSON (default bench-results.json)

Exit code 1 when a figure is missed.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) return 2;
  const taken = {
    at: new Date().toISOString(),
    effort: asked.effort,
    machine: machine(),
    load: loadavg()[0],
  };
  const figures: Record<string, Figure[]> = {};
  for (const name of asked.names) {
    process.stderr.write(`Measuring ${name} …\n`);
    figures[name] = await measured(name, asked.effort);
    process.stdout.write(`${renderFigures(figures[name])}\n`);
  }
  writeFileSync(asked.json, `${JSON.stringify({ ...taken, figures }, null, 2)}\n`);
  const missed = Object.values(figures)
    .flat()
    .filter(({ met }) => met === false);
  process.stdout.write(`${asked.json} has all of it; ${missed.length} missed.\n`);
  return missed.length === 0 ? 0 : 1;
}

function readArguments(): { names: string[]; effort: Effort; json: string } | null {
  try {
    const { values, positionals } = parseArgs({
      options: { quick: { type: 'boolean' }, json: { type: 'string', default: 'bench-results.json' } },
      allowPositionals: true,
    });
    const unknown = positionals.filter((name) => !(name in MEASURES));
    if (unknown.length > 0) throw new TypeError(`There is no measure ${unknown.join(', ')}.`);
    const names = positionals.length > 0 ? positionals : Object.keys(MEASURES);
    return { names, effort: values.quick ? 'quick' : 'full', json: values.json };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return null;
  }
}

async function measured(name: string, effort: Effort): Promise<Figure[]> {
  const script = fileURLToPath(new URL('measure.js', import.meta.url));
  const child = fork(script, [name, effort], { execArgv: ['--enable-source-maps', '--expose-gc'] });
  let figures: Figure[] | null = null;
  child.on('message', (message) => (figures = message as Figure[]));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 || figures === null) throw new Error(`The measurement of ${name} ended with ${code}`);
  return figures;
}

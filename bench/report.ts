import { layTable } from '../src/cli/layout.js';
import type { Figure, Wanted } from './figure.js';

/** A table of figures, one line each. */
export function renderFigures(figures: readonly Figure[]): string {
  const lines = layTable(
    [
      { title: '' },
      { title: 'Figure' },
      { title: 'Measured', align: 'right' },
      { title: 'Beside it', align: 'right' },
      { title: 'Ratio', align: 'right' },
      { title: 'Wanted' },
    ],
    figures.map(({ name, value, unit, baseline, ratio, wanted, met }) => [
      met === null ? '' : met ? 'met' : 'MISSED',
      name,
      `${round(value)} ${unit}`,
      baseline ? `${round(baseline.value)} (${baseline.name})` : '',
      ratio === null ? '' : ratio.toFixed(3),
      wanted ? describe(wanted) : '',
    ]),
  );
  return `${lines.join('\n')}\n`;
}

function describe({ of, atMost, atLeast }: Wanted): string {
  const bound = atMost === undefined ? `at least ${round(atLeast ?? 0)}` : `at most ${round(atMost)}`;
  return of === 'ratio' ? `ratio ${bound}` : bound;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

import { describe, expect, it } from 'vitest';
import { readPromql } from '../support/promql.js';

describe('the reading of PromQL', () => {
  it.each([
    ['a_total', [{ name: 'a_total', labels: [] }], []],
    [
      'topk(10, histogram_quantile(0.95, sum by (le, route) (rate(a_seconds_bucket{x=~"$x", y!~".*/b"}[$__rate_interval]))))',
      [{ name: 'a_seconds_bucket', labels: ['x', 'y'] }],
      ['le', 'route'],
    ],
    [
      '(sum(rate(a_total{b="c,d{e}"}[5m] offset 1h)) or vector(0)) / sum without (f) (g:h) > 0',
      [
        { name: 'a_total', labels: ['b'] },
        { name: 'g:h', labels: [] },
      ],
      ['f'],
    ],
  ])('%s', (expression, series, grouping) => {
    expect(readPromql(expression)).toEqual({ series, grouping });
  });
});

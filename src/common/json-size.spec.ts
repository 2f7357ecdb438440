import { expect, it } from 'vitest';
import { MOST_LEVELS, MOST_VALUES, oversizeOf } from './json-size.js';

/** Of `levels` objects, each inside the one before. */
function nested(levels: number): unknown {
  let json: unknown = 'x';
  for (let level = 0; level < levels; level += 1) json = level % 2 === 0 ? { json } : [json];
  return json;
}

it('lets be what the API takes', () => {
  const lap = { miles: 1, pace: '8:00', note: 'x' };
  for (const json of [
    null,
    'x',
    {},
    [],
    { items: Array.from({ length: 1000 }, () => ({ laps: [lap, lap] })) },
  ]) {
    expect(oversizeOf(json)).toBeNull();
  }
});

it('counts levels, and stops at the last that is one too many', () => {
  expect(oversizeOf(nested(MOST_LEVELS))).toBeNull();
  expect(oversizeOf(nested(MOST_LEVELS + 1))).toBe('must not be nested deeper than 20 levels');
  expect(oversizeOf(nested(100_000))).toBe('must not be nested deeper than 20 levels');
});

it('counts fields and items together', () => {
  const half = MOST_VALUES / 2 - 2;
  const list = Array.from({ length: half }, () => 1);
  const fields = Object.fromEntries(list.map((_, at) => [`k${at}`, at]));
  // The whole and its two members count as well.
  expect(oversizeOf([list, fields])).toBeNull();
  expect(oversizeOf([[...list, 1, 1], fields])).toBe('must not have more than 20000 fields and items in all');
});

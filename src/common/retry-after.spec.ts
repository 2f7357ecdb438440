import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1500],
    // The SDK forgets what is over a minute away.
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 12:00:07 GMT' }, 7000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 13:00:00 GMT' }, 3_600_000],
    [{ 'retry-after': 'Monday, 23-Nov-26 12:00:07 GMT' }, 7000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
  ])('reads %j as %i ms', (headers, ms) => {
    expect(retryAfterMs(new Headers(Object.entries(headers)), NOW)).toBe(ms);
  });

  it.each(['', 'soon', '-5', 'NaN', 'Infinity', '1e9', '99999999999999', 'Foo, 99 Bar 2026', '2026-11-24'])(
    'makes nothing of "%s"',
    (value) => {
      expect(retryAfterMs(new Headers({ 'retry-after': value }), NOW)).toBeNull();
    },
  );

  it('knows nothing without a header', () => {
    expect(retryAfterMs(new Headers(), NOW)).toBeNull();
  });
});

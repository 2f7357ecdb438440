import { describe, expect, it } from 'vitest';
import { prefersAsync } from './prefer.js';

describe('prefersAsync', () => {
  it.each([
    'respond-async',
    'Respond-Async',
    'respond-async, wait=10',
    'return=minimal,respond-async',
    ' respond-async ; foo=bar',
    ['return=minimal', 'respond-async'],
  ])('hears %j', (header) => {
    expect(prefersAsync(header)).toBe(true);
  });

  it.each([undefined, '', 'return=minimal', 'respond-asynchronously', 'handling=respond-async', 'wait=10'])(
    'does not hear it in %j',
    (header) => {
      expect(prefersAsync(header)).toBe(false);
    },
  );
});

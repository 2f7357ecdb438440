import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayOf, withField } from './json-text.js';

describe('JSON put together as text', () => {
  it('has a field more', () => {
    // Numbers come before other names, wherever they are set.
    const field = fc.string().map((name) => `.${name}`);
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), field, fc.jsonValue(), (object, name, value) => {
        const { [name]: _before, ...rest } = object;
        const text = withField(JSON.stringify(rest), name, JSON.stringify(value));
        expect(text).toBe(JSON.stringify(JSON.parse(text)));
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ ...rest, [name]: value })));
      }),
    );
  });

  it('is an array', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (items) => {
        expect(arrayOf(items.map((item) => JSON.stringify(item)))).toBe(JSON.stringify(items));
      }),
    );
  });
});

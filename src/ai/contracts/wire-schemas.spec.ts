import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { lintStrictSchema } from '../../../test/support/strict-schema-linter.js';
import { LAPS_SCHEMA, SESSIONS_SCHEMA } from './wire-schemas.js';

describe('the wire schemas', () => {
  it.each([SESSIONS_SCHEMA, LAPS_SCHEMA])('$name keeps to what strict structured output takes', (schema) => {
    expect(lintStrictSchema(schema)).toEqual([]);
  });

  // Where replies are checked, they are taken on trust.
  it.each([SESSIONS_SCHEMA, LAPS_SCHEMA])('$name is a schema', ({ schema }) => {
    const ajv = new Ajv();
    expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
  });

  it('stay as they are', () => {
    expect(SESSIONS_SCHEMA).toMatchSnapshot('sessions');
    expect(LAPS_SCHEMA).toMatchSnapshot('laps');
  });
});

describe('the linter of strict schemas', () => {
  const object = (properties: object, more: object = {}) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    ...more,
  });
  const nested = (depth: number): object =>
    depth === 0 ? { type: 'string' } : object({ a: nested(depth - 1) });
  const values = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

  it.each([
    ['a list at the root', { type: 'array', items: { type: 'string' } }, /root: must be an object/],
    ['alternatives at the root', object({}, { anyOf: [object({})] }), /root: must not be anyOf/],
    ['a key that may be left out', object({ a: { type: 'string' } }, { required: [] }), /a is not required/],
    ['a required key without a schema', object({}, { required: ['a'] }), /requires a, which it lacks/],
    ['further keys', object({}, { additionalProperties: true }), /additionalProperties must be false/],
    [
      'further keys deep inside',
      object({ a: { type: 'array', items: { type: 'object', properties: {}, required: [] } } }),
      /root\.a\[\]: additionalProperties/,
    ],
    ['a default', object({ a: { type: 'number', default: 1 } }), /root\.a: keyword default/],
    ['a length of a string', object({ a: { type: 'string', minLength: 1 } }), /keyword minLength/],
    ['a bound on another type', object({ a: { type: 'string', minimum: 1 } }), /keyword minimum/],
    [
      'distinct items',
      object({ a: { type: 'array', items: { type: 'string' }, uniqueItems: true } }),
      /keyword uniqueItems/,
    ],
    ['a condition', object({ a: { type: 'string' } }, { if: {} }), /keyword if/],
    ['all of', object({ a: { allOf: [{ type: 'string' }] } }), /keyword allOf/],
    ['a list of anything', object({ a: { type: 'array' } }), /needs the schema of its items/],
    ['no type', object({ a: {} }), /root\.a: has no type/],
    ['an unknown type', object({ a: { type: 'date' } }), /type date/],
    ['an unknown format', object({ a: { type: 'string', format: 'uri' } }), /format uri/],
    ['an empty enum', object({ a: { type: 'string', enum: [] } }), /enum without values/],
    ['nesting beyond ten levels', nested(10), /nested deeper than 10 levels/],
    [
      'over 5,000 properties',
      object(Object.fromEntries(values(5001).map((key) => [key, { type: 'null' }]))),
      /5001 properties/,
    ],
    ['over 1,000 enum values', object({ a: { type: 'string', enum: values(1001) } }), /1001 enum values/],
    [
      'a long enum of long values',
      object({ a: { type: 'string', enum: values(251).map((each) => each.padEnd(60, '-')) } }),
      /an enum of 15060 characters/,
    ],
    ['over 120,000 characters', object({ ['a'.repeat(120_001)]: { type: 'null' } }), /120001 characters/],
  ])('refuses %s', (_, schema, words) => {
    expect(lintStrictSchema({ name: 'schema', schema: { ...schema } }).join('\n')).toMatch(words);
  });

  it('refuses a name with blanks, and lets pass what is allowed', () => {
    expect(lintStrictSchema({ name: 'a week', schema: object({}) })).toEqual([
      expect.stringContaining('name'),
    ]);
    expect(lintStrictSchema({ name: 'week', schema: { ...nested(9) } })).toEqual([]);
    const allowed = object(
      {
        a: { type: ['number', 'null'], minimum: 0 },
        b: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/c' }] },
      },
      { $defs: { c: { type: 'string', pattern: '^a$' } } },
    );
    expect(lintStrictSchema({ name: 'week', schema: allowed })).toEqual([]);
  });
});

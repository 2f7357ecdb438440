import * as fc from 'fast-check';
import { anyCharacter } from '../any-text.js';

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** What a field should not be: of every type, out of every range, and what upsets those who read and store it. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    -0,
    1e-7,
    Number.MAX_SAFE_INTEGER,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'line\nbreak',
    '2027-02-29',
    '9999-99-99',
    '0000-01-01',
    '__proto__',
    '=HYPERLINK("http://x")',
    "'; drop table athlete; --",
    {},
    [],
    [[]],
    { length: 3 },
    { constructor: { name: 'x' } },
    'x'.repeat(5_000),
  ),
  fc.constantFrom(
    nested(20),
    nested(40),
    nested(500),
    Array.from({ length: 2_000 }, (_, at) => at),
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: anyCharacter, maxLength: 40 }),
);

const oddKey = fc.oneof(
  fc.constantFrom(
    'id',
    'role',
    'isAdmin',
    'toString',
    'hasOwnProperty',
    '',
    'a\u0000',
    '\udfff',
    'createdAt',
  ),
  fc.string({ unit: anyCharacter, maxLength: 10 }),
);

/** A good body with one thing wrong: a field of another kind, missing or too many. */
export function brokenBody(good: unknown): fc.Arbitrary<unknown> {
  if (typeof good !== 'object' || good === null) return oddValue;
  const fields = Object.keys(good);
  const added = fc.tuple(oddKey, oddValue).map(([key, value]) => withField(good, key, value));
  if (fields.length === 0) return fc.oneof(added, oddValue);
  const field = fc.constantFrom(...fields);
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(field, oddValue).map(([key, value]) => withField(good, key, value)) },
    { weight: 2, arbitrary: field.map((key) => without(good, key)) },
    { weight: 2, arbitrary: added },
    { weight: 1, arbitrary: oddValue },
  );
}

function withField(good: object, key: string, value: unknown): object {
  // By entries: a field named `__proto__` is to be one.
  return Object.fromEntries([...Object.entries(good), [key, value]]);
}

function without(good: object, key: string): object {
  return Object.fromEntries(Object.entries(good).filter(([name]) => name !== key));
}

/** Text that is no JSON, or JSON that is a trap. */
export const oddJson = fc.constantFrom(
  '',
  ' ',
  '{',
  '{"a":',
  '{"a":1,}',
  'NaN',
  "{'a':1}",
  '\u0000',
  '\ufeff{}',
  '{"__proto__":{"role":"admin"}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"a":1}{"b":2}',
  '[1,2',
  `"${'['.repeat(100)}`,
  '['.repeat(50_000),
);

/** What those of them mean that are read: no text is no body, and a byte order mark may be passed over (RFC 8259, 8.1). */
export const MEANT_BY: ReadonlyMap<string, { readonly json: unknown }> = new Map([
  ['', { json: undefined }],
  ['\ufeff{}', { json: {} }],
]);

export const oddMediaType = fc.constantFrom(
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/json; charset=utf-16',
  'application/jsonx',
  'json',
  ';',
  '',
);

/** Larger than any body may be. */
export const HUGE_BODY = JSON.stringify({ name: 'x'.repeat(1_100_000) });

/** What stands in a path or a query where something else belongs. */
export const oddText = fc.oneof(
  fc.constantFrom(
    'x',
    '..',
    '0',
    '-1',
    '1.5',
    '1e3',
    'null',
    'undefined',
    '%00',
    '\u0000',
    '*',
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '99999999999999999999',
    'é'.repeat(30),
    'x'.repeat(400),
    "' or 1=1",
  ),
  fc.string({ unit: anyCharacter, minLength: 1, maxLength: 20 }).map((text) => text.toWellFormed()),
);

import * as fc from 'fast-check';
import { addDays } from '../../../src/coaching/calendar.js';
import { TODAY } from '../plans.js';
import type { ApiDocument, Schema } from './api-document.js';
import { reference, REFERRING_FIELDS } from './references.js';

/** Half of them as one would choose them for a beginning. */
const day = fc
  .oneof(fc.integer({ min: 0, max: 21 }), fc.integer({ min: -60, max: 400 }))
  .map((days) => addDays(TODAY, days));
const text = (min: number, max: number) =>
  fc
    .string({ unit: 'grapheme', minLength: min, maxLength: Math.max(min, Math.min(max, 24)) })
    // Texts are lines unless they say otherwise, and have something to see at their ends.
    .map((chars) =>
      `a${chars.replaceAll(/[\p{C}\p{Z}]/gu, 'e').slice(0, Math.max(0, max - 2))}z`.slice(0, max),
    );

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  date: day,
  'date-time': day.map((date) => `${date}T09:30:00Z`),
  email: fc.stringMatching(/^[a-z][a-z0-9]{3,12}$/).map((name) => `${name}@example.com`),
  uri: fc.stringMatching(/^[a-z]{3,10}$/).map((name) => `https://${name}.example.com/hooks`),
  password: fc.stringMatching(/^[A-Za-z]{8,12} [a-z]{8,12} \d{2,4}$/),
};

/** Draws values that a schema of the document allows: more often those that mean something here. */
export class SchemaValues {
  constructor(private readonly document: ApiDocument) {}

  /** @param field the name of the property it is for, if any */
  of(given: Schema, field = ''): fc.Arbitrary<unknown> {
    const schema = this.document.resolve<Schema>(given);
    const drawn = this.drawn(schema, field);
    if (schema.example === undefined) return drawn;
    return fc.oneof({ weight: 3, arbitrary: fc.constant(schema.example) }, { weight: 1, arbitrary: drawn });
  }

  private drawn(schema: Schema, field: string): fc.Arbitrary<unknown> {
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return fc.oneof(...choices.map((choice) => this.of(choice, field)));
    if (schema.allOf?.[0]) return this.of(schema.allOf[0], field);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const [type = 'null', ...others] = [schema.type ?? 'object'].flat();
    const value = this.ofType(type, schema, field);
    if (others.length === 0) return value;
    return fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
  }

  private ofType(type: string, schema: Schema, field: string): fc.Arbitrary<unknown> {
    switch (type) {
      case 'string':
        return stringOf(schema, field);
      case 'integer':
        return integerOf(schema);
      case 'number':
        return fc
          .integer({ min: Math.ceil((schema.minimum ?? 0) * 4), max: Math.floor((schema.maximum ?? 60) * 4) })
          .map((quarters) => quarters / 4);
      case 'boolean':
        return fc.boolean();
      case 'array':
        return this.arrayOf(schema);
      case 'object':
        return this.objectOf(schema);
      default:
        return fc.constant(null);
    }
  }

  private arrayOf({ items = {}, minItems = 0, maxItems = 4, uniqueItems }: Schema): fc.Arbitrary<unknown> {
    const lengths = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, minItems + 3)) };
    const item = this.of(items);
    return uniqueItems ? fc.uniqueArray(item, lengths) : fc.array(item, lengths);
  }

  /** Every field that has to be there, and any of the others. */
  private objectOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
    const optional = Object.keys(properties).filter((name) => !required.includes(name));
    const fields = Object.entries(properties).map(([name, schema]) => this.of(schema, name));
    return fc.tuple(fc.subarray(optional), ...fields).map(([present, ...values]) => {
      const drawn = Object.keys(properties).map((name, at): [string, unknown] => [name, values[at]]);
      return Object.fromEntries(drawn.filter(([name]) => required.includes(name) || present.includes(name)));
    });
  }
}

/** The first few more often: of weeks and pages they are there. */
function integerOf({ minimum = -5, maximum = 1_000 }: Schema): fc.Arbitrary<number> {
  const first = fc.integer({ min: minimum, max: Math.min(maximum, minimum + 2) });
  return fc.oneof(first, fc.integer({ min: minimum, max: maximum }));
}

function stringOf(schema: Schema, field: string): fc.Arbitrary<string> {
  const { format = '', pattern, minLength = 0, maxLength = 24 } = schema;
  const kind = REFERRING_FIELDS[field];
  const plain =
    FORMATS[format] ??
    (pattern === undefined ? text(minLength, maxLength) : fc.stringMatching(new RegExp(pattern)));
  if (kind === undefined) return plain;
  return fc.oneof({ weight: 9, arbitrary: reference(kind) }, { weight: 1, arbitrary: plain });
}

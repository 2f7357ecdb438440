/**
 * The published limits of strict structured output (OpenAI, "Structured Outputs", supported schemas), read off the
 * provider's guide in autumn 2026: what may stand in a schema, and how much of it.
 */
const LIMITS = {
  properties: 5000,
  depth: 10,
  /** Characters of property and definition names, enum and const values together. */
  strings: 120_000,
  enumValues: 1000,
  /** Characters of one enum of more than 250 values. */
  longEnumCharacters: 15_000,
  longEnum: 250,
};

const TYPES = new Set(['string', 'number', 'boolean', 'integer', 'object', 'array', 'null']);
const NUMERIC = ['multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
/** Keywords by the type that may carry them; what is in none of these lists is refused. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  any: ['type', 'enum', 'const', 'description', 'title', '$ref', 'anyOf', '$defs', 'definitions'],
  // Lengths of strings are not among the keywords that the guide lists.
  string: ['pattern', 'format'],
  number: NUMERIC,
  integer: NUMERIC,
  array: ['items', 'minItems', 'maxItems'],
  object: ['properties', 'required', 'additionalProperties'],
};
const FORMATS = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
]);

type Schema = Readonly<Record<string, unknown>>;

interface Count {
  properties: number;
  strings: number;
  enumValues: number;
}

/** Everything in a schema that strict structured output would refuse, as one line each; empty when nothing. */
export function lintStrictSchema({ name, schema }: { name: string; schema: Schema }): string[] {
  const faults: string[] = [];
  const count: Count = { properties: 0, strings: 0, enumValues: 0 };
  if (!/^[\w-]{1,64}$/.test(name)) faults.push(`name: "${name}" is not 1 to 64 of letters, digits, _ and -`);
  if (schema['type'] !== 'object') faults.push('root: must be an object');
  if ('anyOf' in schema) faults.push('root: must not be anyOf');
  lint(schema, { path: 'root', depth: 1, faults, count });
  if (count.properties > LIMITS.properties) faults.push(`root: ${count.properties} properties`);
  if (count.strings > LIMITS.strings) faults.push(`root: ${count.strings} characters of names and values`);
  if (count.enumValues > LIMITS.enumValues) faults.push(`root: ${count.enumValues} enum values`);
  return faults;
}

function lint(schema: Schema, at: { path: string; depth: number; faults: string[]; count: Count }): void {
  const { path, depth, faults, count } = at;
  const fault = (what: string): number => faults.push(`${path}: ${what}`);
  if (depth > LIMITS.depth) return void fault(`nested deeper than ${LIMITS.depth} levels`);
  const types = [schema['type'] ?? []].flat();
  if (
    types.length === 0 &&
    !('$ref' in schema || 'anyOf' in schema || 'enum' in schema || 'const' in schema)
  ) {
    fault('has no type');
  }
  for (const type of types) if (typeof type !== 'string' || !TYPES.has(type)) fault(`type ${textOf(type)}`);
  const allowed = new Set(
    [KEYWORDS['any'] ?? [], ...types.map((type) => KEYWORDS[textOf(type)] ?? [])].flat(),
  );
  for (const keyword of Object.keys(schema)) if (!allowed.has(keyword)) fault(`keyword ${keyword}`);
  if ('format' in schema && !FORMATS.has(textOf(schema['format'])))
    fault(`format ${textOf(schema['format'])}`);
  lintEnum(schema, count, fault);
  if (types.includes('object')) lintObject(schema, at, fault);
  if (types.includes('array')) {
    if (isSchema(schema['items'])) lint(schema['items'], { ...at, path: `${path}[]`, depth: depth + 1 });
    else fault('an array needs the schema of its items');
  }
  const alternatives = Array.isArray(schema['anyOf']) ? schema['anyOf'] : [];
  for (const [index, each] of alternatives.entries()) {
    if (isSchema(each)) lint(each, { ...at, path: `${path}|${index}`, depth: depth + 1 });
  }
  for (const definitions of [schema['$defs'], schema['definitions']]) {
    if (!isSchema(definitions)) continue;
    for (const [name, each] of Object.entries(definitions)) {
      count.strings += name.length;
      if (isSchema(each)) lint(each, { ...at, path: `$defs.${name}`, depth: 1 });
    }
  }
}

function lintEnum(schema: Schema, count: Count, fault: (what: string) => number): void {
  const values = Array.isArray(schema['enum']) ? schema['enum'].map(textOf) : [];
  const characters = values.join('').length;
  count.enumValues += values.length;
  count.strings += characters + textOf(schema['const'] ?? '').length;
  if ('enum' in schema && values.length === 0) fault('an enum without values');
  if (new Set(values).size < values.length) fault('an enum with a value twice');
  if (values.length > LIMITS.longEnum && characters > LIMITS.longEnumCharacters) {
    fault(`an enum of ${characters} characters`);
  }
}

function lintObject(
  schema: Schema,
  at: { path: string; depth: number; faults: string[]; count: Count },
  fault: (what: string) => number,
): void {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  if (schema['additionalProperties'] !== false) fault('additionalProperties must be false');
  for (const name of required)
    if (!(textOf(name) in properties)) fault(`requires ${textOf(name)}, which it lacks`);
  for (const [name, each] of Object.entries(properties)) {
    at.count.properties += 1;
    at.count.strings += name.length;
    if (!required.has(name)) fault(`${name} is not required`);
    if (isSchema(each)) lint(each, { ...at, path: `${at.path}.${name}`, depth: at.depth + 1 });
    else fault(`${name} has no schema`);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isEmail } from 'class-validator';
import { validate as isUuid } from 'uuid';
import { isCalendarDate } from '../../../src/coaching/calendar.js';
import type { ApiDocument, Operation, Schema } from './api-document.js';

/** What came back. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** What no problem may say: a stack, a file of ours, a query, a name of the database's. */
const INSIDES =
  /\n\s+at |node_modules|\.[jt]s:\d|file:\/\/|\b(?:select|insert|update|delete)\b.+\b(?:from|into|set|where)\b.+=|violates|duplicate key|_unique|_foreign|_pkey|SQLSTATE|ECONN|MikroORM|Kysely|TypeError|undefined is not/i;

/** Checks answers and bodies against the document, and answers for what no document says. */
export class AnswerChecks {
  private readonly requests: Ajv2020;
  private readonly answers: Ajv2020;
  private readonly compiled = new Map<Schema, ValidateFunction>();

  constructor(document: ApiDocument) {
    this.requests = schemasOf(document.raw);
    // An answer says nothing that the document does not.
    this.answers = schemasOf(closed(document.raw) as Record<string, unknown>);
  }

  /** Whether a body is one that the document allows. */
  allowsBody({ body }: Operation, value: unknown): boolean {
    if (body === null) return value === undefined;
    if (value === undefined) return !body.required;
    return this.validator(this.requests, body.schema)(value);
  }

  /** Whether the parameters of a query that the document knows are as it has them. */
  allowsQuery({ parameters }: Operation, query: readonly (readonly [string, string])[]): boolean {
    return parameters
      .filter((parameter) => parameter.in === 'query')
      .every(({ name, schema }) => {
        const given = query.filter(([known]) => known === name).map(([, text]) => valueOf(text, schema));
        return given.length === 0 || (given.length === 1 && this.validator(this.requests, schema)(given[0]));
      });
  }

  /** What is wrong with an answer, in words; empty when nothing is. @param path as it was sent, without the query */
  faults(operation: Operation, answer: ApiAnswer, path: string): string[] {
    const described = operation.responses.get(answer.status);
    if (!described) return ['the document does not list the status'];
    const faults: string[] = [];
    for (const [name, { required }] of Object.entries(described.headers ?? {})) {
      if (required && answer.headers[name.toLowerCase()] === undefined) faults.push(`has no header ${name}`);
    }
    const type = String(answer.headers['content-type'] ?? '').split(';', 1)[0] ?? '';
    if (answer.status >= 400) faults.push(...problemFaults(answer, path));
    if (!described.content) return answer.text === '' ? faults : [...faults, 'has a body'];
    const media = described.content[type];
    if (!media) return [...faults, `is ${type || 'of no type'}`];
    const value: unknown = type.endsWith('json') ? parsed(answer.text) : answer.text;
    if (value === UNREADABLE) return [...faults, 'is no JSON'];
    const check = this.validator(this.answers, closed(media.schema ?? {}) as Schema, media.schema);
    if (check(value)) return faults;
    return [
      ...faults,
      ...(check.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      ),
    ];
  }

  private validator(ajv: Ajv2020, schema: Schema, key: Schema = schema): ValidateFunction {
    const known = this.compiled.get(key);
    if (known) return known;
    const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
    const check = ajv.compile(JSON.parse(text) as object);
    this.compiled.set(key, check);
    return check;
  }
}

/** A text of a query as what its schema takes it for. */
function valueOf(text: string, { type }: Schema): unknown {
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return (type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

const UNREADABLE = Symbol('no JSON');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // That it cannot be read is the answer.
    return UNREADABLE;
  }
}

function problemFaults({ status, headers, text }: ApiAnswer, path: string): string[] {
  const problem = parsed(text) as Record<string, unknown> | null;
  if (typeof problem !== 'object' || problem === null) return ['is no problem'];
  const faults: string[] = [];
  if (problem['status'] !== status) faults.push('is of another status than its problem');
  if (problem['instance'] !== path) faults.push(`is a problem of ${String(problem['instance'])}`);
  if (problem['traceId'] !== headers['x-request-id']) faults.push('has a traceId unlike its x-request-id');
  if (!/^[a-z_]+\.[a-z0-9_]+$/.test(String(problem['code']))) faults.push('has no stable code');
  if (INSIDES.test(text)) faults.push('tells of its insides');
  return faults;
}

function schemasOf(raw: Readonly<Record<string, unknown>>): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addFormat('uuid', isUuid);
  ajv.addFormat('date', isCalendarDate);
  ajv.addFormat(
    'date-time',
    (text: string) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)),
  );
  // As the first admin's: `admin@localhost` is one.
  ajv.addFormat('email', (text: string) => isEmail(text, { require_tld: false }));
  ajv.addFormat('uri', (text: string) => URL.canParse(text));
  ajv.addFormat('http-url', /^https?:\/\//);
  ajv.addFormat('password', true);
  // The whole body of a file, which no schema says more of.
  ajv.addFormat('binary', true);
  ajv.addSchema({ components: raw['components'] }, 'api');
  return ajv;
}

/** The schema with every object in it closed, but those that are open on purpose. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, child]) => [key, closed(child)]));
  const isSchema = 'properties' in part && 'type' in part && !('additionalProperties' in part);
  return isSchema ? { ...copy, additionalProperties: false } : copy;
}

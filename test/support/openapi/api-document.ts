import { readFileSync } from 'node:fs';

/** A JSON Schema as the document has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** How an operation may answer with one status. */
export interface Answer {
  readonly headers?: Readonly<Record<string, { required?: boolean; schema?: Schema }>>;
  readonly content?: Readonly<Record<string, { schema?: Schema }>>;
}

export interface Operation {
  /** `GET` */
  readonly method: string;
  /** `/api/races/{id}` */
  readonly path: string;
  readonly isPublic: boolean;
  readonly parameters: readonly Parameter[];
  /** Of a JSON body; null when it takes none. */
  readonly body: { readonly schema: Schema; readonly required: boolean } | null;
  /** A body of text/csv in its place. */
  readonly takesSheet: boolean;
  readonly responses: ReadonlyMap<number, Answer>;
}

interface Reference {
  readonly $ref: string;
}

interface RawOperation {
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { schema: Schema }>>;
  };
  readonly responses: Readonly<Record<string, Answer | Reference>>;
  readonly security?: readonly object[];
}

/** `openapi.json`, read as a client would. */
export class ApiDocument {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly operations: readonly Operation[];

  constructor(text = readFileSync('openapi.json', 'utf8')) {
    this.raw = JSON.parse(text);
    const paths = this.raw['paths'] as Record<string, Record<string, RawOperation>>;
    this.operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, raw]) => this.read({ method: method.toUpperCase(), path }, raw)),
    );
  }

  /** What stands at a reference, or the thing itself. */
  resolve<T extends object>(part: T | Reference): T {
    if (!('$ref' in part) || typeof part.$ref !== 'string') return part as T;
    const found = part.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], this.raw);
    return this.resolve(found as T);
  }

  private read(at: { method: string; path: string }, raw: RawOperation): Operation {
    const schema = raw.requestBody?.content['application/json']?.schema;
    const listed = Object.entries(raw.responses).filter(([status]) => /^\d+$/.test(status));
    return {
      ...at,
      isPublic: !raw.security?.length,
      parameters: (raw.parameters ?? []).map((parameter) => this.resolve<Parameter>(parameter)),
      body: schema ? { schema, required: raw.requestBody?.required === true } : null,
      takesSheet: raw.requestBody?.content['text/csv'] !== undefined,
      responses: new Map(listed.map(([status, answer]) => [Number(status), this.resolve<Answer>(answer)])),
    };
  }
}

export function nameOf({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

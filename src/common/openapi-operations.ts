import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from './problem.js';
import { ProblemResponse } from './problem-response.dto.js';

type Components = NonNullable<OpenAPIObject['components']>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = Exclude<NonNullable<Operation['parameters']>[number], { $ref: string }>;
type Response = Exclude<NonNullable<Components['responses']>[string], { $ref: string }>;

/** Where a route says for whom it is; `@Roles()` puts it there. */
export const ROLES_EXTENSION = 'x-roles';

/** An operation as the routes describe it, with what its problems follow from. */
interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly secured: boolean;
}

/** An answer that follows from what an operation takes, whatever it does. */
interface Rule extends Response {
  readonly name: string;
  readonly applies: (route: Route) => boolean;
}

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } };

const HEALTH = '/api/health/';
/** Those that an `Idempotency-Key` works on. */
const isRepeatable = ({ method, secured }: Route): boolean => method === 'post' && secured;
const hasBody = ({ method }: Route): boolean => method !== 'get';
const parametersOf = ({ operation }: Route): Parameter[] =>
  (operation.parameters ?? []).filter((parameter): parameter is Parameter => !('$ref' in parameter));
const isAboutOne = (route: Route): boolean =>
  parametersOf(route).some((parameter) => parameter.in === 'path');
const takesIfMatch = (route: Route): boolean => parametersOf(route).some(({ name }) => name === 'If-Match');

/** The problems that no route has to name: they are its parameters', its body's, its credentials' and the server's. */
const RULES: Readonly<Record<number, Rule>> = {
  400: {
    name: 'BadRequest',
    description:
      'The input is malformed, incomplete, wrong or unknown (`errors` names each field), or the state of things does not allow it',
    applies: (route) => hasBody(route) || parametersOf(route).length > 0,
  },
  401: {
    name: 'Unauthenticated',
    description: 'No credentials, or bad ones',
    headers: { 'WWW-Authenticate': { schema: { type: 'string', enum: ['Bearer'] } } },
    applies: ({ secured }) => secured,
  },
  403: {
    name: 'Forbidden',
    description: 'It is another’s, or the role or the API key may not',
    applies: ({ secured }) => secured,
  },
  404: {
    name: 'NotFound',
    description: 'There is no such object',
    applies: isAboutOne,
  },
  409: {
    name: 'Conflict',
    description:
      'It clashes with what is stored or under way; or a request with this idempotency key is being worked on ' +
      '(Retry-After says when to ask again), or had an answer that is not kept',
    headers: RETRY_AFTER,
    applies: isRepeatable,
  },
  412: {
    name: 'Stale',
    description: 'It has changed since the state that If-Match names',
    applies: takesIfMatch,
  },
  408: { name: 'TooSlow', description: 'The request took too long to arrive', applies: () => true },
  413: { name: 'TooLarge', description: 'The body is larger than 1 MB', applies: hasBody },
  414: { name: 'AddressTooLong', description: 'The address is too long', applies: () => true },
  415: { name: 'MediaType', description: 'The body is not application/json', applies: hasBody },
  422: {
    name: 'IdempotencyKeyReused',
    description: 'The idempotency key came with another body or query before',
    applies: isRepeatable,
  },
  428: {
    name: 'IfMatchMissing',
    description:
      'If-Match, which says what state the edit was made from, is empty, or is missing where it is required',
    applies: takesIfMatch,
  },
  431: { name: 'HeadersTooLarge', description: 'The headers are larger than 16 KB', applies: () => true },
  429: {
    name: 'TooMany',
    description: 'Too many requests',
    headers: RETRY_AFTER,
    applies: ({ path }) => !path.startsWith(HEALTH),
  },
  503: {
    name: 'Unavailable',
    description: 'The service is stopping, or the database is away or busy: send it again',
    headers: RETRY_AFTER,
    applies: ({ path }) => !path.startsWith(HEALTH),
  },
};

/** What comes to nobody's mind: our own defects, and what a proxy in between may say. */
const UNEXPECTED = 'Problem';

/**
 * Completes what the routes say of themselves with what follows from it: for whom each is, the problems beside its
 * answers, and that a body holds nothing but the fields it documents. A problem that only the use case knows of (409,
 * 404 of an id in the body, 502) is the route's to name; its media type and schema are added here.
 */
export function describeOperations(document: OpenAPIObject): void {
  const responses: NonNullable<Components['responses']> = {};
  for (const { name, applies: _, ...response } of Object.values(RULES)) responses[name] = problem(response);
  responses[UNEXPECTED] = problem({ description: 'What went wrong (RFC 9457)' });
  document.components = { ...document.components, responses };
  for (const [path, { get, put, post, patch, delete: remove }] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries({ get, put, post, patch, delete: remove })) {
      if (operation) describeOperation({ method, path, operation }, document.components);
    }
  }
}

function describeOperation(
  { method, path, operation }: Omit<Route, 'secured'>,
  { schemas = {} }: Components,
): void {
  const roles = rolesOf(operation);
  operation.security = roles ? [{ bearer: [] }] : [];
  const audience = roles ? `For ${roles.join(', ')}.` : 'For anyone.';
  operation.description = [operation.description, audience].filter(Boolean).join(' ');
  const route = { method, path, operation, secured: roles !== null };
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response === undefined || '$ref' in response) continue;
    response.description ||= STATUS_CODES[status] ?? '';
    if (Number(status) >= 400) operation.responses[status] = problem(response);
  }
  for (const [status, { name, applies }] of Object.entries(RULES)) {
    if (applies(route)) operation.responses[status] ??= refer(name);
  }
  operation.responses['default'] = refer(UNEXPECTED);
  describeBody(operation, schemas);
}

function rolesOf(operation: Operation): string[] | null {
  const roles: unknown = Reflect.get(operation, ROLES_EXTENSION);
  return Array.isArray(roles) ? roles.map(String) : null;
}

function refer(response: string): { $ref: string } {
  return { $ref: `#/components/responses/${response}` };
}

function problem(response: Response): Response {
  const schema = { $ref: `#/components/schemas/${ProblemResponse.name}` };
  return { ...response, content: { [PROBLEM_MEDIA_TYPE]: { schema } } };
}

/** Unknown fields of a body are refused, and one whose fields are all optional may be left out: it says so. */
function describeBody({ requestBody }: Operation, schemas: NonNullable<Components['schemas']>): void {
  if (requestBody === undefined || '$ref' in requestBody) return;
  closeSchemas(requestBody, schemas);
  const schema = requestBody.content['application/json']?.schema;
  const body = schema && '$ref' in schema ? schemas[nameOf(schema.$ref)] : schema;
  if (body && !('$ref' in body) && !body.required?.length) requestBody.required = false;
}

function nameOf(ref: string): string {
  return ref.replace('#/components/schemas/', '');
}

function closeSchemas(part: unknown, schemas: NonNullable<Components['schemas']>): void {
  if (typeof part !== 'object' || part === null) return;
  if ('properties' in part && !('additionalProperties' in part)) {
    Object.assign(part, { additionalProperties: false });
  }
  if ('$ref' in part && typeof part.$ref === 'string') {
    closeSchemas(schemas[nameOf(part.$ref)], schemas);
  }
  for (const child of Object.values(part)) closeSchemas(child, schemas);
}

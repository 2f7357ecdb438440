import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { describeIdempotency } from './idempotency.openapi.js';
import { describeOperations } from './openapi-operations.js';
import { ProblemResponse } from './problem-response.dto.js';

const DESCRIPTION = `Personal running plans: drafts, generation, phases, weeks, days and laps.

JSON in camelCase. Days are \`YYYY-MM-DD\`, instants RFC 3339, paces \`m:ss\` per mile, distances miles, ids UUIDs.
Errors are problems of RFC 9457 with a stable \`code\`; the \`traceId\` is the \`x-request-id\` of the answer. Lists
page by \`limit\` and \`cursor\`. Edits of a plan take its \`ETag\` as \`If-Match\`.

What is another’s is refused (403): a coach reaches the athletes they coach, with their plans, and changes the races
they made; an athlete reaches their own plans and running. An API key has no more than the account it acts for, and of
that what its scopes say.`;

/** What the operations are about, in the order of the page. */
const TAGS = {
  auth: 'Signing in and out, and one’s own account',
  users: 'Who may sign in',
  'api-keys': 'Keys for programs',
  'audit-log': 'Who did what',
  athletes: 'The people the plans are for',
  running: 'What they ran, when they cannot, and what it adds up to',
  races: 'What the plans lead to',
  workouts: 'What running days are drawn from: the built-in library and staff’s own',
  'plan templates': 'Plans saved for reuse, and given to many athletes at once',
  'training plans': 'From a draft to its weeks, days and laps, and what becomes of them',
  attention: 'What wants a person',
  reports: 'How it goes by coach and month',
  operations: 'Long work, followed while it goes on',
  models: 'Who writes, what it costs and how it does',
  webhooks: 'Telling other programs',
  'unattended work': 'Weeks that write themselves',
  health: 'Whether the service is alive and ready',
} as const;

/** The OpenAPI 3.1 document of every route. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const info = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('GoFast training plans')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addServer('/')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An access token from POST /api/auth/login, or an API key.',
    });
  for (const [name, description] of Object.entries(TAGS)) info.addTag(name, description);
  const document = SwaggerModule.createDocument(app, info.build(), { extraModels: [ProblemResponse] });
  document.info.contact = { name: 'GoFast' };
  // As package.json has it: nobody is granted a licence.
  Object.assign(document.info, {
    license: { name: 'All rights reserved', identifier: 'LicenseRef-UNLICENSED' },
  });
  describeOperations(document);
  describeIdempotency(document);
  return document;
}

/** Serves the document at `openapi.json` and a page to read and try it at `docs`. */
export function serveApiDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    useGlobalPrefix: true,
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'GoFast training plans',
  });
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProperty, DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { describeIdempotency } from './idempotency.openapi.js';
import { PROBLEM_MEDIA_TYPE } from './problem.js';

const PROBLEM_RESPONSE = 'Problem';

/** {@link import('./errors.js').FieldError} as documented. */
class FieldErrorResponse {
  @ApiProperty({ description: 'JSON pointer (RFC 6901) to the field', example: '/fiveKPace' })
  pointer!: string;

  @ApiProperty({ description: 'What would be accepted', example: 'must be a time per mile such as "8:30"' })
  detail!: string;

  @ApiProperty({
    required: false,
    description: 'What is wrong with this field, where several things are',
    example: 'plan.goal_time_missing',
  })
  code?: string;
}

/** {@link import('./problem.js').Problem} as documented. */
export class ProblemResponse {
  @ApiProperty({ example: 'about:blank' })
  type!: string;

  @ApiProperty({ description: 'The phrase of the status', example: 'Bad Request' })
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ description: 'What happened and what to do next' })
  detail!: string;

  @ApiProperty({ description: 'The path of the request', example: '/api/training-plan/generate' })
  instance!: string;

  @ApiProperty({ description: 'Stable, for programs', example: 'request.invalid' })
  code!: string;

  @ApiProperty({ description: 'The request’s id: x-request-id of the answer, reqId in the logs' })
  traceId!: string;

  @ApiProperty({ type: [FieldErrorResponse], required: false, description: 'Every field that was wrong' })
  errors?: FieldErrorResponse[];
}

/** The OpenAPI 3.1 document of every route. Problems are described once and referred to by each operation. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const info = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('GoFast training plans')
    .setDescription('Personal running plans: drafts, generation, phases, weeks, days and laps.')
    .setVersion('1')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An access token from POST /api/auth/login, or an API key.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, info, { extraModels: [ProblemResponse] });
  const problem = { $ref: `#/components/schemas/${ProblemResponse.name}` };
  document.components = {
    ...document.components,
    responses: {
      [PROBLEM_RESPONSE]: {
        description: 'What went wrong (RFC 9457)',
        content: { [PROBLEM_MEDIA_TYPE]: { schema: problem } },
      },
    },
  };
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.put, path.post, path.patch, path.delete]) {
      if (operation) operation.responses.default = { $ref: `#/components/responses/${PROBLEM_RESPONSE}` };
    }
  }
  describeIdempotency(document, problem);
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

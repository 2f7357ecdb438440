import { ApiProperty } from '@nestjs/swagger';

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

  @ApiProperty({ required: false, description: 'The coaching rule that stands against it', example: 'S' })
  rule?: string;

  @ApiProperty({ required: false, description: 'What the rule asks' })
  expected?: string;

  @ApiProperty({ required: false, description: 'What it met' })
  actual?: string;
}

/** {@link import('./problem.js').Problem} as documented. */
export class ProblemResponse {
  @ApiProperty({ example: 'about:blank' })
  type!: string;

  @ApiProperty({ description: 'The phrase of the status', example: 'Bad Request' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 400 })
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

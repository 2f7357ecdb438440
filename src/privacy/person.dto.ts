import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsFlag } from '../common/validators.js';

export class RemoveAthleteQuery {
  @ApiProperty({
    required: false,
    default: false,
    description: 'true: erase the person with all their plans; admins only.',
  })
  @IsOptional()
  @IsFlag()
  erase?: boolean;
}

const RECORD = { type: 'object', additionalProperties: true } as const;
const list = (description: string) => ({ type: 'array', items: RECORD, description }) as const;

/** Everything on record about a person. Paces are `m:ss` per mile, instants in UTC. */
export class PersonExportResponse {
  @ApiProperty({ format: 'date-time' })
  exportedAt: string;

  @ApiProperty(RECORD)
  person: Record<string, unknown>;

  @ApiProperty(list('What their 5K pace was, and since when.'))
  paceHistory: Record<string, unknown>[];

  @ApiProperty(list('What they ran.'))
  activities: Record<string, unknown>[];

  @ApiProperty(list('Days without running.'))
  timeOff: Record<string, unknown>[];

  @ApiProperty(
    list(
      'With `phases` (their `weeks`, and their `days` with laps), `versions`, `suggestions`, `races`, `assignments`, ' +
        '`generations`, `modelCalls` and `calendarLinks`.',
    ),
  )
  plans: Record<string, unknown>[];

  @ApiProperty(list('The races of their plans, and those they entered.'))
  races: Record<string, unknown>[];

  @ApiProperty(list('Workouts of the library that they made, where their account was once staff’s.'))
  workouts: Record<string, unknown>[];

  @ApiProperty(list('Weeks of theirs that wait to be written together with others.'))
  weeksInBulk: Record<string, unknown>[];

  @ApiProperty(list('Long work done for them, with its `events`.'))
  operations: Record<string, unknown>[];

  @ApiProperty(list('What was asked for them together with others, and what came of it.'))
  batchItems: Record<string, unknown>[];

  @ApiProperty(list('What receivers outside were told of them.'))
  webhookDeliveries: Record<string, unknown>[];

  @ApiProperty(list('With `sessions`, `apiKeys` and `passwordResets`; no secrets.'))
  accounts: Record<string, unknown>[];

  @ApiProperty(list('What was done by them or to what is theirs.'))
  auditEntries: Record<string, unknown>[];

  @ApiProperty(
    list('Answers about them that are kept for a day, for requests sent again with an idempotency key.'),
  )
  keptAnswers: Record<string, unknown>[];
}

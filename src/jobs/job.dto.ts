import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../common/paging.js';
import { IsId } from '../common/validators.js';
import { QUEUE_NAMES, type QueueName } from '../queue/queues.js';
import { RUN_TRIGGERS, type RunTrigger } from './scheduled-run.entity.js';

/** `dead`: given up; an admin can have it tried again. `done`: written, or not to be written any more. */
export const JOB_STATES = ['waiting', 'running', 'retrying', 'dead', 'done'] as const;
export type JobState = (typeof JOB_STATES)[number];

export class JobListQuery extends PageQuery {
  @ApiProperty({ enum: JOB_STATES, required: false })
  @IsOptional()
  @IsIn(JOB_STATES)
  state?: JobState;

  @ApiProperty({ format: 'uuid', required: false })
  @IsOptional()
  @IsId()
  planId?: string;
}

export class JobErrorResponse {
  @ApiProperty({ example: 'ai.models_failed' })
  code: string;

  @ApiProperty()
  detail: string;
}

/** A week that nobody asked for, on its way. */
export class JobResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid' })
  planId: string;

  @ApiProperty({ format: 'uuid' })
  athleteId: string;

  @ApiProperty({ type: 'integer', description: 'To be written, or to be looked at once more.' })
  weekNumber: number;

  @ApiProperty({ enum: JOB_STATES })
  state: JobState;

  @ApiProperty({ type: 'integer', description: 'Tries begun.' })
  attempts: number;

  @ApiProperty({ type: JobErrorResponse, nullable: true, description: 'Of the newest try that failed.' })
  error: JobErrorResponse | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it may be taken up; in the past: it waits for a free worker.',
  })
  nextTryAt: string | null;

  @ApiProperty({ description: 'All tries with models are used up: the built-in coach writes, where it may.' })
  lastResort: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
}

export class QueueResponse {
  @ApiProperty({ enum: QUEUE_NAMES })
  queue: QueueName;

  @ApiProperty({ type: 'integer', description: 'Could run at once.' })
  ready: number;

  @ApiProperty({ type: 'integer', description: 'Wait for their time.' })
  deferred: number;

  @ApiProperty({ type: 'integer' })
  running: number;

  @ApiProperty({ description: 'For how long the oldest that could run has waited.' })
  lagSeconds: number;
}

export class JobListResponse {
  @ApiProperty({ type: [QueueResponse] })
  queues: QueueResponse[];

  @ApiProperty({ type: [JobResponse] })
  items: JobResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** One look at all plans for work that nobody asks for. */
export class ScheduledRunResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: RUN_TRIGGERS })
  trigger: RunTrigger;

  @ApiProperty({ description: 'The process that looked: host and process id.' })
  instance: string;

  @ApiProperty({ format: 'date-time' })
  startedAt: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null while it is under way, and for ever when its process died.',
  })
  finishedAt: string | null;

  @ApiProperty({ type: 'integer', description: 'Plans that there was work on.' })
  due: number;

  @ApiProperty({ type: 'integer', description: 'Weeks that became jobs.' })
  enqueued: number;

  @ApiProperty({ type: 'integer', description: 'Of them, those that had begun already.' })
  caughtUp: number;

  @ApiProperty({ type: 'integer', description: 'Weeks shown to their athletes unreviewed.' })
  released: number;

  @ApiProperty({ type: 'integer', description: 'Plans whose race is over.' })
  completed: number;

  @ApiProperty({ type: 'integer', description: 'Jobs that were lost and sent again.' })
  resent: number;

  @ApiProperty({ type: String, nullable: true, description: 'Code of what broke it off.' })
  error: string | null;
}

export class ScheduledRunListResponse {
  @ApiProperty({ type: [ScheduledRunResponse] })
  items: ScheduledRunResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

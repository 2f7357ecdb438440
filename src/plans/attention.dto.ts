import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ATTENTION_KINDS, type AttentionKind } from '../athletes/attention-kinds.js';
import { PageQuery } from '../common/paging.js';
import { IsId } from '../common/validators.js';

export class AttentionQuery extends PageQuery {
  @ApiProperty({ required: false, format: 'uuid', description: 'Of this coach’s athletes alone.' })
  @IsOptional()
  @IsId()
  coachId?: string;

  @ApiProperty({ required: false, enum: ATTENTION_KINDS })
  @IsOptional()
  @IsIn(ATTENTION_KINDS)
  kind?: AttentionKind;
}

export class AttentionAthlete {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  firstName: string;

  @ApiProperty()
  lastName: string;
}

export class AttentionPlan {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;
}

export class AttentionItem {
  @ApiProperty({ enum: ATTENTION_KINDS })
  kind: AttentionKind;

  @ApiProperty({ type: AttentionAthlete })
  athlete: AttentionAthlete;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  coachId: string | null;

  @ApiProperty({ type: AttentionPlan })
  plan: AttentionPlan;

  @ApiProperty({ type: 'integer', nullable: true })
  weekNumber: number | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'What there is to decide.' })
  suggestionId: string | null;

  @ApiProperty({ format: 'date-time' })
  since: string;

  @ApiProperty({ example: 'Ana Berg ran 6 of 25 miles in week 3.' })
  detail: string;
}

const COUNTS = {
  type: 'object' as const,
  additionalProperties: { type: 'integer' },
  description: 'How many of each kind, none left out.',
};

export class CoachAttention {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null: athletes without a coach.',
  })
  coachId: string | null;

  @ApiProperty({ type: String, nullable: true })
  name: string | null;

  @ApiProperty({ type: 'integer' })
  total: number;

  @ApiProperty(COUNTS)
  byKind: Record<AttentionKind, number>;
}

export class AttentionCounts {
  @ApiProperty({ type: 'integer' })
  total: number;

  @ApiProperty(COUNTS)
  byKind: Record<AttentionKind, number>;

  @ApiProperty({ type: [CoachAttention] })
  byCoach: CoachAttention[];
}

export class AttentionResponse {
  @ApiProperty({ type: [AttentionItem] })
  items: AttentionItem[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;

  @ApiProperty({ type: AttentionCounts, description: 'Of all, whatever page and kind is asked for.' })
  counts: AttentionCounts;
}

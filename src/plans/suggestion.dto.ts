import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { IdParam } from '../common/id-param.js';
import { PageQuery } from '../common/paging.js';
import { IsId } from '../common/validators.js';
import {
  SUGGESTION_RULES,
  SUGGESTION_STATES,
  type SuggestionProposal,
  type SuggestionRule,
  type SuggestionState,
} from './suggestion.entity.js';

export class SuggestionListQuery extends PageQuery {
  @ApiProperty({ required: false, enum: SUGGESTION_STATES })
  @IsOptional()
  @IsIn(SUGGESTION_STATES)
  state?: SuggestionState;
}

export class SuggestionParam extends IdParam {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  sid: string;
}

export class SuggestionResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The week it is about; null: the whole plan.',
  })
  weekNumber: number | null;

  @ApiProperty({ enum: SUGGESTION_RULES })
  rule: SuggestionRule;

  @ApiProperty({ description: 'What is proposed, and why, in one sentence.' })
  text: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What accepting does, in numbers; paces in seconds per mile.',
  })
  proposal: SuggestionProposal;

  @ApiProperty({
    enum: SUGGESTION_STATES,
    description: 'withdrawn: what it rested on is no longer so.',
  })
  state: SuggestionState;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  decidedBy: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  decidedAt: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class SuggestionListResponse {
  @ApiProperty({ type: [SuggestionResponse] })
  items: SuggestionResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

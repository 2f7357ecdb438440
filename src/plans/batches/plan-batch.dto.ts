import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional } from 'class-validator';
import { CreateDraftDto } from '../draft.dto.js';
import { PLAN_MODES, type PlanMode } from '../training-plan.entity.js';

/** The most that one request may ask for. */
export const MOST_ITEMS = 500;

@ApiExtraModels(CreateDraftDto)
export class PlanBatchDto {
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: MOST_ITEMS,
    items: {
      oneOf: [
        { $ref: getSchemaPath(CreateDraftDto) },
        { type: 'string', format: 'uuid', description: 'A draft there is' },
      ],
    },
    description:
      'Drafts to make and generate, or ids of drafts to generate. What is wrong inside an item is the result of that item.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_ITEMS)
  items: unknown[];

  @ApiProperty({
    required: false,
    nullable: true,
    enum: PLAN_MODES,
    description: 'Of all items whose body has none of its own. Left out: as a draft has it.',
  })
  @IsOptional()
  @IsIn(PLAN_MODES)
  mode?: PlanMode | null;
}

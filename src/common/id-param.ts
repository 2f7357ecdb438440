import { ApiProperty } from '@nestjs/swagger';
import { IsId } from './validators.js';

/** The `:id` of a path. */
export class IdParam {
  @ApiProperty({ format: 'uuid' })
  @IsId()
  id: string;
}

import { ApiProperty } from '@nestjs/swagger';
import type { KeptDay } from './reverted-plan.js';

class KeptDayResponse implements KeptDay {
  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty({
    enum: ['run', 'past', 'begun'],
    description:
      'Something was run on it; it is over; or it lies in a week begun that the version did not have.',
  })
  reason: KeptDay['reason'];

  @ApiProperty({ description: 'Whether the version has another day there, or none.' })
  differs: boolean;
}

export class RevertResponse {
  @ApiProperty({ format: 'uuid' })
  trainingPlanId: string;

  @ApiProperty({ type: 'integer', description: 'The version whose cascade it has again.' })
  revertedTo: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The version this made; null: nothing was left to change.',
  })
  version: number | null;

  @ApiProperty({
    type: 'integer',
    isArray: true,
    description: 'Numbers of the weeks that are other than before.',
  })
  weeksRestored: number[];

  @ApiProperty({
    type: 'integer',
    isArray: true,
    description: 'Numbers of the weeks that the version did not have; they are written when they are due.',
  })
  weeksRemoved: number[];

  @ApiProperty({ type: [KeptDayResponse], description: 'Days run or past, which stay as they are.' })
  kept: KeptDayResponse[];
}

import { ApiProperty } from '@nestjs/swagger';
import type { LoadReport } from '../coaching/load.js';
import { ComplianceResponse, MILES } from './cascade-response.dto.js';

const COMPLIANCE = {
  type: ComplianceResponse,
  nullable: true,
  description: 'How the plan was followed; null without planned runs, or where the athlete does not report.',
} as const;

export class LoadResponse implements LoadReport {
  @ApiProperty({ format: 'date', description: 'Today, for the athlete: the last day that counts.' })
  asOf: string;

  @ApiProperty({
    description:
      'Whether the athlete is known to report, or did in the last 14 days: if not, no miles on record does not mean none were run.',
  })
  reporting: boolean;

  @ApiProperty(MILES)
  sevenDayMiles: number;

  @ApiProperty(MILES)
  twentyEightDayMiles: number;

  @ApiProperty({ ...MILES, description: 'Longest single run of the last 30 days; 0 without one.' })
  longestRunMiles: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Mean over standard deviation of the last seven days; null when all are equal.',
  })
  monotony: number | null;

  @ApiProperty({
    description: 'A run of the last seven days was longer than the 30 days before it carry.',
  })
  spike: boolean;

  @ApiProperty(COMPLIANCE)
  sevenDayCompliance: ComplianceResponse | null;

  @ApiProperty(COMPLIANCE)
  twentyEightDayCompliance: ComplianceResponse | null;
}

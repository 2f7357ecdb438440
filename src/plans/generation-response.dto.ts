import { ApiProperty } from '@nestjs/swagger';
import { PHASE_NAMES, type PhaseName, type PlanWarning } from '../coaching/model.js';
import { PhaseHead, WarningResponse, WeekResponse } from './cascade-response.dto.js';

/** Who wrote the weeks of one run, and by which rules; each week carries its own in full. */
export class RunProvenanceResponse {
  @ApiProperty({ example: 'built-in-coach', description: '"mixed" when the weeks had more than one author.' })
  author: string;

  @ApiProperty({ type: String, nullable: true })
  model: string | null;

  @ApiProperty()
  rulesVersion: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why another wrote than was asked first.' })
  fallbackReason: string | null;
}

export class GeneratedPlanResponse {
  @ApiProperty({ format: 'uuid' })
  trainingPlanId: string;

  @ApiProperty({ enum: ['active'] })
  status: 'active';

  @ApiProperty({ type: [PhaseHead] })
  phases: PhaseHead[];

  @ApiProperty({ type: 'integer' })
  weeksGenerated: number;

  @ApiProperty({ type: RunProvenanceResponse })
  provenance: RunProvenanceResponse;

  @ApiProperty({ type: [WarningResponse] })
  warnings: PlanWarning[];
}

export class GeneratedWeekResponse {
  @ApiProperty({ format: 'uuid' })
  trainingPlanId: string;

  @ApiProperty({ type: 'integer' })
  weekNumber: number;

  @ApiProperty({ type: WeekResponse })
  week: WeekResponse;
}

export class GeneratedPhaseResponse {
  @ApiProperty({ format: 'uuid' })
  trainingPlanId: string;

  @ApiProperty({ enum: PHASE_NAMES })
  phase: PhaseName;

  @ApiProperty({ type: 'integer' })
  weeksGenerated: number;

  @ApiProperty({ type: [WeekResponse] })
  weeks: WeekResponse[];
}

export class ReplannedResponse {
  @ApiProperty({ format: 'uuid' })
  trainingPlanId: string;

  @ApiProperty({ type: 'integer' })
  weeksGenerated: number;

  @ApiProperty({ type: [WeekResponse], description: 'The weeks that were written anew.' })
  weeks: WeekResponse[];
}

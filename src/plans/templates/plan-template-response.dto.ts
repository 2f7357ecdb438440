import { ApiProperty } from '@nestjs/swagger';
import {
  DAY_TYPES,
  PHASE_NAMES,
  type DayNumber,
  type DayType,
  type PhaseName,
} from '../../coaching/model.js';
import { MAX_TOTAL_WEEKS, MIN_TOTAL_WEEKS } from '../../coaching/phases.js';
import { PLAN_MODES, RELEASES, type PlanMode, type Release } from '../training-plan.entity.js';

export class TemplatePhaseResponse {
  @ApiProperty({ enum: PHASE_NAMES })
  name: PhaseName;

  @ApiProperty({ type: 'integer', minimum: 1 })
  weekCount: number;
}

export class TemplateSettingsResponse {
  @ApiProperty({ enum: RELEASES })
  release: Release;

  @ApiProperty({ type: 'integer', nullable: true })
  horizonDays: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  recoveryEvery: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  longRunDay: DayNumber | null;
}

export class TemplateWorkoutResponse {
  @ApiProperty({ type: 'integer', minimum: 0, description: '0 in race week' })
  weeksToRace: number;

  @ApiProperty({ enum: DAY_TYPES })
  dayType: DayType;

  @ApiProperty({
    description: 'In the workout library; one that is gone or does not suit is replaced by another',
  })
  workoutId: string;
}

export class PlanTemplateSummaryResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: String, nullable: true })
  description: string | null;

  @ApiProperty({ description: 'Of the race that the plan led to', example: 'Marathon' })
  distance: string;

  @ApiProperty()
  distanceMiles: number;

  @ApiProperty({ type: 'integer', minimum: MIN_TOTAL_WEEKS, maximum: MAX_TOTAL_WEEKS })
  totalWeeks: number;

  @ApiProperty({ type: [TemplatePhaseResponse] })
  phases: TemplatePhaseResponse[];

  @ApiProperty({ enum: PLAN_MODES })
  mode: PlanMode;

  @ApiProperty({ type: TemplateSettingsResponse, description: 'Kept where they suit the athlete' })
  settings: TemplateSettingsResponse;

  @ApiProperty({ type: [Number], items: { type: 'integer', minimum: 1, maximum: 7 } })
  preferredDays: DayNumber[];

  @ApiProperty({ format: 'uuid' })
  createdById: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class PlanTemplateResponse extends PlanTemplateSummaryResponse {
  @ApiProperty({ type: [TemplateWorkoutResponse], description: 'By week, and in the order of its days' })
  workouts: TemplateWorkoutResponse[];
}

export class PlanTemplateListResponse {
  @ApiProperty({ type: [PlanTemplateSummaryResponse] })
  items: PlanTemplateSummaryResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

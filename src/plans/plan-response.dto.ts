import { ApiProperty } from '@nestjs/swagger';
import { REALISMS } from '../coaching/goal.js';
import type { DayNumber, PlanWarning } from '../coaching/model.js';
import { READINESS_LEVELS } from '../coaching/readiness.js';
import { EditFindingsResponse } from './day-edit.dto.js';
import { PACE, PhaseResponse, WarningResponse } from './cascade-response.dto.js';
import {
  PLAN_MODES,
  PLAN_STATUSES,
  RELEASES,
  type PlanMode,
  type PlanStatus,
  type Release,
} from './training-plan.entity.js';

export class PredictedRangeResponse {
  @ApiProperty({ example: '3:38:12' })
  fast: string;

  @ApiProperty({ example: '3:55:40' })
  slow: string;
}

export class PlanRaceResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ example: 'Marathon' })
  distance: string;

  @ApiProperty({ example: 26.2188 })
  distanceMiles: number;

  @ApiProperty({ format: 'date' })
  date: string;
}

export class PlanSettingsResponse {
  @ApiProperty({ enum: RELEASES })
  release: Release;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null: as the installation has it.' })
  horizonDays: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null: as the rules have it.' })
  recoveryEvery: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'ISO weekday. Null: the first preferred of the rules.',
  })
  longRunDay: DayNumber | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Miles a week. Null: what table and days carry.',
  })
  mostMiles: number | null;
}

export class PlanSummaryResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: PLAN_STATUSES })
  status: PlanStatus;

  @ApiProperty({ enum: PLAN_MODES })
  mode: PlanMode;

  @ApiProperty({ type: PlanSettingsResponse })
  settings: PlanSettingsResponse;

  @ApiProperty()
  name: string;

  @ApiProperty({ format: 'uuid' })
  athleteId: string;

  @ApiProperty({ type: PlanRaceResponse, nullable: true })
  race: PlanRaceResponse | null;

  @ApiProperty({ type: String, nullable: true, example: '3:45:00' })
  goalTime: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  startDate: string | null;

  @ApiProperty({ type: [Number], nullable: true, description: 'Null on a draft: as the athlete has them.' })
  preferredDays: readonly DayNumber[] | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Null on a draft: as the athlete has it.' })
  currentWeeklyMileage: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  totalWeeks: number | null;

  @ApiProperty(PACE)
  goalPace5K: string | null;

  @ApiProperty(PACE)
  goalRacePace: string | null;

  @ApiProperty(PACE)
  predictedRacePace: string | null;

  @ApiProperty({ enum: REALISMS, nullable: true })
  realism: string | null;

  @ApiProperty({ enum: READINESS_LEVELS, nullable: true })
  readiness: string | null;

  @ApiProperty({ type: 'integer', description: 'Counts changes; the ETag.' })
  revision: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class PlanResponse extends PlanSummaryResponse {
  @ApiProperty({ type: [PlanRaceResponse], description: 'Races on the way, by date.' })
  tuneUpRaces: PlanRaceResponse[];

  @ApiProperty({ type: PredictedRangeResponse, nullable: true })
  predictedRange: PredictedRangeResponse | null;

  @ApiProperty({ type: [WarningResponse], nullable: true, description: 'Null until they can be known.' })
  warnings: PlanWarning[] | null;

  @ApiProperty({
    type: [PhaseResponse],
    nullable: true,
    required: false,
    description: 'Null while they cannot be known; left out by ?include=.',
  })
  phases?: PhaseResponse[] | null;
}

export class PlanChangeResponse {
  @ApiProperty({
    type: 'integer',
    description: 'The first week laid by the change; one more than the plan has where all are written.',
  })
  fromWeek: number;

  @ApiProperty({
    type: [Number],
    items: { type: 'integer' },
    description:
      'Weeks ahead that were written before and stay so; POST /api/training-plan/{id}/replan writes them anew.',
  })
  writtenBefore: number[];

  @ApiProperty({
    type: [Number],
    items: { type: 'integer' },
    description: 'Weeks written by the built-in coach at once, where race or start have moved.',
  })
  rewritten: number[];

  @ApiProperty({
    type: [Number],
    items: { type: 'integer' },
    description: 'Weeks that the plan has no more.',
  })
  removed: number[];

  @ApiProperty({
    type: EditFindingsResponse,
    description:
      'What the rules say of the whole plan without and with the change, as if the built-in coach wrote what is not written.',
  })
  findings: EditFindingsResponse;
}

export class ChangedPlanResponse extends PlanResponse {
  @ApiProperty({
    type: PlanChangeResponse,
    nullable: true,
    description: 'What has become of a plan in its course; null where no week goes by what was changed.',
  })
  change: PlanChangeResponse | null;
}

export class PlanListResponse {
  @ApiProperty({ type: [PlanSummaryResponse] })
  items: PlanSummaryResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

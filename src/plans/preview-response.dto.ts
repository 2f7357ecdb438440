import { ApiProperty } from '@nestjs/swagger';
import { REALISMS, type Realism } from '../coaching/goal.js';
import {
  DAY_TYPES,
  DISTANCE_CLASSES,
  EXPERIENCES,
  type DayNumber,
  type DayType,
  type DistanceClass,
  type Experience,
  type PlanWarning,
} from '../coaching/model.js';
import { READINESS_LEVELS, type Readiness } from '../coaching/readiness.js';
import { MILES, PACE, PhaseHead, WarningResponse, WeekHead } from './cascade-response.dto.js';
import { PlanRaceResponse, PlanSettingsResponse, PredictedRangeResponse } from './plan-response.dto.js';

export class PreviewDayResponse {
  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 7 })
  dayNumber: DayNumber;

  @ApiProperty({ enum: DAY_TYPES })
  workoutType: DayType;

  @ApiProperty(MILES)
  miles: number;

  @ApiProperty()
  outsidePlan: boolean;
}

export class PreviewWeekResponse extends WeekHead {
  @ApiProperty({ ...MILES, description: 'What the progression asked for.' })
  wantedMiles: number;

  @ApiProperty()
  recovery: boolean;

  @ApiProperty()
  part: boolean;

  @ApiProperty()
  touched: boolean;

  @ApiProperty({ type: [PreviewDayResponse] })
  days: PreviewDayResponse[];
}

export class PreviewPhaseResponse extends PhaseHead {
  @ApiProperty({ type: [PreviewWeekResponse] })
  weeks: PreviewWeekResponse[];
}

export class PreviewResponse {
  @ApiProperty({ type: PlanSettingsResponse })
  settings: PlanSettingsResponse;

  @ApiProperty({ type: [PlanRaceResponse], description: 'Races on the way, by date.' })
  tuneUpRaces: PlanRaceResponse[];

  @ApiProperty()
  rulesVersion: string;

  @ApiProperty({ type: 'integer' })
  totalWeeks: number;

  @ApiProperty({ enum: EXPERIENCES })
  experience: Experience;

  @ApiProperty({ enum: DISTANCE_CLASSES })
  distanceClass: DistanceClass;

  @ApiProperty(MILES)
  startLevel: number;

  @ApiProperty(MILES)
  peakTarget: number;

  @ApiProperty(MILES)
  capacity: number;

  @ApiProperty(MILES)
  longRunCap: number;

  @ApiProperty(PACE)
  goalPace5K: string | null;

  @ApiProperty(PACE)
  goalRacePace: string | null;

  @ApiProperty({ ...PACE, nullable: false })
  predictedRacePace: string;

  @ApiProperty({ type: PredictedRangeResponse, nullable: true })
  predictedRange: PredictedRangeResponse | null;

  @ApiProperty({ ...PACE, nullable: false, description: 'Of goal-specific training, per mile.' })
  trainingGoalPace: string;

  @ApiProperty({ enum: REALISMS, nullable: true })
  realism: Realism | null;

  @ApiProperty({ enum: READINESS_LEVELS })
  readiness: Readiness;

  @ApiProperty({ type: [WarningResponse] })
  warnings: PlanWarning[];

  @ApiProperty({ type: [PreviewPhaseResponse] })
  phases: PreviewPhaseResponse[];
}

import { ApiProperty, PickType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { DAY_TYPES, type DayNumber, type DayType } from '../../coaching/model.js';
import { UNITS, type Units } from '../../coaching/units.js';
import { WeekHead } from '../cascade-response.dto.js';
import { PLAN_STATUSES, type PlanStatus } from '../training-plan.entity.js';

export const EXPORT_FORMATS = ['csv', 'json', 'ics', 'fit', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export class ExportQuery {
  @ApiProperty({ enum: EXPORT_FORMATS })
  @IsIn(EXPORT_FORMATS)
  format: ExportFormat;

  @ApiProperty({ required: false, enum: UNITS, description: 'Left out: those of the account that asks.' })
  @IsOptional()
  @IsIn(UNITS)
  units?: Units;
}

export class ExportedLapResponse {
  @ApiProperty({ type: 'integer', minimum: 1 })
  lapIndex: number;

  @ApiProperty({ type: Number, minimum: 0, description: 'In `units`.' })
  distance: number;

  @ApiProperty({ type: String, nullable: true, example: '7:04', description: 'Per unit; null: by feel.' })
  pace: string | null;
}

export class ExportedSessionResponse {
  @ApiProperty({ enum: DAY_TYPES })
  workoutType: DayType;

  @ApiProperty({ type: [ExportedLapResponse] })
  warmup: ExportedLapResponse[];

  @ApiProperty({ type: [ExportedLapResponse] })
  workout: ExportedLapResponse[];

  @ApiProperty({ type: [ExportedLapResponse] })
  cooldown: ExportedLapResponse[];

  @ApiProperty()
  notes: string;
}

export class ExportedDayResponse extends ExportedSessionResponse {
  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 7 })
  dayNumber: DayNumber;

  @ApiProperty({ type: Number, minimum: 0, description: 'In `units`.' })
  distance: number;

  @ApiProperty({ type: ExportedSessionResponse, nullable: true })
  alternative: ExportedSessionResponse | null;

  @ApiProperty()
  locked: boolean;

  @ApiProperty({ description: 'A day of week 1 before the start date.' })
  outsidePlan: boolean;
}

export class ExportedWeekResponse extends PickType(WeekHead, [
  'weekNumber',
  'phase',
  'startDate',
  'endDate',
] as const) {
  @ApiProperty({ type: Number, minimum: 0, description: 'In `units`, with the race.' })
  distance: number;

  @ApiProperty({ type: [ExportedDayResponse], description: 'None while a coach reviews the week.' })
  days: ExportedDayResponse[];
}

export class ExportedRaceResponse {
  @ApiProperty()
  name: string;

  @ApiProperty({ example: 'Marathon' })
  distanceName: string;

  @ApiProperty({ type: Number, minimum: 0, description: 'In `units`.' })
  distance: number;

  @ApiProperty({ format: 'date' })
  date: string;
}

/** A plan as data, in the reader's units. */
export class ExportedPlanResponse {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: PLAN_STATUSES })
  status: PlanStatus;

  @ApiProperty()
  athlete: string;

  @ApiProperty({ type: ExportedRaceResponse, nullable: true })
  race: ExportedRaceResponse | null;

  @ApiProperty({ type: [ExportedRaceResponse], description: 'Races on the way, by date.' })
  tuneUpRaces: ExportedRaceResponse[];

  @ApiProperty({ type: String, nullable: true, example: '3:45:00' })
  goalTime: string | null;

  @ApiProperty({ enum: UNITS, description: 'Of every distance, and what every pace is per.' })
  units: Units;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'That the plan does not prepare for its race, and why; null: it does.',
  })
  risk: string | null;

  @ApiProperty({ type: 'integer', minimum: 1 })
  revision: number;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: [ExportedWeekResponse] })
  weeks: ExportedWeekResponse[];
}

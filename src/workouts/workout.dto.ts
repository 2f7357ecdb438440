import { ApiProperty, PartialType } from '@nestjs/swagger';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional } from 'class-validator';
import { validate as isUuid } from 'uuid';
import {
  DISTANCE_CLASSES,
  EXPERIENCES,
  PHASE_NAMES,
  type DistanceClass,
  type Experience,
  type PhaseName,
} from '../coaching/model.js';
import { findWorkout } from '../coaching/workouts/library.js';
import {
  WORKOUT_DAY_TYPES,
  WORKOUT_FAMILIES,
  type WorkoutDayType,
  type WorkoutFamily,
} from '../coaching/workouts/workout.js';
import { PageQuery } from '../common/paging.js';
import { Accepts, IsHundredths, IsLine } from '../common/validators.js';
import { HasStructures, IsStructure, STRUCTURE_SCHEMA, type StructureDto } from './structure.dto.js';

const WORKOUT_SOURCES = ['built-in', 'own'] as const;
type WorkoutSource = (typeof WORKOUT_SOURCES)[number];

function isWorkoutId(value: unknown): boolean {
  return typeof value === 'string' && (isUuid(value) || findWorkout(value) !== null);
}

/** The `:id` of a path: a UUID of staff's own, a name of the built-in library. */
export class WorkoutIdParam {
  @ApiProperty({ example: 'tempo-cruise', description: 'A UUID, or the name of a built-in workout.' })
  @Accepts(
    'isWorkoutId',
    isWorkoutId,
    'must be the id of a workout: a UUID, or a name of the built-in library such as tempo-cruise',
  )
  id: string;
}

@HasStructures()
export class CreateWorkoutDto {
  @ApiProperty({ minLength: 1, maxLength: 60, description: 'Unlike that of every other workout.' })
  @IsLine(60)
  name: string;

  @ApiProperty({ enum: WORKOUT_DAY_TYPES })
  @IsIn(WORKOUT_DAY_TYPES)
  dayType: WorkoutDayType;

  @ApiProperty({
    enum: WORKOUT_FAMILIES,
    description: 'What it trains; each day type has families of its own.',
  })
  @IsIn(WORKOUT_FAMILIES)
  family: WorkoutFamily;

  @ApiProperty({ enum: PHASE_NAMES, isArray: true, minItems: 1, uniqueItems: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(PHASE_NAMES, { each: true })
  phases: PhaseName[];

  @ApiProperty({ enum: DISTANCE_CLASSES, isArray: true, minItems: 1, uniqueItems: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(DISTANCE_CLASSES, { each: true })
  classes: DistanceClass[];

  @ApiProperty({ enum: EXPERIENCES, isArray: true, minItems: 1, uniqueItems: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(EXPERIENCES, { each: true })
  levels: Experience[];

  @ApiProperty({ minimum: 2, maximum: 22, description: 'Shortest day it makes sense on, in half miles.' })
  @IsHundredths(0, 100)
  minMiles: number;

  @ApiProperty({ minLength: 1, maxLength: 280, description: 'What it is for, in one sentence.' })
  @IsLine(280)
  purpose: string;

  @ApiProperty({ minLength: 1, maxLength: 280, description: 'How it should feel.' })
  @IsLine(280)
  feel: string;

  @ApiProperty({
    type: String,
    required: false,
    nullable: true,
    example: 'easy-steady',
    description: 'Id of a built-in workout to run instead; null or left out: rest.',
  })
  @IsOptional()
  @IsLine(64)
  easier?: string | null;

  @ApiProperty(STRUCTURE_SCHEMA)
  @IsStructure()
  structure: StructureDto;
}

/** Only what changes; the structure as a whole. */
export class UpdateWorkoutDto extends PartialType(CreateWorkoutDto, { skipNullProperties: false }) {}

export class WorkoutListQuery extends PageQuery {
  @ApiProperty({
    required: false,
    maxLength: 100,
    description: 'Words in the name, the purpose or the feel.',
  })
  @IsOptional()
  @IsLine(100)
  q?: string;

  @ApiProperty({ required: false, enum: WORKOUT_SOURCES })
  @IsOptional()
  @IsIn(WORKOUT_SOURCES)
  source?: WorkoutSource;

  @ApiProperty({ required: false, enum: WORKOUT_DAY_TYPES })
  @IsOptional()
  @IsIn(WORKOUT_DAY_TYPES)
  dayType?: WorkoutDayType;

  @ApiProperty({ required: false, enum: PHASE_NAMES })
  @IsOptional()
  @IsIn(PHASE_NAMES)
  phase?: PhaseName;

  @ApiProperty({ required: false, enum: DISTANCE_CLASSES })
  @IsOptional()
  @IsIn(DISTANCE_CLASSES)
  class?: DistanceClass;

  @ApiProperty({ required: false, enum: EXPERIENCES })
  @IsOptional()
  @IsIn(EXPERIENCES)
  level?: Experience;
}

@HasStructures()
export class WorkoutResponse {
  @ApiProperty({ description: 'As a day names it in `workoutId`.' })
  id: string;

  @ApiProperty({ enum: WORKOUT_SOURCES })
  source: WorkoutSource;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: WORKOUT_DAY_TYPES })
  dayType: WorkoutDayType;

  @ApiProperty({ enum: WORKOUT_FAMILIES })
  family: WorkoutFamily;

  @ApiProperty({ enum: PHASE_NAMES, isArray: true })
  phases: PhaseName[];

  @ApiProperty({ enum: DISTANCE_CLASSES, isArray: true })
  classes: DistanceClass[];

  @ApiProperty({ enum: EXPERIENCES, isArray: true })
  levels: Experience[];

  @ApiProperty()
  minMiles: number;

  @ApiProperty()
  purpose: string;

  @ApiProperty()
  feel: string;

  @ApiProperty({ type: String, nullable: true })
  easier: string | null;

  @ApiProperty(STRUCTURE_SCHEMA)
  structure: StructureDto;

  @ApiProperty({ description: 'Drawn for every plan; else for those of the athletes of whoever made it.' })
  shared: boolean;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Who made it; null: built in.' })
  createdById: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when it is drawn no more; days that have it still lead here.',
  })
  retiredAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  createdAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  updatedAt: string | null;
}

export class WorkoutListResponse {
  @ApiProperty({ type: [WorkoutResponse] })
  items: WorkoutResponse[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

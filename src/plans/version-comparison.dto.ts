import { ApiProperty } from '@nestjs/swagger';
import { DAY_TYPES, PHASE_NAMES, type DayType, type PhaseName } from '../coaching/model.js';
import { AlternativeResponse, DayResponse, MILES, PACE, VersionHead } from './cascade-response.dto.js';
import {
  DAY_PARTS,
  type CascadeComparison,
  type ComparedWeek,
  type DayDifference,
  type DayPart,
  type Difference,
  type LapDifference,
  type LapValues,
  type WeekMiles,
} from './version-comparison.js';

const ONE_SIDED = { nullable: true, description: 'Null: there is none.' } as const;
const CHANGED = { required: false, description: 'Left out where it is the same.' } as const;

class LapValuesResponse implements LapValues {
  @ApiProperty(MILES)
  distanceMiles: number;

  @ApiProperty(PACE)
  paceGoal: string | null;
}

class LapDifferenceResponse implements LapDifference {
  @ApiProperty({ enum: DAY_PARTS })
  part: DayPart;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Its place in this part of the day.' })
  lapIndex: number;

  @ApiProperty({ type: LapValuesResponse, ...ONE_SIDED })
  before: LapValuesResponse | null;

  @ApiProperty({ type: LapValuesResponse, ...ONE_SIDED })
  after: LapValuesResponse | null;
}

class TypeDifferenceResponse implements Difference<DayType> {
  @ApiProperty({ enum: DAY_TYPES })
  before: DayType;

  @ApiProperty({ enum: DAY_TYPES })
  after: DayType;
}

class MilesDifferenceResponse implements Difference<number> {
  @ApiProperty(MILES)
  before: number;

  @ApiProperty(MILES)
  after: number;
}

class TextDifferenceResponse implements Difference<string> {
  @ApiProperty()
  before: string;

  @ApiProperty()
  after: string;
}

class FlagDifferenceResponse implements Difference<boolean> {
  @ApiProperty()
  before: boolean;

  @ApiProperty()
  after: boolean;
}

class AlternativeDifferenceResponse implements Difference<AlternativeResponse | null> {
  @ApiProperty({ type: AlternativeResponse, ...ONE_SIDED })
  before: AlternativeResponse | null;

  @ApiProperty({ type: AlternativeResponse, ...ONE_SIDED })
  after: AlternativeResponse | null;
}

class DayDifferenceResponse implements DayDifference {
  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty({ type: [LapDifferenceResponse], description: 'The laps that are other than they were.' })
  laps: LapDifferenceResponse[];

  @ApiProperty({ type: TypeDifferenceResponse, ...CHANGED })
  workoutType?: TypeDifferenceResponse;

  @ApiProperty({ type: MilesDifferenceResponse, ...CHANGED })
  miles?: MilesDifferenceResponse;

  @ApiProperty({ type: TextDifferenceResponse, ...CHANGED })
  notes?: TextDifferenceResponse;

  @ApiProperty({ type: AlternativeDifferenceResponse, ...CHANGED })
  alternative?: AlternativeDifferenceResponse;

  @ApiProperty({ type: FlagDifferenceResponse, ...CHANGED })
  locked?: FlagDifferenceResponse;

  @ApiProperty({ type: FlagDifferenceResponse, ...CHANGED })
  outsidePlan?: FlagDifferenceResponse;
}

class WeekMilesResponse implements WeekMiles {
  @ApiProperty({ type: 'integer', minimum: 1 })
  weekNumber: number;

  @ApiProperty({ enum: PHASE_NAMES })
  phase: PhaseName;

  @ApiProperty({ ...MILES, description: 'With the race.' })
  miles: number;

  @ApiProperty({ ...MILES, description: 'Without the race.' })
  trainingMiles: number;

  @ApiProperty({ ...MILES, description: 'Training miles the week was to have.' })
  targetMiles: number;
}

class ComparedWeekResponse implements ComparedWeek {
  @ApiProperty({ format: 'date', description: 'Its Monday.' })
  startDate: string;

  @ApiProperty({ type: WeekMilesResponse, ...ONE_SIDED })
  before: WeekMilesResponse | null;

  @ApiProperty({ type: WeekMilesResponse, ...ONE_SIDED })
  after: WeekMilesResponse | null;
}

export class VersionComparisonResponse implements CascadeComparison {
  @ApiProperty({ type: VersionHead, description: 'The version that `before` is said of.' })
  from: VersionHead;

  @ApiProperty({ type: VersionHead, description: 'The version that `after` is said of.' })
  to: VersionHead;

  @ApiProperty({ type: [DayResponse], description: 'Days that only the second has.' })
  added: DayResponse[];

  @ApiProperty({ type: [DayResponse], description: 'Days that only the first has.' })
  removed: DayResponse[];

  @ApiProperty({ type: [DayDifferenceResponse], description: 'Days that both have, and not alike.' })
  changed: DayDifferenceResponse[];

  @ApiProperty({ type: [ComparedWeekResponse], description: 'Miles of all weeks of either, side by side.' })
  weeks: ComparedWeekResponse[];
}

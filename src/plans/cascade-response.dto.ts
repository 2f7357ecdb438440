import { ApiProperty } from '@nestjs/swagger';
import type { Finding } from '../coaching/audit.js';
import { COMPLIANCE_STATUSES, type Compliance, type ComplianceStatus } from '../coaching/compliance.js';
import {
  ADAPTATION_RULES,
  DAY_TYPES,
  PHASE_NAMES,
  RULE_IDS,
  type AdaptationRule,
  type AlternativeSession,
  type DayNumber,
  type DayType,
  type Lap,
  type PhaseName,
  type PlanWarning,
  type RuleId,
  type RuleNote,
} from '../coaching/model.js';
import type { StoredProvenance } from './training-plan-week.entity.js';

export const PACE = { type: String, nullable: true, example: '8:35', description: 'Per mile.' } as const;
export const MILES = { type: Number, example: 9.5 } as const;

export class WarningResponse implements PlanWarning {
  @ApiProperty({ example: 'goal.unrealistic' })
  code: string;

  @ApiProperty()
  detail: string;
}

export class RuleNoteResponse implements RuleNote {
  @ApiProperty({ enum: RULE_IDS })
  rule: RuleId;

  @ApiProperty({ example: 'stretch' })
  code: string;

  @ApiProperty({ enum: RULE_IDS, required: false })
  yieldedTo?: RuleId;

  @ApiProperty()
  text: string;
}

export class LapResponse implements Lap {
  @ApiProperty({ type: 'integer', minimum: 1 })
  lapIndex: number;

  @ApiProperty(MILES)
  distanceMiles: number;

  @ApiProperty({ ...PACE, description: 'Per mile; null: by feel.' })
  paceGoal: string | null;
}

export class AlternativeResponse implements AlternativeSession {
  @ApiProperty({ enum: DAY_TYPES })
  workoutType: DayType;

  @ApiProperty({ type: String, nullable: true })
  workoutId: string | null;

  @ApiProperty({ type: [LapResponse] })
  warmup: LapResponse[];

  @ApiProperty({ type: [LapResponse] })
  workout: LapResponse[];

  @ApiProperty({ type: [LapResponse] })
  cooldown: LapResponse[];

  @ApiProperty()
  notes: string;
}

const COMPLIANCE_SHOWN =
  'What was run against what was planned; left out where no run was planned, it lies ahead, or the athlete does not report.';

export class ComplianceResponse implements Compliance {
  @ApiProperty({
    enum: COMPLIANCE_STATUSES,
    description: 'Green within 20 %, amber from 50 to 150 %, red beyond.',
  })
  status: ComplianceStatus;

  @ApiProperty({ ...MILES, description: 'Of the days that can be judged.' })
  plannedMiles: number;

  @ApiProperty(MILES)
  actualMiles: number;
}

/** A day; `?include=days` leaves its laps and its alternative out. */
export class DayResponse {
  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 7, description: '1 Monday to 7 Sunday.' })
  dayNumber: DayNumber;

  @ApiProperty({ enum: DAY_TYPES })
  workoutType: DayType;

  @ApiProperty(MILES)
  miles: number;

  @ApiProperty({ type: [LapResponse], required: false })
  warmup?: LapResponse[];

  @ApiProperty({ type: [LapResponse], required: false })
  workout?: LapResponse[];

  @ApiProperty({ type: [LapResponse], required: false })
  cooldown?: LapResponse[];

  @ApiProperty()
  notes: string;

  @ApiProperty({ type: AlternativeResponse, nullable: true, required: false })
  alternative?: AlternativeResponse | null;

  @ApiProperty()
  locked: boolean;

  @ApiProperty({ description: 'A day of week 1 before the start.' })
  outsidePlan: boolean;

  @ApiProperty({ type: ComplianceResponse, required: false, description: COMPLIANCE_SHOWN })
  compliance?: ComplianceResponse;
}

export class WeekAdaptationResponse {
  @ApiProperty({
    enum: ADAPTATION_RULES,
    isArray: true,
    description: 'Each has its sentence among the notes.',
  })
  rules: AdaptationRule[];
}

export class WeekHead {
  @ApiProperty({ type: 'integer', minimum: 1 })
  weekNumber: number;

  @ApiProperty({ enum: PHASE_NAMES })
  phase: PhaseName;

  @ApiProperty({ format: 'date' })
  startDate: string;

  @ApiProperty({ format: 'date' })
  endDate: string;

  @ApiProperty({ ...MILES, description: 'Training miles the week is to have.' })
  targetMiles: number;

  @ApiProperty({ type: Number, minimum: 1 })
  stretch: number;

  @ApiProperty({ type: [RuleNoteResponse], description: 'The rules that shaped the week.' })
  notes: RuleNote[];
}

/** A week of a generated plan, written or not. */
export class PlanWeekHead extends WeekHead {
  @ApiProperty({
    type: WeekAdaptationResponse,
    nullable: true,
    description: 'Why the week is not as it was first drawn; null: it is.',
  })
  adaptation: WeekAdaptationResponse | null;
}

export class WeekResponse extends PlanWeekHead {
  @ApiProperty({ ...MILES, description: 'With the race.' })
  miles: number;

  @ApiProperty({ ...MILES, description: 'Without the race.' })
  trainingMiles: number;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Who wrote the week, and how.' })
  provenance: StoredProvenance;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  releasedAt: string | null;

  @ApiProperty({ type: ComplianceResponse, required: false, description: COMPLIANCE_SHOWN })
  compliance?: ComplianceResponse;

  @ApiProperty({ type: [DayResponse], required: false, description: 'Left out by ?include=.' })
  days?: DayResponse[];
}

/** A week that is still to be written, or to be released. */
export class PlannedWeekResponse extends PlanWeekHead {
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'When it is written; null where it is already, or is not to be.',
  })
  dueDate: string | null;

  @ApiProperty({ description: 'It is written, and an athlete sees it when a coach has released it.' })
  inReview: boolean;

  @ApiProperty({ type: [DayResponse], maxItems: 0 })
  days: [];
}

export class PhaseHead {
  @ApiProperty({ enum: PHASE_NAMES })
  name: PhaseName;

  @ApiProperty({ type: 'integer', minimum: 1 })
  weekCount: number;

  @ApiProperty({ ...MILES, description: 'Of the weeks written so far.' })
  totalMiles: number;

  @ApiProperty({ ...MILES, description: 'Training miles of all its weeks as planned.' })
  plannedMiles: number;
}

export class PhaseResponse extends PhaseHead {
  @ApiProperty({ type: [WeekResponse], required: false, description: 'Left out by ?include=.' })
  weeks?: WeekResponse[];
}

export class FindingResponse implements Finding {
  @ApiProperty({ enum: RULE_IDS })
  rule: RuleId;

  @ApiProperty({ example: 'C.rise_over_10_percent' })
  code: string;

  @ApiProperty({ enum: ['blocking', 'advisory'] })
  severity: Finding['severity'];

  @ApiProperty({ type: 'integer', nullable: true })
  weekNumber: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  dayNumber: DayNumber | null;

  @ApiProperty()
  expected: string;

  @ApiProperty()
  actual: string;

  @ApiProperty()
  message: string;
}

export class AuditResponse {
  @ApiProperty({ type: [FindingResponse] })
  findings: Finding[];
}

export class VersionHead {
  @ApiProperty({ type: 'integer', minimum: 1 })
  number: number;

  @ApiProperty({ example: 'generated' })
  reason: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: the service itself.' })
  actorId: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;
}

export class VersionListResponse {
  @ApiProperty({ type: [VersionHead] })
  items: VersionHead[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class VersionResponse extends VersionHead {
  @ApiProperty({ type: [PhaseResponse] })
  phases: PhaseResponse[];
}

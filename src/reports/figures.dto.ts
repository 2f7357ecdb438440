import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { ReportGroup, ReportHead } from './report.dto.js';

const COUNT = { type: 'integer', minimum: 0 } as const;
const MILES = { type: Number, minimum: 0 } as const;
const share = (of: string) =>
  ({ type: Number, nullable: true, minimum: 0, description: `${of}; null without any.` }) as const;
const usd = (of: string) =>
  ({ type: Number, nullable: true, minimum: 0, description: `${of}; null: not known.` }) as const;

/** How plans were followed. Days count that can be judged, by the rules of `compliance`. */
export class AdherenceFigures {
  @ApiProperty({ ...COUNT, description: 'To whom a session fell on a day that is over and was not off.' })
  athletes: number;

  @ApiProperty({ ...COUNT, description: 'Of whom it is known what they ran.' })
  reportingAthletes: number;

  @ApiProperty({ ...COUNT, description: 'Of whom nothing is known: none of their sessions counts below.' })
  silentAthletes: number;

  @ApiProperty({ ...MILES, description: 'Of the days that count, races with them.' })
  plannedMiles: number;

  @ApiProperty({ ...MILES, description: 'Run on the days that count.' })
  actualMiles: number;

  @ApiProperty(share('Miles run of miles planned'))
  milesShare: number | null;

  @ApiProperty({ ...COUNT, description: 'That count; races are none.' })
  plannedSessions: number;

  @ApiProperty({ ...COUNT, description: 'At least half of their miles.' })
  runSessions: number;

  @ApiProperty({ ...COUNT, description: 'Below half of their miles.' })
  missedSessions: number;

  @ApiProperty({ ...COUNT, description: 'Of which nobody knows; neither run nor missed.' })
  silentSessions: number;

  @ApiProperty(share('Sessions run of those that count'))
  sessionsShare: number | null;

  @ApiProperty({ ...COUNT, description: 'Written weeks that begin in the period, released or not.' })
  weeks: number;

  @ApiProperty({ ...COUNT, description: 'By the built-in coach, for whatever reason.' })
  builtInWeeks: number;

  @ApiProperty({ ...COUNT, description: 'By the built-in coach because no model could.' })
  fallbackWeeks: number;

  @ApiProperty({ ...COUNT, description: 'Changed for what was really run.' })
  adaptedWeeks: number;

  @ApiProperty(share('Weeks by the built-in coach'))
  builtInShare: number | null;

  @ApiProperty(share('Weeks by the built-in coach because no model could'))
  fallbackShare: number | null;

  @ApiProperty({ ...COUNT, description: 'Of the plans that lasted into the period, by their status of now.' })
  activePlans: number;

  @ApiProperty(COUNT)
  pausedPlans: number;

  @ApiProperty(COUNT)
  completedPlans: number;

  @ApiProperty(COUNT)
  archivedPlans: number;
}

/** What was run, and what was asked for. */
export class LoadFigures {
  @ApiProperty({ ...COUNT, description: 'Who ran, or whose plan asked for a run.' })
  athletes: number;

  @ApiProperty({ ...COUNT, description: 'Who ran.' })
  runningAthletes: number;

  @ApiProperty({ ...COUNT, description: 'Whose plan asked for a run, and of whom nothing is known.' })
  silentAthletes: number;

  @ApiProperty({ ...MILES, description: 'That plans asked for up to today, but for pauses and times off.' })
  plannedMiles: number;

  @ApiProperty({ ...MILES, description: 'On record, with a plan or without.' })
  milesRun: number;

  @ApiProperty(COUNT)
  runs: number;

  @ApiProperty({ ...MILES, nullable: true, description: 'Null without a run.' })
  longestRunMiles: number | null;

  @ApiProperty({
    ...COUNT,
    description:
      'With a run longer than both 1.1 times the longest of the 30 days before and that plus a mile.',
  })
  athletesWithSpike: number;

  @ApiProperty({ ...COUNT, description: 'Such runs.' })
  spikes: number;

  @ApiProperty({
    ...MILES,
    nullable: true,
    description:
      'A week and athlete, over the days from their first report on that a report speaks for; null without any.',
  })
  meanWeeklyMiles: number | null;
}

/** What models took. */
export class CostFigures {
  @ApiProperty({ ...COUNT, description: 'Failed ones with them: they may have cost money.' })
  calls: number;

  @ApiProperty({ ...COUNT, description: 'Without a reply that could be used.' })
  failedCalls: number;

  @ApiProperty({ ...COUNT, description: 'Cached ones among them.' })
  inputTokens: number;

  @ApiProperty(COUNT)
  cachedTokens: number;

  @ApiProperty({ ...COUNT, description: 'Reasoning ones among them.' })
  outputTokens: number;

  @ApiProperty(COUNT)
  reasoningTokens: number;

  @ApiProperty(usd('Of the calls whose cost is known'))
  usd: number | null;

  @ApiProperty({ ...COUNT, description: 'Calls whose tokens or price are not known: not in `usd`.' })
  unpricedCalls: number;

  @ApiProperty({ ...COUNT, description: 'Plans with a call whose cost is known.' })
  pricedPlans: number;

  @ApiProperty(usd('For each of `pricedPlans`'))
  usdPerPlan: number | null;

  @ApiProperty({
    ...COUNT,
    description: 'Times that a model wrote a week at a cost that is known; a week written anew counts again.',
  })
  pricedWeeks: number;

  @ApiProperty(usd('For each of `pricedWeeks`, what failed with it'))
  usdPerWeek: number | null;

  @ApiProperty({
    ...COUNT,
    description: 'Weeks of plans first written in the period that a model wrote last.',
  })
  modelWeeks: number;

  @ApiProperty({ ...COUNT, description: 'The same of the built-in coach.' })
  builtInWeeks: number;

  @ApiProperty({ ...COUNT, description: 'The same of templates.' })
  templateWeeks: number;
}

export class AdherenceRow extends IntersectionType(ReportGroup, AdherenceFigures) {}
export class LoadRow extends IntersectionType(ReportGroup, LoadFigures) {}
export class CostRow extends IntersectionType(ReportGroup, CostFigures) {}

export class AdherenceReport extends ReportHead {
  @ApiProperty({ type: [AdherenceRow] })
  rows: AdherenceRow[];

  @ApiProperty({ type: AdherenceFigures, description: 'An athlete or a plan of several rows counts once.' })
  total: AdherenceFigures;
}

export class LoadReport extends ReportHead {
  @ApiProperty({ type: [LoadRow] })
  rows: LoadRow[];

  @ApiProperty({ type: LoadFigures, description: 'An athlete of several rows counts once.' })
  total: LoadFigures;
}

export class CostReport extends ReportHead {
  @ApiProperty({ type: [CostRow] })
  rows: CostRow[];

  @ApiProperty({ type: CostFigures, description: 'A plan of several rows counts once.' })
  total: CostFigures;
}

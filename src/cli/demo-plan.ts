import { addDays, mondayOf } from '../coaching/calendar.js';
import { formatDuration } from '../coaching/duration.js';
import { predictedSeconds, scoreOfFiveKPace } from '../coaching/fitness.js';
import type {
  CalendarDate,
  DayNumber,
  DayType,
  Experience,
  Lap,
  PhaseName,
  PlanWarning,
  RuleNote,
} from '../coaching/model.js';
import { formatPace, parsePace } from '../coaching/pace.js';
import { trainingPaces } from '../coaching/zones.js';
import type { DemoOptions } from './demo-options.js';
import type { StaffClient } from './staff-client.js';

/** What of a day the demonstration shows. */
export interface DemoDay {
  date: CalendarDate;
  dayNumber: DayNumber;
  workoutType: DayType;
  miles: number;
  warmup: Lap[];
  workout: Lap[];
  cooldown: Lap[];
  notes: string;
  outsidePlan: boolean;
}

export interface DemoWeek {
  weekNumber: number;
  phase: PhaseName;
  startDate: CalendarDate;
  endDate: CalendarDate;
  /** With the race; without it. */
  miles: number;
  trainingMiles: number;
  notes: RuleNote[];
  provenance: { author: string; model?: string | null; fallbackReason?: string | null };
  days: DemoDay[];
}

export interface DemoPhase {
  name: PhaseName;
  weekCount: number;
  totalMiles: number;
  weeks: DemoWeek[];
}

/** The cascade as `GET /training-plan/:id` answers it. */
export interface DemoCascade {
  id: string;
  name: string;
  race: { name: string; distance: string; distanceMiles: number; date: CalendarDate };
  goalTime: string;
  startDate: CalendarDate;
  totalWeeks: number;
  goalPace5K: string;
  goalRacePace: string;
  predictedRacePace: string;
  predictedRange: { fast: string; slow: string } | null;
  realism: string;
  readiness: string;
  warnings: PlanWarning[];
  phases: DemoPhase[];
}

export interface DemoFinding {
  rule: string;
  code: string;
  severity: 'blocking' | 'advisory';
  weekNumber: number | null;
  dayNumber: DayNumber | null;
  expected: string;
  actual: string;
  message: string;
}

/** Paces per mile, `"m:ss"`. */
export interface DemoPaces {
  easy: { fast: string; slow: string };
  marathon: string;
  threshold: string;
  interval: string;
  repetition: string;
  fiveK: string;
  predictedRace: string;
  goalRace: string;
  /** Of late tempo work and goal-pace segments. */
  trainingGoal: string;
}

/** A generated plan with everything the report tells of it. */
export interface DemoPlan {
  athlete: {
    firstName: string;
    lastName: string;
    fiveKPace: string;
    currentWeeklyMileage: number;
    preferredDays: DayNumber[];
    experience: Experience;
  };
  paces: DemoPaces;
  plan: DemoCascade;
  audit: { findings: DemoFinding[] };
  /** What the generate call took, as staff wait for it. */
  generateSeconds: number;
}

const RUNNER = { firstName: 'Robin', lastName: 'Miles', email: 'robin.miles@gofast.example' };

/** Of a default goal against the prediction: a season's work for most runners. */
const GOAL_SHARE = 0.98;

/** Plan from next Monday to the race on the Sunday that ends its last week. */
export function demoDates(
  today: CalendarDate,
  weeks: number,
): { startDate: CalendarDate; raceDate: CalendarDate } {
  const startDate = addDays(mondayOf(today), 7);
  return { startDate, raceDate: addDays(startDate, 7 * weeks - 1) };
}

/** A goal a little under what today's fitness predicts, to the minute from an hour on, else to ten seconds. */
export function defaultGoal({ distance, fiveKPace }: Pick<DemoOptions, 'distance' | 'fiveKPace'>): string {
  const seconds = GOAL_SHARE * predictedSeconds(scoreOfFiveKPace(secondsOf(fiveKPace)), distance.miles);
  const step = seconds >= 3600 ? 60 : 10;
  return formatDuration(Math.round(seconds / step) * step);
}

/**
 * Does what staff do, over HTTP: makes an athlete, a race and a draft, generates every week, and reads plan and audit.
 * @throws RefusedError when the service does not make such a plan
 */
export async function makeDemoPlan(
  client: StaffClient,
  options: DemoOptions,
  today: CalendarDate,
): Promise<DemoPlan> {
  const { distance, fiveKPace, miles, days, weeks } = options;
  const { startDate, raceDate } = demoDates(today, weeks);
  const athlete = await client.post<Identified & DemoPlan['athlete']>('/athletes', {
    ...RUNNER,
    fiveKPace,
    currentWeeklyMileage: miles,
    preferredDays: days,
  });
  const race = await client.post<Identified>('/races', {
    name: `City ${distance.name}`,
    distance: distance.name,
    date: raceDate,
  });
  const draft = {
    athleteId: athlete.id,
    raceId: race.id,
    goalTime: options.goal ?? defaultGoal(options),
    startDate,
  };
  const { id } = await client.post<Identified>('/training-plan', draft);
  const started = performance.now();
  await client.post('/training-plan/generate', { trainingPlanId: id, mode: 'complete' });
  const generateSeconds = (performance.now() - started) / 1000;
  const [plan, audit, preview] = await Promise.all([
    client.get<DemoCascade>(`/training-plan/${id}`),
    client.get<DemoPlan['audit']>(`/training-plan/${id}/audit`),
    client.post<{ experience: Experience; trainingGoalPace: string }>('/training-plan/preview', draft),
  ]);
  return {
    athlete: {
      firstName: athlete.firstName,
      lastName: athlete.lastName,
      fiveKPace: athlete.fiveKPace,
      currentWeeklyMileage: athlete.currentWeeklyMileage,
      preferredDays: athlete.preferredDays,
      experience: preview.experience,
    },
    paces: pacesOf(fiveKPace, {
      predictedRace: plan.predictedRacePace,
      goalRace: plan.goalRacePace,
      trainingGoal: preview.trainingGoalPace,
    }),
    plan,
    audit,
    generateSeconds,
  };
}

interface Identified {
  id: string;
}

function pacesOf(
  fiveKPace: string,
  race: Pick<DemoPaces, 'predictedRace' | 'goalRace' | 'trainingGoal'>,
): DemoPaces {
  const paces = trainingPaces(secondsOf(fiveKPace));
  return {
    easy: { fast: formatPace(paces.easy.fast), slow: formatPace(paces.easy.slow) },
    marathon: formatPace(paces.marathon),
    threshold: formatPace(paces.threshold),
    interval: formatPace(paces.interval),
    repetition: formatPace(paces.repetition),
    fiveK: fiveKPace,
    ...race,
  };
}

function secondsOf(pace: string): number {
  const seconds = parsePace(pace);
  if (seconds === null) throw new RangeError(`"${pace}" is not a pace`);
  return seconds;
}

/** All weeks, first to last. */
export function weeksOf({ phases }: DemoCascade): DemoWeek[] {
  return phases.flatMap(({ weeks }) => weeks);
}

const AUTHOR_LABELS: ReadonlyMap<string, string> = new Map([['built-in-coach', 'built-in coach']]);

/** Who wrote a week, in words. */
export function authorOf({ provenance }: DemoWeek): string {
  return provenance.model ?? AUTHOR_LABELS.get(provenance.author) ?? provenance.author;
}

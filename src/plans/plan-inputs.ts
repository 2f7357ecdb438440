import type { Athlete } from '../athletes/athlete.entity.js';
import { METRES_PER_MILE } from '../coaching/distance.js';
import { totalWeeksBetween } from '../coaching/calendar.js';
import type { CalendarDate, LayoutSettings, PlanInputs } from '../coaching/model.js';
import { settingsRefusals } from '../coaching/layout-settings.js';
import { tuneUpMisfits } from '../coaching/tune-up-places.js';
import { tuneUpRefusals } from '../coaching/tune-ups.js';
import { phaseSplitProblem } from '../coaching/phases.js';
import { defined } from '../common/defined.js';
import type { Race } from '../races/race.entity.js';
import { dateProblems, startProblems } from './plan-dates.js';
import type { PlanProblem } from './plan-problem.js';
import type { PlanSettings, TrainingPlan } from './training-plan.entity.js';
import { tuneUpsOf } from './tune-up-races.js';

/** What a draft says itself; null is taken from the athlete. */
export type DraftValues = Pick<
  TrainingPlan,
  'goalTimeSeconds' | 'startDate' | 'preferredDays' | 'currentWeeklyMileage' | 'phases' | 'settings'
> &
  Partial<Pick<TrainingPlan, 'programme'>>;

export type AthleteValues = Pick<
  Athlete,
  'fiveKPace' | 'currentWeeklyMileage' | 'preferredDays' | 'experience' | 'injuryRisk'
>;

/** Everything a plan is made from as it is today, before it is known to be complete. */
export type KnownInputs = {
  [Key in keyof PlanInputs]: PlanInputs[Key] | null;
} & Pick<PlanInputs, 'injuryRisk' | 'settings' | 'programme' | 'tuneUps'>;

/**
 * Puts a draft, its athlete and its races together: the draft's own values first, the athlete's where it has none.
 * @param onTheWay tune-up races
 */
export function knownInputs(
  draft: DraftValues,
  athlete: AthleteValues,
  race: Race | null,
  onTheWay: readonly Race[] = [],
): KnownInputs {
  const settings = layoutOf(draft.settings);
  const tuneUps = tuneUpsOf(onTheWay);
  return {
    raceDistanceMiles: race && race.distanceMetres / METRES_PER_MILE,
    raceDate: race && race.date,
    startDate: draft.startDate,
    goalTimeSeconds: draft.goalTimeSeconds,
    fiveKPace: athlete.fiveKPace,
    baseline: draft.currentWeeklyMileage ?? athlete.currentWeeklyMileage,
    preferredDays: draft.preferredDays ?? athlete.preferredDays,
    experience: athlete.experience,
    injuryRisk: athlete.injuryRisk,
    phases: draft.phases,
    ...(settings && { settings }),
    ...(draft.programme && { programme: draft.programme }),
    ...(tuneUps && { tuneUps }),
  };
}

/** Those of the settings that a plan is laid by; undefined where staff set none of them. */
export function layoutOf({ recoveryEvery, longRunDay, mostMiles }: PlanSettings): LayoutSettings | undefined {
  const layout = defined({ recoveryEvery, longRunDay, mostMiles });
  return Object.keys(layout).length === 0 ? undefined : layout;
}

/** Inputs that a plan can be made from, or all that stands against it. */
export type CheckedInputs =
  { inputs: PlanInputs; problems: [] } | { inputs: null; problems: [PlanProblem, ...PlanProblem[]] };

/**
 * Checks known inputs for being there and for fitting together.
 * @param options.goalRequired false for a preview, which may do without a goal
 */
export function checkInputs(
  known: KnownInputs,
  options: { today: CalendarDate; goalRequired: boolean },
): CheckedInputs {
  const [first, ...others] = [
    ...missingValues(known, options.goalRequired),
    ...misfits(known, options.today),
    ...settingsRefusals(known).map(({ setting, detail }) => ({
      code: 'plan.settings_refused',
      pointer: `/settings/${setting}`,
      detail,
    })),
  ];
  if (first) return { inputs: null, problems: [first, ...others] };
  if (!isComplete(known)) throw new Error('Inputs that lack nothing are not complete');
  const [refused, ...refusedToo] = tuneUpRefusals(known).map(({ detail }) => tuneUpProblem(detail));
  return refused ? { inputs: null, problems: [refused, ...refusedToo] } : { inputs: known, problems: [] };
}

function tuneUpProblem(detail: string): PlanProblem {
  return { code: 'plan.tune_up_refused', pointer: '/tuneUpRaceIds', detail };
}

/** What has to be known, in the order it is asked for. */
const REQUIRED: readonly (PlanProblem & { key: keyof PlanInputs })[] = [
  {
    key: 'goalTimeSeconds',
    code: 'plan.goal_time_missing',
    pointer: '/goalTime',
    detail: 'The plan has no goal time; give it one, e.g. "3:45:00".',
  },
  {
    key: 'startDate',
    code: 'plan.start_date_missing',
    pointer: '/startDate',
    detail: 'The plan has no start date; give it one as YYYY-MM-DD.',
  },
  {
    key: 'raceDate',
    code: 'plan.race_missing',
    pointer: '/raceId',
    detail: 'The plan has no race; give it one of GET /api/races.',
  },
  {
    key: 'fiveKPace',
    code: 'athlete.pace_missing',
    pointer: '/athlete/fiveKPace',
    detail: 'The athlete has no 5K pace; set fiveKPace of the athlete, e.g. "8:00" per mile.',
  },
  {
    key: 'baseline',
    code: 'athlete.mileage_missing',
    pointer: '/currentWeeklyMileage',
    detail:
      'Neither plan nor athlete says how far the athlete runs today; set currentWeeklyMileage, 0 to 150.',
  },
  {
    key: 'preferredDays',
    code: 'athlete.preferred_days_missing',
    pointer: '/preferredDays',
    detail:
      'Neither plan nor athlete says which days to run on; set preferredDays, two to seven of 1 Monday … 7 Sunday.',
  },
];

function missingValues(known: KnownInputs, goalRequired: boolean): PlanProblem[] {
  return REQUIRED.filter(({ key }) => known[key] === null && (goalRequired || key !== 'goalTimeSeconds')).map(
    ({ code, pointer, detail }) => ({ code, pointer, detail }),
  );
}

function misfits(known: KnownInputs, today: CalendarDate): PlanProblem[] {
  const { startDate, raceDate, raceDistanceMiles, phases } = known;
  if (startDate === null) return [];
  if (raceDate === null) return startProblems(startDate, today);
  const problems = dateProblems({ startDate, raceDate, today });
  const split = phases && phaseSplitProblem(phases, totalWeeksBetween(startDate, raceDate));
  if (problems.length > 0) return problems;
  const tuneUps =
    raceDistanceMiles === null ? [] : tuneUpMisfits({ ...known, startDate, raceDate, raceDistanceMiles });
  return [
    ...(split === null
      ? []
      : [{ code: 'plan.phases_invalid', pointer: '/phases', detail: `The phases do not fit: ${split}.` }]),
    ...tuneUps.map(({ detail }) => tuneUpProblem(detail)),
  ];
}

function isComplete(known: KnownInputs): known is PlanInputs {
  return REQUIRED.every(({ key }) => key === 'goalTimeSeconds' || known[key] !== null);
}

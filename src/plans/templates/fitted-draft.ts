import type { Athlete } from '../../athletes/athlete.entity.js';
import { addDays, mondayOf, totalWeeksBetween } from '../../coaching/calendar.js';
import { distanceClassOf, METRES_PER_MILE } from '../../coaching/distance.js';
import { settingsRefusals } from '../../coaching/layout-settings.js';
import { PHASE_NAMES, type CalendarDate, type PhaseSplit } from '../../coaching/model.js';
import { defaultPhases, scalePhases } from '../../coaching/phases.js';
import type { Race } from '../../races/race.entity.js';
import type { CreateDraftDto } from '../draft.dto.js';
import { dateProblems } from '../plan-dates.js';
import { layoutOf } from '../plan-inputs.js';
import { planRefused } from '../plan-problem.js';
import type { PlanShape } from './plan-shape.js';

/** For whom a template is fitted, and to what. */
interface Occasion {
  athlete: Athlete;
  race: Race;
  /** Null: as many weeks before the race as the template has, not before this week. */
  startDate: CalendarDate | null;
  goalTime: string | null;
  /** On the template's days rather than the athlete's. */
  keepDays: boolean;
  /** For the athlete. */
  today: CalendarDate;
}

/**
 * The draft that a template becomes for an athlete. Paces, miles and experience are the athlete's; phases keep their
 * shares of the weeks there are; a setting that a rule stands against for this athlete is left out.
 * @throws InvalidError when between start and race there are too few weeks for a plan, or too many
 */
export function fittedDraft(template: Omit<PlanShape, 'programme'>, occasion: Occasion): CreateDraftDto {
  const { athlete, race, goalTime, keepDays, today } = occasion;
  const startDate =
    occasion.startDate ?? latestOf(mondayOf(today), mondayBefore(race.date, template.totalWeeks));
  const [first, ...others] = dateProblems({ startDate, raceDate: race.date, today });
  if (first) throw planRefused([first, ...others]);
  const preferredDays = keepDays || athlete.preferredDays === null ? template.preferredDays : null;
  return {
    athleteId: athlete.id,
    raceId: race.id,
    goalTime,
    startDate,
    preferredDays,
    phases: phasesFor(template.phases, { race, totalWeeks: totalWeeksBetween(startDate, race.date) }),
    mode: template.mode,
    settings: settingsFor(template, { athlete, preferredDays: preferredDays ?? athlete.preferredDays }),
  };
}

function mondayBefore(raceDate: CalendarDate, totalWeeks: number): CalendarDate {
  return addDays(mondayOf(raceDate), -7 * (totalWeeks - 1));
}

function latestOf(one: CalendarDate, other: CalendarDate): CalendarDate {
  return one > other ? one : other;
}

/** Null where it is the split that the rules have by themselves. */
function phasesFor(
  phases: PhaseSplit,
  { race, totalWeeks }: { race: Race; totalWeeks: number },
): PhaseSplit | null {
  const scaled = scalePhases(phases, totalWeeks);
  const usual = defaultPhases(totalWeeks, distanceClassOf(race.distanceMetres / METRES_PER_MILE));
  return PHASE_NAMES.every((name) => scaled[name] === usual[name]) ? null : scaled;
}

function settingsFor(
  { settings }: Pick<PlanShape, 'settings'>,
  { athlete, preferredDays }: { athlete: Athlete; preferredDays: Athlete['preferredDays'] },
): NonNullable<CreateDraftDto['settings']> {
  const { experience, injuryRisk, currentWeeklyMileage: baseline } = athlete;
  const layout = layoutOf(settings);
  const refused = settingsRefusals({
    ...(layout && { settings: layout }),
    preferredDays,
    experience,
    baseline,
    injuryRisk,
  });
  const kept = { ...settings };
  for (const { setting } of refused) delete kept[setting];
  return kept;
}

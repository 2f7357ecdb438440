import { isEasier } from '../../coaching/day-edit.js';
import { TYPE_LABELS } from '../../coaching/labels.js';
import { lapText } from '../../coaching/lap-words.js';
import type { AlternativeSession } from '../../coaching/model.js';
import { distanceIn, type Units } from '../../coaching/units.js';
import { tuneUpOn, type ExportedDay, type ExportedPlan } from './exported-plan.js';

type Session = Pick<ExportedDay, 'warmup' | 'workout' | 'cooldown'>;

/** `"Tempo, 6 mi"`; a day of rest is `"Rest"`. */
export function titleOf({ workoutType, miles }: ExportedDay, units: Units): string {
  const { name } = TYPE_LABELS[workoutType];
  return workoutType === 'rest' ? name : `${name}, ${distanceIn(miles, units)} ${units}`;
}

/** As `titleOf`, a tune-up race by its name: `"Tune-up race: City Ten, 10 mi"`. */
export function dayTitle(plan: Pick<ExportedPlan, 'tuneUps' | 'units'>, day: ExportedDay): string {
  const tuneUp = tuneUpOn(plan, day);
  if (!tuneUp) return titleOf(day, plan.units);
  return `Tune-up race: ${tuneUp.name}, ${distanceIn(tuneUp.miles, plan.units)} ${plan.units}`;
}

/** What there is to run, a line for each part: `"Warm-up: 1 mi by feel"`. */
export function sessionLines({ warmup, workout, cooldown }: Session, units: Units): string[] {
  const parts = [
    { name: 'Warm-up', laps: warmup },
    { name: 'Run', laps: workout },
    { name: 'Cool-down', laps: cooldown },
  ];
  return parts
    .filter(({ laps }) => laps.length > 0)
    .map(({ name, laps }) => `${name}: ${lapText(laps, units)}`);
}

/** The run to do instead on a hard day, in one line; empty for none. */
export function alternativeText(alternative: AlternativeSession | null, units: Units): string {
  if (!alternative) return '';
  const { name } = TYPE_LABELS[alternative.workoutType];
  return [`${name}.`, ...sessionLines(alternative, units).map((line) => `${line}.`), alternative.notes]
    .join(' ')
    .trim();
}

/** A line on the run that stands beside a day's: the easier one, or what staff or athlete eased. Empty for none. */
export function insteadLine(day: ExportedDay, units: Units): string {
  const text = alternativeText(day.alternative, units);
  if (!day.alternative || text === '') return '';
  return isEasier(day.alternative, day)
    ? `Instead, if it asks too much: ${text}`
    : `In the place of: ${text}`;
}

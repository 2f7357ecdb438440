import { planPaces } from '../../src/coaching/goal.js';
import { layDay } from '../../src/coaching/laps.js';
import type {
  BlueprintDay,
  BlueprintWeek,
  DayType,
  Lap,
  PlanInputs,
  PlannedDay,
} from '../../src/coaching/model.js';
import type { Session, SessionBlock } from '../../src/coaching/sessions.js';
import { weekFrame, type WeekFrame } from '../../src/coaching/week-frame.js';
import { goldenBlueprints, type GoldenBlueprint } from './golden-blueprints.js';

/** The marathon plan, and the one that runs on Saturday and Sunday only. */
export const marathon = example(0);
export const weekend = example(6);

export function example(index: number): GoldenBlueprint {
  const found = goldenBlueprints()[index];
  if (!found) throw new Error(`There is no example ${index}.`);
  return found;
}

/** The golden marathon plan (8:00 5K pace), in the peak week of 48 miles: week 11. */
export function frameOf(change: Partial<PlanInputs> = {}, week: Partial<BlueprintWeek> = {}): WeekFrame {
  const { blueprint } = marathon;
  const inputs: PlanInputs = { ...marathon.inputs, ...change };
  const peak = blueprint.weeks[10];
  if (!peak) throw new Error('The golden marathon plan has a week 11.');
  return weekFrame({
    week: { ...peak, ...week },
    blueprint,
    paces: planPaces(inputs, { taperWeeks: 3 }),
    raceDistanceMiles: inputs.raceDistanceMiles,
  });
}

export function dayOf(type: DayType, miles: number): BlueprintDay {
  return { date: '2026-03-18', dayNumber: 3, type, miles, outsidePlan: false };
}

export function sessionOf(...blocks: SessionBlock[]): Session {
  return { dayNumber: 3, workoutId: null, blocks, notes: 'Run well.' };
}

export function block(
  repeat: number,
  distanceMiles: number,
  zone: SessionBlock['zone'],
  recoveryMiles = 0,
): SessionBlock {
  return { repeat, distanceMiles, zone, recoveryMiles };
}

export function lay(
  day: BlueprintDay,
  session: Session,
  frame: WeekFrame = frameOf(),
): { day: PlannedDay; codes: string[] } {
  const laid = layDay(day, session, frame);
  if (!laid.day) throw new Error(laid.refused[0].detail);
  return { day: laid.day, codes: laid.mended.map(({ code }) => code) };
}

export function text(laps: Lap[]): string {
  return laps
    .map(({ distanceMiles, paceGoal }) => `${distanceMiles}${paceGoal ? `@${paceGoal}` : ''}`)
    .join(' ');
}

export function refusal(day: BlueprintDay, session: Session | null): string | undefined {
  const laid = layDay(day, session, frameOf());
  return laid.day ? undefined : laid.refused[0].code;
}

import { createHash } from 'node:crypto';
import {
  Encoder,
  type Encodable,
  type FileIdMesg,
  type WorkoutMesg,
  type WorkoutStepMesg,
} from '@garmin/fitsdk';
import { isQuality } from '../../coaching/day-types.js';
import { METRES_PER_MILE } from '../../coaching/distance.js';
import { shortDate } from '../../coaching/labels.js';
import { groupLaps } from '../../coaching/lap-words.js';
import type { Lap } from '../../coaching/model.js';
import { parsePace } from '../../coaching/pace.js';
import type { ExportedDay, ExportedPlan } from './exported-plan.js';
import { titleOf } from './session-words.js';

/**
 * How far from a lap's pace a watch lets its runner stray before it says so, as a share of the pace: some six seconds
 * a mile in a tempo run, nine in an easy one. The middle of the window is the pace itself.
 */
const PACE_LEEWAY = 0.015;

/** What messages are called by in the profile of the format. */
const MESSAGES = { fileId: 0, workout: 26, workoutStep: 27 };

type Step = Omit<WorkoutStepMesg, 'mesgNum' | 'messageIndex'>;
type Intensity = 'warmup' | 'active' | 'recovery' | 'cooldown';

/** A day's run as a workout file for Garmin watches: a step for each lap, those that repeat told once. */
export function fitWorkout(
  plan: Pick<ExportedPlan, 'id' | 'units' | 'updatedAt'>,
  day: ExportedDay,
): Uint8Array {
  const steps = stepsOf(day);
  const fileId: Encodable<FileIdMesg> = {
    mesgNum: MESSAGES.fileId,
    type: 'workout',
    manufacturer: 'development',
    product: 0,
    serialNumber: serialNumberOf(plan.id, day.date),
    timeCreated: plan.updatedAt,
  };
  const workout: Encodable<WorkoutMesg> = {
    mesgNum: MESSAGES.workout,
    wktName: `${shortDate(day.date)} ${titleOf(day, plan.units)}`,
    sport: 'running',
    subSport: 'generic',
    numValidSteps: steps.length,
  };
  const encoder = new Encoder().writeMesg(fileId).writeMesg(workout);
  for (const [messageIndex, step] of steps.entries()) {
    const message: Encodable<WorkoutStepMesg> = { mesgNum: MESSAGES.workoutStep, messageIndex, ...step };
    encoder.writeMesg(message);
  }
  return encoder.close();
}

function stepsOf({ workoutType, warmup, workout, cooldown }: ExportedDay): Step[] {
  // Between the repetitions of a quality day, a lap by feel is there to recover in.
  const byFeel = isQuality(workoutType) ? 'recovery' : 'active';
  const steps: Step[] = [];
  addSteps(steps, warmup, () => 'warmup');
  addSteps(steps, workout, ({ paceGoal }) => (paceGoal === null ? byFeel : 'active'));
  addSteps(steps, cooldown, () => 'cooldown');
  return steps;
}

function addSteps(steps: Step[], laps: readonly Lap[], intensityOf: (lap: Lap) => Intensity): void {
  for (const group of groupLaps(laps)) {
    const first = steps.length;
    steps.push(...group.laps.map((lap) => ({ ...stepOf(lap), intensity: intensityOf(lap) })));
    if (group.times === 1) continue;
    steps.push({
      durationType: 'repeatUntilStepsCmplt',
      durationValue: first,
      targetType: 'open',
      targetValue: group.times,
    });
  }
}

/** Distances in centimetres and speeds in millimetres per second, as the raw fields of the format have them. */
function stepOf({ distanceMiles, paceGoal }: Lap): Step {
  const length: Step = {
    durationType: 'distance',
    durationValue: Math.round(distanceMiles * METRES_PER_MILE * 100),
  };
  const pace = paceGoal === null ? null : parsePace(paceGoal);
  if (pace === null) return { ...length, targetType: 'open', targetValue: 0 };
  return {
    ...length,
    targetType: 'speed',
    // No zone of the watch's own, but the speeds that follow.
    targetValue: 0,
    customTargetValueLow: speedAt(pace * (1 + PACE_LEEWAY)),
    customTargetValueHigh: speedAt(pace * (1 - PACE_LEEWAY)),
  };
}

function speedAt(secondsPerMile: number): number {
  return Math.round((METRES_PER_MILE / secondsPerMile) * 1000);
}

/** By which watches tell files apart: not 0, and the same for the same day of the same plan. */
function serialNumberOf(planId: string, date: string): number {
  return createHash('sha256').update(`${planId} ${date}`).digest().readUInt32BE() || 1;
}

import { strToU8, zipSync, type Zippable } from 'fflate';
import { isRun, type ExportedPlan, type RenderedExport } from './exported-plan.js';
import { fitWorkout } from './fit-workout.js';

/** A zip of workout files for Garmin watches, one for each run of the plan, by its date. */
export function renderFit(plan: ExportedPlan): RenderedExport<Uint8Array> {
  const files: Zippable = {};
  for (const day of plan.weeks.flatMap((week) => week.days)) {
    if (isRun(day)) files[`${day.date}-${day.workoutType}.fit`] = fitWorkout(plan, day);
  }
  if (plan.risk !== null) files['warning.txt'] = strToU8(`${plan.risk}\n`);
  return { body: zipSync(files, { mtime: plan.updatedAt }), mediaType: 'application/zip' };
}

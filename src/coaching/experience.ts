import type { Experience } from './model.js';

/** Weekly miles from which a runner whose experience was not given counts as intermediate. */
const INTERMEDIATE_BASELINE = 20;

/** The experience a plan is made for: as given, else judged from the current weekly mileage. */
export function experienceOf(experience: Experience | null, baseline: number): Experience {
  return experience ?? (baseline < INTERMEDIATE_BASELINE ? 'novice' : 'intermediate');
}

import type { DistanceClass, Experience, PhaseName } from '../model.js';

/** Groups that workouts suit, named once. */
export const EVERY_PHASE: readonly PhaseName[] = ['base', 'build', 'peak', 'taper'];
export const AFTER_BASE: readonly PhaseName[] = ['build', 'peak', 'taper'];
export const BEFORE_TAPER: readonly PhaseName[] = ['base', 'build', 'peak'];
export const LATE: readonly PhaseName[] = ['peak', 'taper'];
export const PEAK: readonly PhaseName[] = ['peak'];
export const TAPER: readonly PhaseName[] = ['taper'];

export const EVERY_CLASS: readonly DistanceClass[] = ['5k', '10k', 'ten_mile', 'half', 'marathon', 'ultra'];
export const SHORT_RACES: readonly DistanceClass[] = ['5k', '10k'];
export const MIDDLE_RACES: readonly DistanceClass[] = ['10k', 'ten_mile', 'half'];
export const HALF_UP: readonly DistanceClass[] = ['ten_mile', 'half', 'marathon', 'ultra'];
export const LONG_RACES: readonly DistanceClass[] = ['half', 'marathon', 'ultra'];

export const EVERYONE: readonly Experience[] = ['novice', 'intermediate', 'advanced'];
export const EXPERIENCED: readonly Experience[] = ['intermediate', 'advanced'];

import { CoachingInputError } from '../coaching/errors.js';
import { distanceOf, parseDistance, type RaceDistance } from '../coaching/distance.js';

/** How a request names a distance: `"Half marathon"`, `"12 km"`, or a number with its unit. */
export type DistanceInput = string | { value: number; unit: string };

/**
 * The distance a request means.
 * @throws CoachingInputError when it is unknown or longer or shorter than what is planned for
 */
export function readDistance(distance: DistanceInput): RaceDistance {
  return typeof distance === 'string' ? parseDistance(distance) : distanceOf(distance);
}

/** Why a value is no race distance, in words for the client; null when it is one. */
export function distanceFault(value: unknown): string | null {
  if (!isDistanceInput(value)) return 'must be a name such as "Marathon" or { value, unit }';
  try {
    readDistance(value);
    return null;
  } catch (error) {
    if (error instanceof CoachingInputError) return error.message;
    throw error;
  }
}

function isDistanceInput(value: unknown): value is DistanceInput {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return false;
  return (
    'value' in value && Number.isFinite(value.value) && 'unit' in value && typeof value.unit === 'string'
  );
}

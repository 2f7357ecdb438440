import { METRES_PER_MILE } from '../coaching/distance.js';
import { parseDuration } from '../coaching/duration.js';
import { CoachingInputError } from '../coaching/errors.js';
import { InvalidError } from '../common/errors.js';
import type { Race } from '../races/race.entity.js';

/**
 * Seconds of a goal time over a race; null while one of them is missing.
 * @throws InvalidError `request.invalid` when it cannot be the time of that race
 */
export function goalSecondsOf(goalTime: string | null, race: Race | null): number | null {
  if (goalTime === null || race === null) return null;
  try {
    return parseDuration(goalTime, race.distanceMetres / METRES_PER_MILE);
  } catch (error) {
    if (!(error instanceof CoachingInputError)) throw error;
    throw new InvalidError('request.invalid', error.message, [
      { pointer: '/goalTime', detail: error.message },
    ]);
  }
}

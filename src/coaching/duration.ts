import { CoachingInputError, quoted } from './errors.js';

/** Seconds per mile between which a race time is humanly possible: 2:30 to 25:00. */
const FASTEST_PACE = 150;
const SLOWEST_PACE = 1500;

const ACCEPTED =
  'Accepted are H:MM:SS, or two parts read as MM:SS or H:MM, whichever gives a pace of 2:30 to 25:00 per ' +
  'mile over the race.';

/**
 * Seconds of a race time. `"3:45:00"` is H:MM:SS; two parts are MM:SS (`"20:00"`, `"75:00"`) or H:MM
 * (`"1:45"`), whichever gives a humanly possible pace over `distanceMiles`.
 * @throws CoachingInputError `duration.invalid` when the text is no time, `duration.impossible` when no
 * reading of it is humanly possible or both are.
 */
export function parseDuration(text: string, distanceMiles: number): number {
  const readings = readingsOf(text.trim());
  if (readings.length === 0) {
    throw new CoachingInputError('duration.invalid', `${quoted(text)} is not a time. ${ACCEPTED}`);
  }
  const [seconds, ...others] = readings.filter((reading) => isPossible(reading / distanceMiles));
  if (seconds === undefined || others.length > 0) {
    throw new CoachingInputError(
      'duration.impossible',
      `${quoted(text)} cannot be the time of a race over ${Number(distanceMiles.toFixed(2))} mi. ${ACCEPTED}`,
    );
  }
  return seconds;
}

/** `"H:MM:SS"`, or `"M:SS"` below an hour; rounded once to the second so that it never prints `:60`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** Every number of seconds the text could mean, before the distance has its say. */
function readingsOf(text: string): number[] {
  const full = /^(\d{1,2}):([0-5]\d):([0-5]\d)$/.exec(text);
  if (full) return [Number(full[1]) * 3600 + Number(full[2]) * 60 + Number(full[3])];
  // A leading part above 59 is fine: a half marathon in 75:00 is 1:15:00.
  const short = /^(\d{1,4}):([0-5]\d)$/.exec(text);
  if (!short) return [];
  const first = Number(short[1]) * 60 + Number(short[2]);
  return [first, first * 60];
}

function isPossible(secondsPerMile: number): boolean {
  return secondsPerMile >= FASTEST_PACE && secondsPerMile <= SLOWEST_PACE;
}

import { FIVE_K_MILES, METRES_PER_MILE } from './distance.js';

/** Oxygen cost of running at `v` metres per minute (Daniels & Gilbert 1979). */
function oxygenCost(v: number): number {
  return -4.6 + 0.182258 * v + 0.000104 * v * v;
}

/** Share of maximal oxygen uptake that can be held for `t` minutes (Daniels & Gilbert 1979). */
function sustainableShare(t: number): number {
  return 0.8 + 0.1894393 * Math.exp(-0.012778 * t) + 0.2989558 * Math.exp(-0.1932605 * t);
}

/** Fitness score of a performance: oxygen cost over the share that can be held that long. */
export function fitnessScore(distanceMiles: number, seconds: number): number {
  const minutes = seconds / 60;
  return oxygenCost((distanceMiles * METRES_PER_MILE) / minutes) / sustainableShare(minutes);
}

/** Fitness score of a runner whose 5K pace is `fiveKPace` seconds per mile. */
export function scoreOfFiveKPace(fiveKPace: number): number {
  return fitnessScore(FIVE_K_MILES, fiveKPace * FIVE_K_MILES);
}

/**
 * Seconds a runner of this score takes over a distance, to the millisecond: the time whose score is the
 * given one. A score out of all bounds gives the nearest time between 1:30 and 60:00 a mile.
 */
export function predictedSeconds(score: number, distanceMiles: number): number {
  // Between 1:30 and 60:00 a mile the score falls strictly with time, so bisection finds the one root.
  let fast = distanceMiles * 90;
  let slow = distanceMiles * 3600;
  while (slow - fast > 0.001) {
    const middle = (fast + slow) / 2;
    if (fitnessScore(distanceMiles, middle) > score) fast = middle;
    else slow = middle;
  }
  return (fast + slow) / 2;
}

/** Pace, seconds per mile, that costs `oxygen` ml/kg/min: the inverse of the oxygen cost. */
export function paceAtOxygenCost(oxygen: number): number {
  const a = 0.000104;
  const b = 0.182258;
  const metresPerMinute = (-b + Math.sqrt(b * b + 4 * a * (4.6 + oxygen))) / (2 * a);
  return (METRES_PER_MILE / metresPerMinute) * 60;
}

/** The 5K pace, seconds per mile, of a runner whose equivalent performance is the given one. */
export function equivalentFiveKPace(distanceMiles: number, seconds: number): number {
  return predictedSeconds(fitnessScore(distanceMiles, seconds), FIVE_K_MILES) / FIVE_K_MILES;
}

/**
 * Week targets and day miles are multiples of half a mile. The generator reckons in whole half miles, so
 * that no sum and no "at most 10 %" ever hangs on a float.
 */

/** Largest number of half miles in `miles`. The grain of 1e-9 forgives 0.6 × 32.5 = 19.499999999999996. */
export function floorHalves(miles: number): number {
  return Math.floor(miles * 2 + 1e-9);
}

/** Smallest number of half miles that holds `miles`. */
export function ceilHalves(miles: number): number {
  return Math.ceil(miles * 2 - 1e-9);
}

/** Nearest number of half miles; a quarter mile rounds up. */
export function nearestHalves(miles: number): number {
  return Math.floor(miles * 2 + 0.5 + 1e-9);
}

/** The half miles nearest `share` of `halves` that lie within [`low`, `high`] of it. Shares in percent. */
export function nearestShare(
  halves: number,
  { share, low, high }: { share: number; low: number; high: number },
): number {
  const nearest = Math.floor((halves * share + 50) / 100);
  const least = Math.ceil((halves * low) / 100);
  const most = Math.floor((halves * high) / 100);
  return Math.min(Math.max(nearest, least), most);
}

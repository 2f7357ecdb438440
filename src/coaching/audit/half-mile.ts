/** Guards a product like 1.1 × 5 against falling just short of the figure it stands for. */
const EPSILON = 1e-9;

export const floorHalf = (miles: number): number => Math.floor(miles * 2 + EPSILON) / 2;
export const ceilHalf = (miles: number): number => Math.ceil(miles * 2 - EPSILON) / 2;
/** The nearest half mile, the upper one on a tie. */
export const nearestHalf = (miles: number): number => Math.floor(miles * 2 + 0.5 + EPSILON) / 2;

/** Sums are made in hundredths of a mile, never in floats. */
export const hundredths = (miles: number): number => Math.round(miles * 100);

export function sumMiles(items: readonly number[]): number {
  return items.reduce((total, miles) => total + hundredths(miles), 0) / 100;
}

/** Greater by more than rounding of floats explains. */
export const exceeds = (actual: number, limit: number): boolean => actual > limit + 1e-6;

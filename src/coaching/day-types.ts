import type { DayType } from './model.js';

/** Whether a day of this type is a quality day (§1). */
export function isQuality(type: DayType): type is 'tempo' | 'intervals' {
  return type === 'tempo' || type === 'intervals';
}

/** Whether a day of this type is a hard one (§1): quality, the long run or a race. */
export function isHard(type: DayType): boolean {
  return isQuality(type) || type === 'long_run' || type === 'race';
}

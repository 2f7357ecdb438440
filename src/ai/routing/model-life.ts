import { daysBetween } from '../../coaching/calendar.js';
import type { CalendarDate } from '../../coaching/model.js';
import type { ModelProfile } from '../model-profile.js';

/** From so many days before its shutdown on, a model is warned about. */
export const WARNING_DAYS = 60;

export interface ModelLife {
  /** `ended`: never called again. */
  state: 'current' | 'ending' | 'ended';
  /** Whole days on which it still answers, today among them; null where no end is known. */
  daysLeft: number | null;
}

/** How long a model has to live. */
export function lifeOf({ shutdownDate }: Pick<ModelProfile, 'shutdownDate'>, today: CalendarDate): ModelLife {
  if (shutdownDate === null) return { state: 'current', daysLeft: null };
  const daysLeft = Math.max(0, daysBetween(today, shutdownDate));
  if (daysLeft === 0) return { state: 'ended', daysLeft };
  return { state: daysLeft <= WARNING_DAYS ? 'ending' : 'current', daysLeft };
}

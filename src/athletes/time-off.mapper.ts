import type { TimeOffResponse } from './time-off.dto.js';
import type { TimeOff } from './time-off.entity.js';

export function toTimeOffResponse({ id, startDate, endDate, reason, createdAt }: TimeOff): TimeOffResponse {
  return { id, from: startDate, to: endDate, reason, createdAt: createdAt.toISOString() };
}

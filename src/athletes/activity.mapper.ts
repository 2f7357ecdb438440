import type { ActivityResponse } from './activity.dto.js';
import type { Activity } from './activity.entity.js';

export function toActivityResponse(activity: Activity): ActivityResponse {
  const { id, date, kind, miles, durationSeconds, rpe, source, externalId } = activity;
  return {
    id,
    date,
    kind,
    miles,
    durationSeconds,
    rpe,
    source,
    externalId,
    createdAt: activity.createdAt.toISOString(),
    updatedAt: activity.updatedAt.toISOString(),
  };
}

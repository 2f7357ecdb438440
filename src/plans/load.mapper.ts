import type { LoadResponse } from './load-response.dto.js';
import type { AthleteLoad } from './load.service.js';

export function toLoadResponse(load: AthleteLoad): LoadResponse {
  return { ...load, monotony: load.monotony === null ? null : Number(load.monotony.toFixed(2)) };
}

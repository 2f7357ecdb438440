import { METRES_PER_MILE } from '../coaching/distance.js';
import type { RaceResponse } from './race.dto.js';
import type { Race } from './race.entity.js';

export function toRaceResponse(race: Race): RaceResponse {
  return {
    id: race.id,
    name: race.name,
    distance: race.distanceName,
    distanceMiles: Number((race.distanceMetres / METRES_PER_MILE).toFixed(4)),
    distanceMetres: race.distanceMetres,
    date: race.date,
    city: race.city,
    createdById: race.createdBy?.id ?? null,
    createdAt: race.createdAt.toISOString(),
    updatedAt: race.updatedAt.toISOString(),
  };
}

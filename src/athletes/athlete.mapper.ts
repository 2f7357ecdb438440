import { formatPace } from '../coaching/pace.js';
import type { AthletePace } from './athlete-pace.entity.js';
import type { AthletePaceResponse, AthleteResponse } from './athlete.dto.js';
import type { Athlete } from './athlete.entity.js';

export function toAthleteResponse(athlete: Athlete): AthleteResponse {
  return {
    id: athlete.id,
    firstName: athlete.firstName,
    lastName: athlete.lastName,
    email: athlete.email,
    fiveKPace: athlete.fiveKPace === null ? null : formatPace(athlete.fiveKPace),
    currentWeeklyMileage: athlete.currentWeeklyMileage,
    preferredDays: athlete.preferredDays,
    experience: athlete.experience,
    injuryRisk: athlete.injuryRisk,
    injuryNotes: athlete.injuryNotes,
    timeZone: athlete.timeZone,
    tracksActivities: athlete.tracksActivities,
    aiConsent: athlete.aiConsent,
    coachId: athlete.coach?.id ?? null,
    createdAt: athlete.createdAt.toISOString(),
    updatedAt: athlete.updatedAt.toISOString(),
  };
}

export function toAthletePaceResponse({ id, date, fiveKPace, source }: AthletePace): AthletePaceResponse {
  return { id, date, fiveKPace: formatPace(fiveKPace), source };
}

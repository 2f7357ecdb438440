import { ACCESS_TOKEN_SECONDS } from './access-tokens.js';
import type { CreatedUserResponse, LoginResponse, UserResponse } from './auth.dto.js';
import type { SignedIn } from './sessions.service.js';
import type { Staff } from './staff.entity.js';
import type { CreatedStaff } from './staff.service.js';

export function toUserResponse(staff: Staff): UserResponse {
  const { id, email, name, role, status, units, athleteId, createdAt } = staff;
  return { id, email, name, role, status, units, athleteId, createdAt: createdAt.toISOString() };
}

export function toCreatedUserResponse({ staff, oneTimePassword }: CreatedStaff): CreatedUserResponse {
  return Object.assign(toUserResponse(staff), { oneTimePassword });
}

export function toLoginResponse({ accessToken, refreshToken, staff }: SignedIn): LoginResponse {
  return { accessToken, refreshToken, expiresIn: ACCESS_TOKEN_SECONDS, user: toUserResponse(staff) };
}

import { ACCESS_TOKEN_SECONDS } from './access-tokens.js';
import type { LoginResponse } from './auth.dto.js';
import type { ResetLink } from './passwords.service.js';
import type { SignedIn } from './sessions.service.js';
import type { Staff } from './staff.entity.js';
import type { CreatedStaff } from './staff.service.js';
import type { CreatedUserResponse, PasswordResetResponse, UserResponse } from './user.dto.js';

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

export function toPasswordResetResponse({ token, link, expiresAt }: ResetLink): PasswordResetResponse {
  return { token, link, expiresAt: expiresAt.toISOString() };
}

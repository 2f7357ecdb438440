import { SetMetadata } from '@nestjs/common';
import type { Role } from './staff.entity.js';

export const ROLES_ALLOWED = 'rolesAllowed';

/**
 * Who may use a route or a controller. One without it, and not public, is refused to everybody.
 * Whose athlete or plan it is, is decided by `requireAccess` in the use case.
 */
export const Roles = (...roles: [Role, ...Role[]]) => SetMetadata(ROLES_ALLOWED, roles);

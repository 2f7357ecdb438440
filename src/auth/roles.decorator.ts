import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ROLES_EXTENSION } from '../common/openapi-operations.js';
import type { Role } from './staff.entity.js';

export const ROLES_ALLOWED = 'rolesAllowed';

/**
 * Who may use a route or a controller. One without it, and not public, is refused to everybody.
 * The description of the API says so, too. Whose athlete or plan it is, is decided by `requireAccess` in the use case.
 */
export const Roles = (...roles: [Role, ...Role[]]) =>
  applyDecorators(SetMetadata(ROLES_ALLOWED, roles), ApiExtension(ROLES_EXTENSION, roles));

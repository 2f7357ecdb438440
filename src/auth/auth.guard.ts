import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ForbiddenError, UnauthenticatedError } from '../common/errors.js';
import { IS_PUBLIC } from '../common/public.decorator.js';
import type { Actor, AuthenticatedRequest } from './actor.js';
import { Authenticator } from './authenticator.js';
import { originOf } from './origin.js';
import { ROLES_ALLOWED } from './roles.decorator.js';
import type { Role } from './staff.entity.js';

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** The global guard: every route is closed but to whom `@Public()` or `@Roles()` opens it. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const actor = await this.actorOf(request);
    if (!actor) {
      throw new UnauthenticatedError(
        'auth.required',
        'Sign in at POST /api/auth/login and send the token as "Authorization: Bearer …"; it may have expired.',
      );
    }
    const roles = this.reflector.getAllAndOverride<Role[] | undefined>(ROLES_ALLOWED, targets);
    if (!roles?.includes(actor.role)) {
      throw new ForbiddenError('access.denied', 'Your role may not do this; ask an admin.');
    }
    request.actor = actor;
    return true;
  }

  private async actorOf(request: AuthenticatedRequest): Promise<Actor | null> {
    const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
    return bearer === undefined ? null : this.authenticator.actorOf(bearer, originOf(request));
  }
}

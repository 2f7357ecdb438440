import { EntityManager } from '@mikro-orm/core';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { validate as isUuid } from 'uuid';
import { ForbiddenError, UnauthenticatedError } from '../common/errors.js';
import { IS_PUBLIC } from '../common/public.decorator.js';
import { AccessTokens } from './access-tokens.js';
import type { Actor, AuthenticatedRequest } from './actor.js';
import { ROLES_ALLOWED } from './roles.decorator.js';
import { Staff, type Role } from './staff.entity.js';

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** The global guard: every route is closed but to whom `@Public()` or `@Roles()` opens it. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly em: EntityManager,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<AuthenticatedRequest>();
    const actor = await this.actorOf(request);
    if (!actor) {
      void http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
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

  /** Read from the database at every request: whoever is disabled or demoted is so at once. */
  private async actorOf(request: AuthenticatedRequest): Promise<Actor | null> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const id = token ? await this.tokens.verify(token) : null;
    if (id === null || !isUuid(id)) return null;
    const staff = await this.em.findOne(Staff, { id, status: 'active' });
    return staff && { id: staff.id, role: staff.role, athleteId: staff.athleteId };
  }
}

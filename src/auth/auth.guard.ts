import { EntityManager, raw } from '@mikro-orm/core';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { ForbiddenError, UnauthenticatedError } from '../common/errors.js';
import { IS_PUBLIC } from '../common/public.decorator.js';
import { AccessTokens } from './access-tokens.js';
import type { Actor, AuthenticatedRequest } from './actor.js';
import { originOf } from './origin.js';
import { ROLES_ALLOWED } from './roles.decorator.js';
import { StaffSession } from './staff-session.entity.js';
import type { Role } from './staff.entity.js';

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

  /** Read from the database at every request: whoever is signed out, disabled or demoted is so at once. */
  private async actorOf(request: AuthenticatedRequest): Promise<Actor | null> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const subject = token === undefined ? null : await this.tokens.verify(token);
    if (!subject) return null;
    const session = await this.em.findOne(
      StaffSession,
      {
        id: subject.sessionId,
        expiresAt: { $gt: raw('now()') },
        staff: { id: subject.staffId, status: 'active' },
      },
      { populate: ['staff'], strategy: 'joined' },
    );
    if (!session) return null;
    const { id, role, athleteId } = session.staff.$;
    return { id, role, athleteId, sessionId: session.id, origin: originOf(request) };
  }
}

import { Controller, Get, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { ForbiddenError, UnauthenticatedError } from '../common/errors.js';
import { Public } from '../common/public.decorator.js';
import type { AuthenticatedRequest } from './actor.js';
import { AuthGuard } from './auth.guard.js';
import type { Authenticator } from './authenticator.js';
import type { Origin } from './origin.js';
import { Roles } from './roles.decorator.js';
import type { Role } from './staff.entity.js';

const ID = '01a20386-dc52-7416-805e-2b18e3ae70a5';

@Controller()
class Undecided {
  @Get()
  undecided(): void {}

  @Public()
  @Get('open')
  open(): void {}

  @Roles('coach')
  @Get('coaches')
  coaches(): void {}
}

@Roles('admin')
@Controller()
class ForAdmins {
  @Get()
  inherited(): void {}

  @Roles('athlete')
  @Get('other')
  overridden(): void {}
}

/** What the guard does with a route for someone of this role, or without a token. */
async function ask(controller: new () => object, handler: string, role: Role | null): Promise<unknown> {
  const authenticator = {
    actorOf: async (bearer: string, origin: Origin) =>
      bearer === 'good' ? { id: ID, role, athleteId: null, origin } : null,
  } as unknown as Authenticator;
  const authorization = role ? 'Bearer good' : undefined;
  const request: Partial<AuthenticatedRequest> = {
    id: 'one',
    headers: { authorization },
    ip: '::ffff:192.0.2.1',
  };
  const context = {
    getHandler: () => Reflect.get(controller.prototype, handler) as () => void,
    getClass: () => controller,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  const allowed = await new AuthGuard(new Reflector(), authenticator).canActivate(context);
  return { allowed, actor: request.actor };
}

describe('the guard', () => {
  it('denies a route that says nothing, to everybody', async () => {
    await expect(ask(Undecided, 'undecided', null)).rejects.toThrow(UnauthenticatedError);
    for (const role of ['admin', 'coach', 'athlete'] as const) {
      await expect(ask(Undecided, 'undecided', role)).rejects.toThrow(ForbiddenError);
    }
  });

  it('lets anyone into a public one, as nobody', async () => {
    expect(await ask(Undecided, 'open', null)).toEqual({ allowed: true, actor: undefined });
  });

  it('lets in the roles that are named, with who they are', async () => {
    const origin = { address: '192.0.2.1', userAgent: null, requestId: 'one' };
    const actor = { id: ID, role: 'coach', athleteId: null, origin };
    expect(await ask(Undecided, 'coaches', 'coach')).toEqual({ allowed: true, actor });
    await expect(ask(Undecided, 'coaches', 'athlete')).rejects.toThrow(ForbiddenError);
    // An admin is no coach: a route names everyone it is for.
    await expect(ask(Undecided, 'coaches', 'admin')).rejects.toThrow(ForbiddenError);
  });

  it('takes the controller’s word where the method is silent, and else the method’s', async () => {
    expect(await ask(ForAdmins, 'inherited', 'admin')).toMatchObject({ allowed: true });
    await expect(ask(ForAdmins, 'inherited', 'athlete')).rejects.toThrow(ForbiddenError);
    expect(await ask(ForAdmins, 'overridden', 'athlete')).toMatchObject({ allowed: true });
    await expect(ask(ForAdmins, 'overridden', 'admin')).rejects.toThrow(ForbiddenError);
  });
});

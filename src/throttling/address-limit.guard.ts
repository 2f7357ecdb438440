import { Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { AuthenticatedRequest } from '../auth/actor.js';
import { networkOf, originOf } from '../auth/origin.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { SharedCounts } from './shared-counts.js';

/** Limits by where requests come from. It stands before the guard that finds out from whom: who has no account tries too. */
@Injectable()
export class AddressLimitGuard extends RateLimitGuard {
  constructor(
    @Inject(APP_CONFIG) { rateLimits: { address, signIn } }: AppConfig,
    // By name: the library's own token for it is inherited otherwise.
    @Inject(SharedCounts) counts: SharedCounts,
    reflector: Reflector,
  ) {
    super(
      [
        { name: 'address', limit: address, of: null, told: false },
        { name: 'sign-in', limit: signIn, of: 'sign_in', perRoute: true, told: true },
      ],
      counts,
      reflector,
    );
  }

  protected override whoIs(request: AuthenticatedRequest): string {
    return networkOf(originOf(request).address);
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { AuthenticatedRequest } from '../auth/actor.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { SharedCounts } from './shared-counts.js';

/** Limits by who asks, once that is known: an account wherever it is signed in, and each API key for itself. */
@Injectable()
export class AccountLimitGuard extends RateLimitGuard {
  constructor(
    @Inject(APP_CONFIG) { rateLimits: { account, costly } }: AppConfig,
    // By name: the library's own token for it is inherited otherwise.
    @Inject(SharedCounts) counts: SharedCounts,
    reflector: Reflector,
  ) {
    super(
      [
        { name: 'default', limit: account, of: null, told: true },
        { name: 'costly', limit: costly, of: 'costly', told: true },
      ],
      counts,
      reflector,
    );
  }

  protected override whoIs({ actor }: AuthenticatedRequest): string | null {
    return actor ? (actor.key?.id ?? actor.id) : null;
  }
}

import { SetMetadata } from '@nestjs/common';

export const RATE_CLASS = 'rateClass';

/**
 * What a route has beside the limits that all share. `costly`: what pays a model, or computes for long. `sign_in`: what
 * takes a password or hands out tokens. `never`: no limit at all, for probes.
 */
export type RateClass = 'costly' | 'sign_in' | 'never';

/** How often a route, or all of a controller, may be asked beyond the general limits. */
export const RateLimited = (by: RateClass) => SetMetadata(RATE_CLASS, by);

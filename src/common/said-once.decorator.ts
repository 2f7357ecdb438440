import { SetMetadata } from '@nestjs/common';

export const SAID_ONCE = 'saidOnce';

/**
 * For a POST whose answer holds a secret that is said once: the answer is never kept for its `Idempotency-Key`.
 * @param remedy what somebody to whom the answer was lost does now, as a sentence
 */
export const SaidOnce = (remedy: string) => SetMetadata(SAID_ONCE, remedy);

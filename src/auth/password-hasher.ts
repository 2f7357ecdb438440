import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { UnavailableError } from '../common/errors.js';

/** Argon2id (the library's default algorithm) at the least OWASP asks for: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of a random password that was thrown away, at the same cost: an unknown account takes as long as a known one. */
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$iXtehaUuiT4pV1Lu1miqYQ$ah3tBZZFydrgGd8CyAfGjS8+40c66ZRZJOzdNdJGJFQ';

/** Hashes at once: more only fight for the cores and hold 19 MiB each. */
const MAX_AT_ONCE = 2;
const MAX_WAITING = 64;

/** Turns passwords into argon2id hashes and checks them, a bounded number at a time. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @returns the hash in PHC form, with its salt and cost. */
  hash(password: string): Promise<string> {
    return this.oneOfFew(() => hash(password, COST));
  }

  /**
   * Whether a password is the one behind `passwordHash`. With null (no such account) it is false, after as
   * much work.
   * @throws UnavailableError when too many wait already
   */
  async matches(passwordHash: string | null, password: string): Promise<boolean> {
    const same = await this.oneOfFew(() => verify(passwordHash ?? DECOY, password));
    return same && passwordHash !== null;
  }

  private async oneOfFew<T>(work: () => Promise<T>): Promise<T> {
    await this.takeTurn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The turn is handed on, not given back: nobody can slip in between.
      if (next) next();
      else this.running -= 1;
    }
  }

  private async takeTurn(): Promise<void> {
    if (this.running < MAX_AT_ONCE) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= MAX_WAITING) {
      throw new UnavailableError('auth.busy', 'Too many people are signing in; try again in a moment.');
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

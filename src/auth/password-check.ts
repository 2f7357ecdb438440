import { setTimeout } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { TooManyRequestsError } from '../common/errors.js';
import { sha256 } from '../common/sha256.js';
import { networkOf } from './origin.js';
import { PasswordHasher } from './password-hasher.js';
import { SignInFailures } from './sign-in-failures.entity.js';
import { delayAfter, FORGOTTEN_AFTER_SECONDS, type SlowdownKind } from './slowdown.js';

/** A try at the password of an account. */
export interface PasswordTry {
  /** The account's e-mail address as it was typed, whether there is such an account or not. */
  email: string;
  /** Null when there is none. */
  passwordHash: string | null;
  password: string;
  /** Where the try comes from. */
  address: string;
}

interface Failures {
  key: string;
  failures: number;
  /** Seconds since the last one. */
  age: number;
}

type Keys = Record<SlowdownKind, string>;

/**
 * Checks passwords, later and later for those who guess. What it asks of the database and how it answers are the same
 * whether the account exists or not.
 */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly em: EntityManager,
    private readonly hasher: PasswordHasher,
  ) {}

  /**
   * Whether the password is the account's. A right one forgets the failures before it, but those of the address: who
   * guesses has an account of his own, too.
   * @throws TooManyRequestsError `auth.too_many_tries` after too many failures from the address, right or wrong
   */
  async matches({ email, passwordHash, password, address }: PasswordTry): Promise<boolean> {
    const keys = keysOf(email, address);
    const delay = delayAfter(await this.admit(keys), 'account');
    if (delay > 0) await setTimeout(delay * 1000);
    const matches = await this.hasher.matches(passwordHash, password);
    // Others may have failed meanwhile: of a thousand tries sent at once, no more are answered than one by one.
    await this.admit(keys);
    if (matches)
      await this.em.fork().nativeDelete(SignInFailures, { key: { $in: [keys.account, keys.pair] } });
    else await this.count(keys);
    return matches;
  }

  /** Forgets the failures of an account, wherever they came from: its owner has a new password. */
  async forget(em: EntityManager, email: string): Promise<void> {
    const key = accountKey(email);
    await em.nativeDelete(SignInFailures, { $or: [{ key }, { key: { $like: `${key} %` } }] });
  }

  /** @returns how often the account has failed of late */
  private async admit(keys: Keys): Promise<number> {
    const rows: Failures[] = await this.em
      .fork()
      .getConnection()
      .execute(
        `select key, failures, extract(epoch from now() - last_at)::float8 as age from sign_in_failures
          where key in (?, ?, ?) and last_at > now() - make_interval(secs => ?)`,
        [keys.account, keys.address, keys.pair, FORGOTTEN_AFTER_SECONDS],
      );
    const of = (kind: SlowdownKind) => rows.find(({ key }) => key === keys[kind]) ?? { failures: 0, age: 0 };
    const left = (kind: SlowdownKind) => delayAfter(of(kind).failures, kind) - of(kind).age;
    const seconds = Math.ceil(Math.max(left('address'), left('pair')));
    if (seconds <= 0) return of('account').failures;
    throw new TooManyRequestsError(
      'auth.too_many_tries',
      `Too many tries have failed; wait ${seconds} s, or ask an admin for a link to set a new password.`,
      seconds,
    );
  }

  private async count(keys: Keys): Promise<void> {
    await this.em
      .fork()
      .getConnection()
      .execute(
        // Always in this order, so that of two who wait for each other's rows there is none.
        `insert into sign_in_failures as f (key, failures, last_at)
         values (?, 1, now()), (?, 1, now()), (?, 1, now())
         on conflict (key) do update set last_at = now(), failures =
           case when f.last_at > now() - make_interval(secs => ?) then f.failures + 1 else 1 end`,
        [keys.account, keys.address, keys.pair, FORGOTTEN_AFTER_SECONDS],
      );
  }
}

function keysOf(email: string, address: string): Keys {
  const account = accountKey(email);
  const network = sha256(networkOf(address));
  return { account, address: network, pair: `${account} ${network}` };
}

function accountKey(email: string): string {
  return sha256(email.toLowerCase());
}

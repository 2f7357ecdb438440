import { lookup, Resolver } from 'node:dns/promises';
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';

export const ADDRESS_RESOLVER = Symbol('ADDRESS_RESOLVER');

/** Finds where a receiver lives. */
export interface AddressResolver {
  /** All addresses, IPv4 and IPv6, of a host name; none when it has none, or the signal aborts. */
  resolve(name: string, signal: AbortSignal): Promise<string[]>;
}

const QUERY_TIMEOUT_MS = 3_000;
const TRIES = 2;

/** Asks the name servers this machine is set up with. */
@Injectable()
export class DnsResolver implements AddressResolver {
  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  /** Not by the system's own lookup: that holds one of four threads, which passwords are hashed on too. */
  async resolve(name: string, signal: AbortSignal): Promise<string[]> {
    const resolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: TRIES });
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      // What only a hosts file knows is no public place.
      if (addresses.length > 0 || !this.config.webhooks.allowPrivate) return addresses;
      return await lookup(name, { all: true }).then(
        (found) => found.map(({ address }) => address),
        () => [],
      );
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}

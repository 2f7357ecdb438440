/** What of `pg`'s pool and its clients is used here; the ORM brings a copy of `pg` of its own. */
interface Pool {
  on(event: 'acquire', listener: (client: PooledClient) => void): unknown;
  on(event: 'release', listener: (error: unknown, client: PooledClient) => void): unknown;
}

interface PooledClient {
  once(event: 'end', listener: () => void): unknown;
  off(event: 'end', listener: () => void): unknown;
  release: (destroy?: boolean) => void;
}

/**
 * Gives back the place in the pool of a connection that was lost while in use. The query builder gives it back only
 * after a `begin`, `commit` or `rollback` that succeeded: without this, ten connections lost amid transactions would
 * leave a pool of ten with none, and a shutdown waiting for them for ever.
 */
export function releaseLostConnections(pool: Pool): void {
  const inUse = new Map<PooledClient, () => void>();
  pool.on('acquire', (client) => {
    const onLost = (): void => {
      client.release(true);
      // Whoever had it may still give it back, which the pool takes for a mistake.
      client.release = () => {};
    };
    inUse.set(client, onLost);
    client.once('end', onLost);
  });
  pool.on('release', (_, client) => {
    const onLost = inUse.get(client);
    if (onLost) client.off('end', onLost);
    inUse.delete(client);
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/core';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Operation } from './operation.entity.js';

/** How often the database is looked at while somebody waits. */
const LOOK_MS = 250;

interface Waiting {
  id: string;
  after: number;
  wake: () => void;
}

/** Wakes those who wait for an operation's next event: one query at a time for all of this process. */
@Injectable()
export class OperationFeed implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OperationFeed.name);
  private readonly waiting = new Set<Waiting>();
  private looking: Promise<void> | undefined;

  constructor(private readonly em: EntityManager) {}

  /** Resolves when the operation has events after this one or is gone, when `signal` aborts, or after `timeoutMs`. */
  async next(
    id: string,
    { after, signal, timeoutMs }: { after: number; signal: AbortSignal; timeoutMs: number },
  ): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    const waiting: Waiting = { id, after, wake };
    const timer = setTimeout(wake, timeoutMs);
    signal.addEventListener('abort', wake, { once: true });
    this.waiting.add(waiting);
    this.looking ??= this.look();
    await promise;
    this.waiting.delete(waiting);
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const { wake } of this.waiting) wake();
    this.waiting.clear();
    await this.looking;
  }

  private async look(): Promise<void> {
    while (this.waiting.size > 0) {
      await sleep(LOOK_MS);
      const waiting = [...this.waiting];
      if (waiting.length === 0) break;
      try {
        const newest = await this.newestOf([...new Set(waiting.map(({ id }) => id))]);
        for (const { id, after, wake } of waiting) {
          if ((newest.get(id) ?? Infinity) > after) wake();
        }
      } catch (error) {
        this.logger.warn({ err: error }, 'events of operations are late');
      }
    }
    // At once, not when the promise settles: who comes in between would wait for nobody.
    this.looking = undefined;
  }

  private async newestOf(ids: string[]): Promise<Map<string, number>> {
    const rows = await this.em.fork().find(Operation, { id: { $in: ids } }, { fields: ['lastSequence'] });
    return new Map(rows.map(({ id, lastSequence }) => [id, lastSequence]));
  }
}

import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { EntityManager } from '@mikro-orm/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Drain } from '../common/drain.js';
import { OperationFeed } from './operation-feed.service.js';
import { OperationStream } from './operation-stream.service.js';
import type { Operation } from './operation.entity.js';

const quiet = { id: 'operation', status: 'running', lastSequence: 0 } as Operation;

/** A database in which nothing happens. */
const em = {
  fork: () => ({
    findOne: async () => quiet,
    find: async (_: unknown, where: object) => ('id' in where ? [quiet] : []),
  }),
} as unknown as EntityManager;

class FakeResponse extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
  }
}

describe('a stream of an operation in which nothing happens', () => {
  let drain: Drain;
  let response: FakeResponse;
  let events: AsyncIterator<string>;
  beforeEach(() => {
    vi.useFakeTimers();
    drain = new Drain();
    response = new FakeResponse();
    const stream = new OperationStream(em, new OperationFeed(em), drain);
    const opened = stream.open(quiet, {
      lastEventId: undefined,
      response: response as unknown as ServerResponse,
    });
    if (!opened) throw new Error('There is nothing to follow');
    events = opened[Symbol.asyncIterator]();
  });
  afterEach(() => vi.useRealTimers());

  it('says at once when to connect again, and every 15 seconds that it is there', async () => {
    expect(await events.next()).toEqual({ done: false, value: 'retry: 1000\n\n' });
    for (const _ of [1, 2]) {
      const next = events.next();
      await vi.advanceTimersByTimeAsync(15_000);
      expect(await next).toEqual({ done: false, value: expect.stringMatching(/^: .*\n\n$/) });
    }
  });

  it('ends when the service stops, and cuts a reader who does not read to the end', async () => {
    await events.next();
    const next = events.next();
    await vi.advanceTimersByTimeAsync(100);
    void drain.begin(60_000);
    expect(await next).toEqual({ done: true, value: undefined });
    expect(response.destroyed).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(response.destroyed).toBe(true);
  });

  it('ends when its reader has left', async () => {
    await events.next();
    const next = events.next();
    await vi.advanceTimersByTimeAsync(100);
    response.emit('close');
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

import type { ServerResponse } from 'node:http';
import { EntityManager } from '@mikro-orm/core';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Drain } from '../common/drain.js';
import { InvalidError } from '../common/errors.js';
import { OperationEvent } from './operation-event.entity.js';
import { OperationFeed } from './operation-feed.service.js';
import { isOpen } from './operation-log.js';
import { Operation } from './operation.entity.js';
import { whenOver } from '../common/response-over.js';

/** What a client waits before it connects again. */
const RETRY_MS = 1_000;
/** Keeps the connection open through proxies, and shows a client that is gone. */
const HEARTBEAT_MS = 15_000;
/** Then the client connects again, and shows that it still may. */
const LONGEST_MS = 300_000;
/** What a reader has for the rest of what was sent, once the stream is to end. */
const CUT_MS = 1_000;
/** Events that are read at once: a reader who lags has no more than these in memory. */
const PAGE = 100;

/** An operation's events as they come, in the form of server-sent events. */
@Injectable()
export class OperationStream implements BeforeApplicationShutdown {
  private readonly closing = new AbortController();

  constructor(
    private readonly em: EntityManager,
    private readonly feed: OperationFeed,
    private readonly drain: Drain,
  ) {}

  /**
   * The events after `lastEventId`, and those to come, until the operation has ended; in chunks that are made as
   * they are read. Between them nothing is held but the place in the sequence.
   * @param to.response ended here when its reader does not read to the end in time
   * @returns null when there is nothing more to come
   * @throws InvalidError for a `Last-Event-ID` that is not one of ours
   */
  open(
    operation: Operation,
    { lastEventId, response }: { lastEventId: string | undefined; response: ServerResponse },
  ): AsyncIterable<string> | null {
    const after = sequenceOf(lastEventId);
    if (!isOpen(operation) && after >= operation.lastSequence) return null;
    const gone = new AbortController();
    const longest = setTimeout(() => gone.abort(), LONGEST_MS).unref();
    whenOver(response, () => {
      // Left to run on, it would keep what the request had at hand.
      clearTimeout(longest);
      gone.abort();
    });
    const signal = AbortSignal.any([gone.signal, this.closing.signal, this.drain.signal]);
    signal.addEventListener('abort', () => setTimeout(() => response.destroy(), CUT_MS).unref(), {
      once: true,
    });
    return this.follow(operation.id, { after, signal });
  }

  beforeApplicationShutdown(): void {
    this.closing.abort();
  }

  private async *follow(
    id: string,
    { after, signal }: { after: number; signal: AbortSignal },
  ): AsyncGenerator<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    let last = after;
    while (!signal.aborted) {
      const { events, over } = await this.read(id, last);
      for (const event of events) {
        last = event.sequence;
        yield toServerSentEvent(event);
      }
      if (over) return;
      if (events.length > 0) continue;
      const since = Date.now();
      await this.feed.next(id, { after: last, signal, timeoutMs: HEARTBEAT_MS });
      if (Date.now() - since >= HEARTBEAT_MS) yield ': still under way\n\n';
    }
  }

  /** The next page, and whether nothing can come after it. */
  private async read(id: string, after: number): Promise<{ events: OperationEvent[]; over: boolean }> {
    const em = this.em.fork();
    // Looked at first: an operation that has ended then has all of its events.
    const operation = await em.findOne(Operation, id, { fields: ['status', 'lastSequence'] });
    const events = await em.find(
      OperationEvent,
      { operation: id, sequence: { $gt: after } },
      { orderBy: { sequence: 'asc' }, limit: PAGE },
    );
    const newest = events.at(-1)?.sequence ?? after;
    return { events, over: operation === null || (!isOpen(operation) && newest >= operation.lastSequence) };
  }
}

function sequenceOf(lastEventId: string | undefined): number {
  if (lastEventId === undefined || lastEventId === '') return 0;
  if (/^\d{1,9}$/.test(lastEventId)) return Number(lastEventId);
  throw new InvalidError('request.invalid', 'Last-Event-ID: send the id of an event that this address gave.');
}

/** `data` is one line: JSON has no line breaks of its own. */
function toServerSentEvent({ sequence, type, data }: OperationEvent): string {
  return `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

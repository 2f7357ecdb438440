import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from '../auth/actor.js';
import type { OperationItem } from './operation-item.entity.js';

/** An item as whoever does it needs it. */
export type BatchItem = Pick<OperationItem, 'id' | 'index' | 'input' | 'subjectId'>;

/** An item that is to be stored with its operation. */
export interface NewItem {
  input: unknown;
  /**
   * Whose it is, where that is known and they are on record. Items of one athlete are done one after the other, as they
   * stand in the batch: plans of theirs that overlap stand against each other.
   */
  athleteId: string | null;
}

/** What stands between an item under way and the operation it is one of. */
export interface ItemDesk {
  readonly actor: Actor;
  /** What the items of the batch have in common, as it was given at the start. */
  readonly shared: unknown;
  /** Aborts when the item is not wanted any more, or not by this process. */
  readonly signal: AbortSignal;
  /**
   * Keeps what the item has made or claimed on its way, inside the transaction that stores it.
   * @throws CancelledError when the batch was given up meanwhile, or another process is at it
   */
  readonly note: (em: EntityManager, noted: { subjectId?: string; claim?: string }) => Promise<void>;
  /** The item's end, inside the transaction that stores the last of it. @throws as `note` */
  readonly finish: (em: EntityManager, subjectId: string) => Promise<void>;
}

/** Does the items of one kind of batch. */
export interface BatchHandler {
  /** E.g. `plan.batch`. */
  readonly kind: string;
  /**
   * Does one item to its end. An item that an earlier process began comes with what was noted of it.
   * @throws why it came to nothing: what a request for this item alone would have been answered with
   */
  run(item: BatchItem, desk: ItemDesk): Promise<void>;
  /**
   * Takes away what was noted of an item that came to nothing, inside the caller's transaction.
   * @param actor null for the service itself
   */
  undo(em: EntityManager, item: BatchItem, actor: Actor | null): Promise<void>;
}

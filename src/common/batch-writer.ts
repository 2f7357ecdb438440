/**
 * Writes things down as they come, one write at a time: what comes while one is under way shares the next. So many
 * small writes at once take one connection and not one each, and nobody waits for more than two of them.
 */
export class BatchWriter<T> {
  private waiting: T[] = [];
  private lastWrite: Promise<void> = Promise.resolve();
  private nextWrite: Promise<void> | null = null;

  /** @param write stores all of them or throws */
  constructor(private readonly write: (items: T[]) => Promise<void>) {}

  /** Resolves once the item is written; rejects with the reason when the write it shared has failed. */
  add(item: T): Promise<void> {
    this.waiting.push(item);
    this.nextWrite ??= this.writeAfter(this.lastWrite);
    return this.nextWrite;
  }

  private async writeAfter(before: Promise<void>): Promise<void> {
    // One that failed has told those who waited for it.
    await Promise.allSettled([before]);
    const items = this.waiting;
    this.waiting = [];
    this.lastWrite = this.nextWrite ?? this.lastWrite;
    this.nextWrite = null;
    await this.write(items);
  }
}

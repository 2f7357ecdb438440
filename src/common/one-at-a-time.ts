/** Work that this process does one round at a time: whoever wants it during a round shares that one's outcome. */
export class OneAtATime<T> {
  private underWay: Promise<T> | undefined;

  /** @throws what the round throws, to all who share it */
  run(work: () => Promise<T>): Promise<T> {
    this.underWay ??= work().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  /** Resolves when no round is under way, however it ended: before the database is closed to it. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.underWay]);
  }
}

/** Lets equal pieces of work that are wanted at the same time in this process be done once. */
export class SingleFlight<T> {
  private readonly underWay = new Map<string, Promise<T>>();

  /**
   * Does the work, unless the same is being done: then its outcome is shared. An outcome that `mayShare` refuses, or
   * a failure, is not: another's deadline need not be one's own.
   */
  async run(
    key: string,
    { work, mayShare }: { work: () => Promise<T>; mayShare: (outcome: T) => boolean },
  ): Promise<{ outcome: T; shared: boolean }> {
    for (let other = this.underWay.get(key); other; other = this.underWay.get(key)) {
      const [settled] = await Promise.allSettled([other]);
      if (settled.status === 'fulfilled' && mayShare(settled.value)) {
        return { outcome: settled.value, shared: true };
      }
    }
    const mine = work();
    this.underWay.set(key, mine);
    try {
      return { outcome: await mine, shared: false };
    } finally {
      this.underWay.delete(key);
    }
  }
}

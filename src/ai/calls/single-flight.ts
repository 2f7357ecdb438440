import { abortable } from '../../common/abortable.js';

/** Lets equal pieces of work that are wanted at the same time in this process be done once. */
export class SingleFlight<T> {
  private readonly underWay = new Map<string, Promise<T>>();

  /**
   * Does the work, unless the same is being done: then its outcome is shared. An outcome that `mayShare` refuses, or
   * a failure, is not: another's deadline need not be one's own.
   * @throws the signal's reason when it aborts while another does the work; what the own work throws
   */
  async run(
    key: string,
    options: { work: () => Promise<T>; mayShare: (outcome: T) => boolean; signal: AbortSignal },
  ): Promise<{ outcome: T; shared: boolean }> {
    for (let other = this.underWay.get(key); other; other = this.underWay.get(key)) {
      const [settled] = await abortable(Promise.allSettled([other]), options.signal);
      if (settled.status === 'fulfilled' && options.mayShare(settled.value)) {
        return { outcome: settled.value, shared: true };
      }
    }
    const mine = options.work();
    this.underWay.set(key, mine);
    try {
      return { outcome: await mine, shared: false };
    } finally {
      this.underWay.delete(key);
    }
  }
}

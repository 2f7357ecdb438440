import { Injectable } from '@nestjs/common';

/** Counts the requests being answered and the work they left behind, and refuses new ones once the service has been asked to stop. */
@Injectable()
export class Drain {
  private inFlight = 0;
  private readonly stopping = new AbortController();
  private whenIdle: (() => void) | undefined;

  /** True from the moment the service was asked to stop. */
  get draining(): boolean {
    return this.signal.aborted;
  }

  /** Aborts at that moment: for answers that would go on for as long as they are listened to. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Notes a request or other work begun; the returned function notes its end, however it ended. */
  enter(): () => void {
    this.inFlight += 1;
    return () => {
      this.inFlight -= 1;
      if (this.inFlight === 0) this.whenIdle?.();
    };
  }

  /**
   * From now on new requests are refused.
   * @returns how many requests and works were still under way when all had ended or `graceMs` had passed
   */
  async begin(graceMs: number): Promise<number> {
    this.stopping.abort();
    if (this.inFlight === 0) return 0;
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, graceMs);
    const idle = new Promise<void>((resolve) => (this.whenIdle = resolve));
    await Promise.race([idle, timeout.promise]);
    clearTimeout(timer);
    return this.inFlight;
  }
}

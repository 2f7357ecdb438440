import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { SharedCounts } from './shared-counts.js';

/** Forgets counts whose window is over. Every replica does. */
@Injectable()
export class CountSweeper implements BeforeApplicationShutdown {
  private sweeping: Promise<void> | undefined;

  constructor(private readonly counts: SharedCounts) {}

  @Cron('41 * * * * *', { name: 'rate-limits.sweep', waitForCompletion: true })
  async tick(): Promise<void> {
    this.sweeping ??= this.counts.sweep().finally(() => (this.sweeping = undefined));
    await this.sweeping;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping?.catch(() => {});
  }
}

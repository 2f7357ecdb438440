import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { OneAtATime } from '../common/one-at-a-time.js';
import { SharedCounts } from './shared-counts.js';

/** Forgets counts whose window is over. Every replica does. */
@Injectable()
export class CountSweeper implements BeforeApplicationShutdown {
  private readonly sweeping = new OneAtATime<void>();

  constructor(private readonly counts: SharedCounts) {}

  @Cron('41 * * * * *', { name: 'rate-limits.sweep', waitForCompletion: true })
  async tick(): Promise<void> {
    await this.sweeping.run(() => this.counts.sweep());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeping.idle();
  }
}

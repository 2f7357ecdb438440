import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import type { AdvanceOutcome } from '../plans/unattended-weeks.service.js';

/** What is counted of weeks that nobody asked for, and how much of it there is to do. */
@Injectable()
export class JobMetrics {
  private readonly written: Counter;
  private readonly late: Counter;
  private readonly failed: Counter;
  private readonly retried: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
      new Counter({ name, help, labelNames, registers });
    this.written = counter(
      'gofast_unattended_weeks_total',
      'Weeks that wrote themselves, by who wrote them.',
      ['author'],
    );
    this.late = counter(
      'gofast_unattended_weeks_late_total',
      'Of them, those stored after their Monday began.',
    );
    this.failed = counter('gofast_unattended_weeks_failed_total', 'Weeks that could not be written at all.');
    this.retried = counter(
      'gofast_unattended_tries_failed_total',
      'Tries at such weeks that came to nothing.',
    );
  }

  count(outcome: AdvanceOutcome): void {
    if (outcome.kind === 'failed') this.failed.inc();
    if (outcome.kind !== 'written') return;
    for (const { author, late } of outcome.weeks) {
      this.written.inc({ author });
      if (late) this.late.inc();
    }
  }

  countFailure(): void {
    this.retried.inc();
  }
}

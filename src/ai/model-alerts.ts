import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import type { FailureKind } from './model-call.js';

/** What a person has to see to: a key that is refused, a quota used up, a model that is gone, a request that is wrong. */
export interface ModelAlert {
  target: string;
  kind: FailureKind;
}

/** Sixteen weeks that meet the same refusal are one alert. */
const QUIET_MS = 60_000;

/** Tells the operator, once a minute at most for each target and kind. */
@Injectable()
export class ModelAlerts {
  private readonly logger = new Logger(ModelAlerts.name);
  private readonly raisedAt = new Map<string, number>();
  private readonly listeners: ((alert: ModelAlert) => void)[] = [];

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** For what counts alerts; called with each one that is raised. */
  onAlert(listener: (alert: ModelAlert) => void): void {
    this.listeners.push(listener);
  }

  raise(alert: ModelAlert): void {
    const key = `${alert.target} ${alert.kind}`;
    const now = this.clock.now().getTime();
    if (now - (this.raisedAt.get(key) ?? -Infinity) < QUIET_MS) return;
    this.raisedAt.set(key, now);
    this.logger.warn(
      { alert: `model.${alert.kind}`, ...alert },
      `model ${alert.target}: ${WHAT_TO_DO[alert.kind] ?? alert.kind}`,
    );
    for (const listener of this.listeners) listener(alert);
  }
}

const WHAT_TO_DO: Partial<Record<FailureKind, string>> = {
  auth: 'its API key is refused; set a valid one',
  quota_exhausted: 'its quota is used up; raise it or route to another model',
  model_gone: 'the server does not know it any more; route to another model',
  bad_request: 'the server calls our request wrong; report this, and check the dialect of the model',
};

import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { FailureKind } from '../model-call.js';
import { ModelTelemetry } from './model-telemetry.js';

/** What a person has to see to: a key that is refused, a quota used up, a model that is gone, a request that is wrong. */
export interface ModelAlert {
  target: string;
  kind: FailureKind;
}

/** Told again so often, for as long as it lasts. */
const REMINDER_MS = 24 * 3_600_000;

/** Tells the operator once of each incident: it lasts until the target has written something again. */
@Injectable()
export class ModelAlerts {
  private readonly logger = new Logger(ModelAlerts.name);
  /** By target: what was told, and when. */
  private readonly open = new Map<string, Map<FailureKind, number>>();

  constructor(
    private readonly telemetry: ModelTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  raise(alert: ModelAlert): void {
    const { target, kind } = alert;
    const incidents = this.open.get(target) ?? new Map<FailureKind, number>();
    const now = this.clock.now().getTime();
    if (now - (incidents.get(kind) ?? -Infinity) < REMINDER_MS) return;
    this.open.set(target, incidents.set(kind, now));
    this.logger.warn(
      { alert: `model.${kind}`, target, kind },
      `model ${target}: ${WHAT_TO_DO[kind] ?? kind}`,
    );
    this.telemetry.alerted(alert);
  }

  /** A reply of the target could be used: what was wrong with it is over. */
  recovered(target: string): void {
    if (this.open.delete(target)) this.logger.log({ target }, `model ${target}: writes again`);
  }
}

const WHAT_TO_DO: Partial<Record<FailureKind, string>> = {
  auth: 'its API key is refused; set a valid one',
  quota_exhausted: 'its quota is used up; raise it or route to another model',
  model_gone: 'the server does not know it any more; route to another model',
  bad_request: 'the server calls our request wrong; report this, and check the dialect of the model',
};

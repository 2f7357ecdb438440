import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { CLOCK, type Clock } from '../../common/clock.js';
import { LABEL, METRIC } from './gen-ai-names.js';
import { ModelCatalogue } from '../routing/model-catalogue.js';
import { lifeOf } from '../routing/model-life.js';
import { GATE_STATES, TargetGates } from '../calls/target-gate.js';

/** How the models stand, looked at whenever somebody asks for metrics. */
@Injectable()
export class ModelGauges {
  constructor(
    registry: Registry,
    catalogue: ModelCatalogue,
    gates: TargetGates,
    @Inject(CLOCK) clock: Clock,
  ) {
    const registers: Registry[] = [];
    const breaker = new Gauge({
      name: METRIC.breaker,
      help: 'State of the breaker in this process: 1 for the one it is in.',
      labelNames: [LABEL.model, LABEL.state],
      registers,
      collect() {
        for (const { profile } of catalogue.models()) {
          const current = gates.of(profile).state;
          for (const state of GATE_STATES) {
            this.set({ [LABEL.model]: profile.id, [LABEL.state]: state }, state === current ? 1 : 0);
          }
        }
      },
    });
    const daysLeft = new Gauge({
      name: METRIC.daysLeft,
      help: 'Days on which the model still answers, today among them; none where no end is known.',
      labelNames: [LABEL.model],
      registers,
      collect() {
        this.reset();
        for (const { profile } of catalogue.models()) {
          const life = lifeOf(profile, clock.today('UTC'));
          if (life.daysLeft !== null) this.set({ [LABEL.model]: profile.id }, life.daysLeft);
        }
      },
    });
    registry.registerMetric(breaker);
    registry.registerMetric(daysLeft);
  }
}

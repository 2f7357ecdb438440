import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelAlerts } from './model-alerts.js';
import { ModelMetrics } from './model-metrics.js';
import { ModelTelemetry } from './model-telemetry.js';

const START = Date.parse('2026-11-23T08:00:00Z');
const HOUR_MS = 3_600_000;

let now: number;
let warned: unknown[];
let alerts: ModelAlerts;
beforeEach(() => {
  now = START;
  warned = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((...said: unknown[]) => void warned.push(said));
  vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
  const clock = { now: () => new Date(now), today: () => '2026-11-23' };
  alerts = new ModelAlerts(new ModelTelemetry(new ModelMetrics(new Registry())), clock);
});
afterEach(() => vi.restoreAllMocks());

describe('an alert', () => {
  it('is structured, and says what to do', () => {
    alerts.raise({ target: 'gpt-4o-mini', kind: 'auth' });
    expect(warned).toEqual([
      [
        { alert: 'model.auth', target: 'gpt-4o-mini', kind: 'auth' },
        'model gpt-4o-mini: its API key is refused; set a valid one',
      ],
    ]);
  });

  it('is told once of an incident, for each target and kind', () => {
    for (let call = 0; call < 100; call += 1) {
      alerts.raise({ target: 'gpt-4o-mini', kind: 'auth' });
      now += 60_000;
    }
    alerts.raise({ target: 'gpt-4o-mini', kind: 'model_gone' });
    alerts.raise({ target: 'gpt-6-luna', kind: 'auth' });
    expect(warned).toHaveLength(3);
  });

  it('is told again on the next day, as long as it lasts', () => {
    alerts.raise({ target: 'gpt-4o-mini', kind: 'quota_exhausted' });
    now += 23 * HOUR_MS;
    alerts.raise({ target: 'gpt-4o-mini', kind: 'quota_exhausted' });
    expect(warned).toHaveLength(1);
    now += HOUR_MS;
    alerts.raise({ target: 'gpt-4o-mini', kind: 'quota_exhausted' });
    expect(warned).toHaveLength(2);
  });

  it('is a new one once the target has written again', () => {
    alerts.raise({ target: 'gpt-4o-mini', kind: 'auth' });
    alerts.recovered('gpt-6-luna');
    alerts.raise({ target: 'gpt-4o-mini', kind: 'auth' });
    expect(warned).toHaveLength(1);
    alerts.recovered('gpt-4o-mini');
    alerts.raise({ target: 'gpt-4o-mini', kind: 'auth' });
    expect(warned).toHaveLength(2);
  });
});

import type { EntityManager } from '@mikro-orm/core';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { createClock } from '../common/clock.js';
import { BacklogGauges } from './backlog-gauges.js';

describe('the backlog of a database that neither answers nor fails', () => {
  it('is not waited for, and asked for once however often metrics are', async () => {
    const patience = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
    const count = vi.fn<() => Promise<number>>(() => new Promise(() => {}));
    const em = { fork: () => ({ count }) } as unknown as EntityManager;
    const registry = new Registry();
    expect(new BacklogGauges(registry, em, createClock(null))).toBeDefined();
    const text = [await registry.metrics(), await registry.metrics()];
    patience.mockRestore();
    expect(text[0]).toContain('gofast_unattended_plans_due Nan');
    expect(text[1]).toBe(text[0]);
    expect(text[0]).not.toContain('gofast_queue_jobs{');
    expect(count).toHaveBeenCalledTimes(1);
  });
});

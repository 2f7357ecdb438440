import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../common/clock.js';
import { ForbiddenError } from '../../common/errors.js';
import { loadConfig } from '../../config/app-config.js';
import { toModelResponse } from './ai.mapper.js';
import type { ListedModel, ModelLister } from '../model-batch.js';
import { ModelCallError } from '../model-call.js';
import { ModelCatalogue } from './model-catalogue.js';

/** A day that tests move, and servers that count who asks. */
class World implements Clock, ModelLister {
  day = '2026-11-23';
  readonly asked: string[] = [];
  answer: () => ListedModel[] = () => [];

  now(): Date {
    return new Date(`${this.day}T12:00:00Z`);
  }
  today(): string {
    return this.day;
  }
  async listModels({ id }: { id: string }): Promise<ListedModel[]> {
    this.asked.push(id);
    return this.answer();
  }
}

function aCatalogue(env: Record<string, string> = { OPENAI_API_KEY: 'sk-1' }) {
  const world = new World();
  return { world, catalogue: new ModelCatalogue(loadConfig(env), world, world) };
}

const spyOnLog = (level: 'debug' | 'warn' | 'error') =>
  vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
let log: Record<'debug' | 'warn' | 'error', ReturnType<typeof spyOnLog>>;
beforeEach(() => {
  vi.restoreAllMocks();
  log = { debug: spyOnLog('debug'), warn: spyOnLog('warn'), error: spyOnLog('error') };
});

describe('the catalogue', () => {
  it('asks each server that has its key once, and nobody without a key', async () => {
    const { world, catalogue } = aCatalogue();
    await catalogue.check();
    expect(world.asked).toEqual(['gpt-4o-mini']);
    const keyless = aCatalogue({});
    await keyless.catalogue.check();
    expect(keyless.world.asked).toEqual([]);
    expect(keyless.catalogue.models().map(({ hasKey }) => hasKey)).toEqual([false, false]);
  });

  it('knows what its servers list, and asks again after a day', async () => {
    const { world, catalogue } = aCatalogue();
    expect(catalogue.isListed('gpt-4o-mini')).toBeNull();
    world.answer = () => [{ id: 'gpt-4o-mini', shutdownDate: null }];
    await catalogue.check();
    await catalogue.check();
    expect([catalogue.isListed('gpt-4o-mini'), catalogue.isListed('gpt-6-luna')]).toEqual([true, false]);
    expect(world.asked).toHaveLength(1);

    world.day = '2026-11-24';
    world.answer = () => [{ id: 'gpt-6-luna', shutdownDate: null }];
    catalogue.models();
    expect(world.asked).toHaveLength(2);
    await catalogue.check();
    expect(world.asked).toHaveLength(2);
    expect([catalogue.isListed('gpt-4o-mini'), catalogue.isListed('gpt-6-luna')]).toEqual([false, true]);
  });

  it.each([
    ['an earlier end than ours', '2026-12-01', '2026-12-01'],
    ['a later one', '2027-04-14', '2027-01-14'],
    ['none', null, '2027-01-14'],
  ])('believes a server that announces %s', async (_, announced, expected) => {
    const { world, catalogue } = aCatalogue();
    world.answer = () => [{ id: 'gpt-4o-mini', shutdownDate: announced }];
    await catalogue.check();
    expect(catalogue.models()[0]?.profile.shutdownDate).toBe(expected);
  });

  it('takes models as configured from a server that has no list', async () => {
    const { world, catalogue } = aCatalogue();
    world.answer = () => {
      throw new ModelCallError('model_gone', 'no such address', { status: 404 });
    };
    await catalogue.check();
    expect(catalogue.isListed('gpt-4o-mini')).toBeNull();
    expect(catalogue.models()[0]).toMatchObject({ hasKey: true, profile: { shutdownDate: '2027-01-14' } });
  });

  it('warns of a key that a server refuses, by the name of its setting', async () => {
    const { world, catalogue } = aCatalogue();
    world.answer = () => {
      throw new ModelCallError('auth', 'refused', { status: 401 });
    };
    await catalogue.check();
    const text = 'the server of gpt-4o-mini lists no models (auth): look at OPENAI_API_KEY';
    expect(log.warn).toHaveBeenCalledExactlyOnceWith(text);
  });

  it('survives a lister that breaks', async () => {
    const { world, catalogue } = aCatalogue();
    world.answer = () => {
      throw new TypeError('broken');
    };
    await expect(catalogue.check()).resolves.toBeUndefined();
    expect(log.error).toHaveBeenCalledOnce();
    expect(catalogue.models()).toHaveLength(2);
  });

  it('is shown to admins, each model with why it cannot be used', () => {
    const { world, catalogue } = aCatalogue({});
    const admin = { id: 'a', role: 'admin', athleteId: null } as const;
    world.day = '2027-01-14';
    const { models, today } = catalogue.list(admin);
    expect(models.map((model) => toModelResponse(model, today))).toMatchObject([
      { id: 'gpt-4o-mini', provider: 'openai', usable: false, reason: 'shut_down', life: { state: 'ended' } },
      { id: 'gpt-6-luna', usable: false, reason: 'no_key', life: { state: 'current' } },
    ]);
    expect(() => catalogue.list({ ...admin, role: 'coach' })).toThrow(ForbiddenError);
  });
});

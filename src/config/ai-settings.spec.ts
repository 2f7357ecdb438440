import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_IDS } from '../ai/reply-contract.js';
import { AI_CONFIG_SCHEMA } from './ai-config.schema.js';
import { loadConfig } from './app-config.js';
import { ConfigError } from './setting.js';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'gofast-ai-'))));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(content: unknown): string {
  const path = join(folder, `${(files += 1)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function aiOf(content: unknown, env: Record<string, string> = {}) {
  return loadConfig({ AI_CONFIG_FILE: fileOf(content), ...env }).ai;
}

/** What is wrong with a file, without the name of the setting and of the file. */
function faultsOf(content: unknown, env: Record<string, string> = {}): string[] {
  const path = fileOf(content);
  try {
    loadConfig({ AI_CONFIG_FILE: path, ...env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => problem.replace(`AI_CONFIG_FILE: ${path}`, '').trim());
  }
  return [];
}

const full = {
  models: [
    {
      id: 'gpt-4o-mini',
      baseUrl: null,
      apiKeyEnv: 'OPENAI_API_KEY',
      capabilities: { strictSchema: true, jsonMode: true, streaming: true, flex: false, batch: true },
      dialect: { temperature: 0.7, reasoningEffort: null, tokenLimit: 'max_tokens' },
      limits: { context: 128000, output: 16384, concurrency: 16 },
      prices: [{ from: '2024-07-18', input: 0.15, cached: 0.075, output: 0.6 }],
      shutdownDate: '2027-01-14',
    },
    { id: 'gpt-6-luna' },
  ],
  routes: [
    { when: { maxWeeks: 8, distances: ['5k', '10k'] }, targets: ['gpt-6-luna'], bestOf: 1 },
    { targets: ['gpt-4o-mini', 'gpt-6-luna'] },
  ],
  experiments: [
    {
      id: 'laps-or-sessions',
      arms: [
        { target: 'gpt-6-luna', contract: 'sessions', weight: 50 },
        { target: 'gpt-6-luna', contract: 'laps', weight: 50 },
      ],
    },
  ],
  budgets: { perPlanUsd: 0.05, perDayUsd: 5, perMonthUsd: 100 },
  builtInCoach: true,
};

describe('the models without a file', () => {
  it('are gpt-4o-mini, then gpt-6-luna, as their provider takes and prices them', () => {
    const { models, routes, experiments, budgets, builtInCoach } = loadConfig({ OPENAI_API_KEY: 'sk-1' }).ai;
    expect(models).toEqual([
      full.models[0],
      {
        id: 'gpt-6-luna',
        baseUrl: null,
        apiKeyEnv: 'OPENAI_API_KEY',
        capabilities: { strictSchema: true, jsonMode: true, streaming: true, flex: true, batch: true },
        dialect: { temperature: null, reasoningEffort: 'none', tokenLimit: 'max_completion_tokens' },
        limits: { context: 1_050_000, output: 128_000, concurrency: 16 },
        prices: [{ from: '2026-09-22', input: 0.1, cached: 0.01, output: 0.5 }],
        shutdownDate: null,
      },
    ]);
    expect({ routes, experiments, budgets, builtInCoach }).toEqual({
      routes: [{ targets: ['gpt-4o-mini', 'gpt-6-luna'], bestOf: 1 }],
      experiments: [],
      budgets: { perPlanUsd: null, perDayUsd: null, perMonthUsd: null },
      builtInCoach: true,
    });
  });

  it('are the one that OPENAI_MODEL names; one that nobody knows is trusted with little and has no price', () => {
    const { models, routes } = loadConfig({
      OPENAI_BASE_URL: 'http://localhost:1/v1',
      OPENAI_MODEL: 'llama3:8b',
      AI_CONCURRENCY: '5',
    }).ai;
    expect(routes).toEqual([{ targets: ['llama3:8b'], bestOf: 1 }]);
    expect(models.find(({ id }) => id === 'llama3:8b')).toEqual({
      id: 'llama3:8b',
      baseUrl: 'http://localhost:1/v1',
      apiKeyEnv: null,
      capabilities: { strictSchema: false, jsonMode: true, streaming: true, flex: false, batch: false },
      dialect: { temperature: 0.7, reasoningEffort: null, tokenLimit: 'max_tokens' },
      limits: { context: 8192, output: 4096, concurrency: 5 },
      prices: [],
      shutdownDate: null,
    });
  });

  it.each([
    [
      'a key is sent where there is one',
      { OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: 'http://a/v1' },
      'OPENAI_API_KEY',
    ],
    ['a server of one’s own wants none', { OPENAI_BASE_URL: 'http://a/v1' }, null],
    ['OpenAI always wants one', {}, 'OPENAI_API_KEY'],
  ])('%s', (_, env, expected) => {
    const { models } = loadConfig({ ...env, OPENAI_MODEL: 'gpt-4o-mini' }).ai;
    expect(models).toHaveLength(2);
    expect(models[0]).toMatchObject({
      baseUrl: 'OPENAI_BASE_URL' in env ? env.OPENAI_BASE_URL : null,
      apiKeyEnv: expected,
      shutdownDate: '2027-01-14',
    });
  });
});

describe('the file', () => {
  it('is taken as it says, whole', () => {
    expect(aiOf(full)).toMatchObject({ ...full, routes: [full.routes[0], { ...full.routes[1], bestOf: 1 }] });
  });

  it('may leave out what is built in', () => {
    expect(aiOf({})).toEqual(loadConfig({}).ai);
    expect(aiOf({ budgets: { perDayUsd: 2 } }).budgets).toEqual({
      perPlanUsd: null,
      perDayUsd: 2,
      perMonthUsd: null,
    });
    expect(
      aiOf({ models: [{ id: 'gpt-4o-mini', shutdownDate: null, limits: { output: 5 } }] }),
    ).toMatchObject({
      models: [
        { shutdownDate: null, limits: { context: 128_000, output: 5 }, prices: full.models[0]?.prices },
      ],
      routes: [{ targets: ['gpt-4o-mini'] }],
    });
  });

  it('reads the keys that its models name, and only them; the default one goes to no other server', () => {
    const models = [
      { id: 'a', baseUrl: 'https://a.example/v1', apiKeyEnv: 'A_KEY' },
      { id: 'b', apiKeyEnv: 'B_KEY' },
    ];
    const other = { id: 'c', baseUrl: 'https://c.example/v1' };
    const env = { A_KEY: 'key-a', OTHER: 'x', OPENAI_API_KEY: 'sk-1' };
    const ai = aiOf({ models: [...models, other] }, env);
    expect(ai.apiKeys).toEqual({ A_KEY: 'key-a', OPENAI_API_KEY: 'sk-1' });
    expect(ai.models[2]?.apiKeyEnv).toBeNull();
  });

  it('may name the model of OPENAI_MODEL, and its own routes win over it', () => {
    const env = { OPENAI_BASE_URL: 'http://a/v1', OPENAI_MODEL: 'mine' };
    const ai = aiOf({ routes: [{ targets: ['gpt-6-luna', 'mine'] }] }, env);
    expect(ai.routes).toEqual([{ targets: ['gpt-6-luna', 'mine'], bestOf: 1 }]);
    expect(ai.models.map(({ id }) => id)).toEqual(['gpt-4o-mini', 'gpt-6-luna', 'mine']);
  });

  it.each<[string, unknown, string]>([
    [
      'no JSON',
      '{"models": [1 2]}',
      'is no JSON (line 1 column 15); accepted: a JSON file as ai-config.schema.json describes it',
    ],
    ['no object', [], ': the whole must be object'],
    ['nothing', null, ': the whole must be object'],
    ['an unknown key', { modles: [] }, ': /modles must be left out; known here: $schema, models, routes,'],
    ['no id', { models: [{}] }, ': /models/0/id must be given'],
    ['a wrong type', { builtInCoach: 'yes' }, ': /builtInCoach is "yes" and must be boolean'],
    ['a wrong day', { models: [{ id: 'a', shutdownDate: '2027-02-30' }] }, 'must be a day as YYYY-MM-DD'],
    [
      'a wrong word',
      { routes: [{ targets: ['gpt-4o-mini'], when: { distances: ['5 km'] } }] },
      'must be one of 5k, 10k,',
    ],
    [
      'a negative price',
      { models: [{ id: 'a', prices: [{ from: '2027-01-01', input: -1, cached: 0, output: 0 }] }] },
      '/models/0/prices/0/input is -1 and must be >= 0',
    ],
    [
      'the coach’s name',
      { models: [{ id: 'built-in-coach' }] },
      '/models/0/id is "built-in-coach" and must not be',
    ],
    ['an id twice', { models: [{ id: 'a' }, { id: 'a' }] }, ': /models/1/id is "a" and must be unlike'],
    [
      'prices out of order',
      {
        models: [
          {
            id: 'a',
            prices: ['2027-01-02', '2027-01-01'].map((from) => ({ from, input: 1, cached: 1, output: 1 })),
          },
        ],
      },
      '/models/0/prices/1/from',
    ],
    [
      'an unknown target',
      { routes: [{ targets: ['gpt-9'] }] },
      ': /routes/0/targets/0 is "gpt-9" and must be a model of the catalogue: gpt-4o-mini, gpt-6-luna',
    ],
    [
      'a target twice',
      { routes: [{ targets: ['gpt-6-luna', 'gpt-6-luna'] }] },
      ': /routes/0/targets/1 is "gpt-6-luna" and must be named once',
    ],
    [
      'more at once than there are',
      { routes: [{ targets: ['gpt-6-luna'], bestOf: 2 }] },
      '/routes/0/bestOf is 2 and must be at most',
    ],
    [
      'no weeks',
      { routes: [{ targets: ['gpt-6-luna'], when: { minWeeks: 9, maxWeeks: 8 } }] },
      '/routes/0/when/maxWeeks is 8 and must be at least minWeeks, 9',
    ],
    [
      'an arm nobody knows',
      { experiments: [{ id: 'e', arms: [{ target: 'x', contract: 'laps', weight: 1 }] }] },
      '/experiments/0/arms/0/target is "x"',
    ],
    [
      'an arm twice',
      {
        experiments: [
          { id: 'e', arms: [1, 2].map((weight) => ({ target: 'gpt-6-luna', contract: 'laps', weight })) },
        ],
      },
      '/experiments/0/arms/1 must differ',
    ],
    [
      'no weight',
      { experiments: [{ id: 'e', arms: [{ target: 'gpt-6-luna', contract: 'laps', weight: 0 }] }] },
      '/experiments/0/arms must have an arm with a weight above 0',
    ],
  ])('with %s is refused, saying where and what is accepted', (_, content, expected) => {
    const faults = faultsOf(content);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(expected);
  });

  it('is refused with all that is wrong, beside the other settings', () => {
    const content = {
      models: [{ id: 'a', limits: { output: 0 }, capabilities: { streaming: 1 } }],
      routes: [{ targets: [] }],
      experiments: [{ id: 'e', arms: [{ target: 'a', contract: 'haiku', weight: -1 }] }],
    };
    expect(faultsOf(content, { PORT: 'x' })).toEqual([
      expect.stringContaining('PORT'),
      ': /models/0/capabilities/streaming is 1 and must be boolean',
      ': /models/0/limits/output is 0 and must be >= 1',
      ': /routes/0/targets must NOT have fewer than 1 items',
      ': /experiments/0/arms/0/contract is "haiku" and must be one of sessions, laps',
      ': /experiments/0/arms/0/weight is -1 and must be >= 0',
    ]);
    const unsound = { models: [{ id: 'a', limits: 3 }], routes: [{ targets: ['x', 'a'] }] };
    expect(faultsOf(unsound)).toHaveLength(2);
    for (const models of [3, [3], null]) expect(faultsOf({ models, routes: [] })).toHaveLength(1);
  });

  it('never has a secret repeated that someone wrote where none belongs', () => {
    const secrets = { apiKeyEnv: 'sk-hunter2', baseUrl: 'https://me:hunter2@a.example/v1' };
    const faults = faultsOf({ models: [{ id: 'a', ...secrets }] });
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('that is not there is refused by its name', () => {
    const path = join(folder, 'none.json');
    expect(() => loadConfig({ AI_CONFIG_FILE: path })).toThrow(`AI_CONFIG_FILE: ${path} cannot be read`);
  });

  it('says from how many weeks on batches are used, and how long they are waited for', () => {
    expect(aiOf({}).bulk).toEqual({ from: 50, waitHours: 24 });
    expect(aiOf({ bulk: { from: 500 } }).bulk).toEqual({ from: 500, waitHours: 24 });
    expect(faultsOf({ bulk: { from: 0, waitHours: 0 } })).toHaveLength(2);
  });

  it('has a schema that is committed, and knows the contracts', async () => {
    const text = `${JSON.stringify(AI_CONFIG_SCHEMA, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../ai-config.schema.json');
    const { contract } = JSON.parse(text).properties.experiments.items.properties.arms.items.properties;
    expect(contract.enum).toEqual(CONTRACT_IDS);
  });
});

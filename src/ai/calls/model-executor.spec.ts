import { describe, expect, it } from 'vitest';
import { answerFromBrief, TEXT_FAULTS } from '../../../test/support/model-answers.js';
import { aQuestion, aTarget, ScriptedModels, type Turn } from '../../../test/support/scripted-models.js';
import { FAILURE_RULES } from './failure-rules.js';
import { FAILURE_KINDS, type FailureKind } from '../model-call.js';
import { REPLY_CONTRACTS } from '../contracts/reply-contracts.js';

const first = aTarget('first');
const second = aTarget('second');
const route = { targets: [first, second], bestOf: 1, earlier: null };

/** What follows when `first` answers so, and `second` well. */
async function ask(turns: readonly Turn[], options: { deadlineMs?: number; models?: ScriptedModels } = {}) {
  const { models = new ScriptedModels(), deadlineMs = 60_000 } = options;
  models.script('first', turns);
  const question = aQuestion(models, { deadlineMs });
  const answer = await models.executor.write(question, route);
  return { models, question, answer, author: answer.written?.target.profile.id ?? null };
}

const failing = (kind: FailureKind, times = 20): Turn[] => Array<Turn>(times).fill(kind);
const goodText = (): string => {
  const { facts } = aQuestion(new ScriptedModels());
  const contract = REPLY_CONTRACTS.sessions;
  return answerFromBrief(contract.prompt(facts, { schemaInPrompt: false }));
};

describe('a target that cannot be reached', () => {
  const UNREACHED = FAILURE_KINDS.filter((kind) => FAILURE_RULES[kind].next === 'backoff');

  it('is what these failures say', () => {
    expect(UNREACHED).toEqual([
      'connection',
      'timeout_headers',
      'timeout_idle',
      'timeout_total',
      'overloaded',
      'bad_envelope',
      'stream_cut',
    ]);
  });

  it.each(UNREACHED)('is tried again after a growing wait, then the next is (%s)', async (kind) => {
    const { models, author, answer } = await ask(failing(kind));
    expect(author).toBe('second');
    expect(models.called).toEqual({ first: 3, second: 1 });
    expect(models.clock.waits).toEqual([250, 500]);
    expect(answer.refused).toMatchObject([{ failure: kind }]);
    expect(models.alert).not.toHaveBeenCalled();
  });

  it('is waited for by chance, from nothing up to the whole wait', async () => {
    const models = new ScriptedModels();
    models.clock.chance = 0.1;
    await ask(failing('overloaded', 2), { models });
    expect(models.clock.waits).toEqual([25, 50]);
  });

  it('writes when it is back in time', async () => {
    const { author, models } = await ask(['connection', 'stream_cut']);
    expect(author).toBe('first');
    expect(models.called).toEqual({ first: 3 });
  });

  it('is not waited for beyond the deadline', async () => {
    const { author, models } = await ask(failing('overloaded'), { deadlineMs: 300 });
    expect(author).toBe('second');
    expect(models.called).toEqual({ first: 2, second: 1 });
  });

  it('opens its breaker; no other failure does', async () => {
    for (const kind of FAILURE_KINDS) {
      const models = new ScriptedModels({ breaker: { failures: 1, restMs: 60_000 }, retries: 0 });
      await ask([kind], { models });
      const { breaker } = FAILURE_RULES[kind];
      expect
        .soft([kind, models.gates.of(first.profile).state])
        .toEqual([kind, breaker === 'ignores' ? 'closed' : 'open']);
    }
  });
});

describe('a target that is left alone', () => {
  it('by its breaker is not called, and not written down', async () => {
    const models = new ScriptedModels({ breaker: { failures: 3, restMs: 60_000 } });
    await ask(failing('connection'), { models });
    expect(models.gates.of(first.profile).state).toBe('open');
    const calls = models.requests.length;
    const { author, answer } = await ask([], { models });
    expect(author).toBe('second');
    expect(answer.refused).toMatchObject([{ failure: 'breaker_open' }]);
    // The same question again: what the second wrote is known.
    expect(models.requests).toHaveLength(calls);
    expect(models.ledger).toHaveLength(4);
  });

  it.each<[FailureKind, boolean]>([
    ['quota_exhausted', true],
    ['auth', true],
    ['model_gone', false],
    ['bad_request', false],
  ])('after one call when it says %s, with an alert', async (kind, opens) => {
    const { models, author } = await ask([kind]);
    expect(author).toBe('second');
    expect(models.called).toEqual({ first: 1, second: 1 });
    expect(models.gates.of(first.profile).state).toBe(opens ? 'open' : 'closed');
    expect(models.alert.mock.calls).toEqual([[{ target: 'first', kind }]]);
  });

  it.each<FailureKind>(['refusal', 'content_filter', 'empty'])(
    'after one call that ends in %s',
    async (kind) => {
      const { models, author } = await ask([kind]);
      expect(author).toBe('second');
      expect(models.called).toEqual({ first: 1, second: 1 });
      expect(models.alert).not.toHaveBeenCalled();
    },
  );
});

describe('a target that asks for patience', () => {
  it('is asked again when it said', async () => {
    const { models, author } = await ask([{ fails: 'rate_limited', retryAfterMs: 7000 }]);
    expect(author).toBe('first');
    expect(models.clock.waits).toEqual([7000]);
    expect(models.gates.of(first.profile).state).toBe('closed');
  });

  it('without saying how long is asked again after a growing wait', async () => {
    const { models, author } = await ask(['rate_limited', 'rate_limited']);
    expect([author, models.clock.waits]).toEqual(['first', [250, 500]]);
  });

  it('beyond the deadline is passed over', async () => {
    const { models, author } = await ask([{ fails: 'rate_limited', retryAfterMs: 120_000 }]);
    expect([author, models.clock.waits]).toEqual(['second', []]);
    // Whoever comes next finds out for themselves.
    expect(models.gates.of(first.profile).quietUntil).toBe(0);
  });

  it('is not pressed by the weeks beside it meanwhile', async () => {
    const models = new ScriptedModels();
    models.gates.of(first.profile).holdUntil(4000);
    const { author } = await ask([], { models });
    expect([author, models.clock.waits, models.called]).toEqual(['first', [4000], { first: 1 }]);
  });

  it('for ever is passed over after a few times', async () => {
    const { models, author } = await ask(failing('rate_limited', 50));
    expect(author).toBe('second');
    expect(models.called['first']).toBe(5);
  });
});

describe('a reply', () => {
  it('cut by its limit is asked for once with twice the limit, and never read', async () => {
    const { models, author } = await ask(['truncated']);
    expect(author).toBe('first');
    const [before, after] = models.requests.map(({ maxOutputTokens }) => maxOutputTokens);
    expect(after).toBe(2 * (before ?? 0));
    const twice = await ask(['truncated', 'truncated']);
    expect(twice.author).toBe('second');
  });

  it('cut at the most the model can write is not asked for again', async () => {
    const models = new ScriptedModels();
    models.script('first', ['truncated']);
    const limits = { ...first.profile.limits, output: 100 };
    const small = { ...first, profile: { ...first.profile, limits } };
    const { written } = await models.executor.write(aQuestion(models), {
      targets: [small, second],
      bestOf: 1,
      earlier: null,
    });
    expect(written?.target.profile.id).toBe('second');
    expect(models.called).toEqual({ first: 1, second: 1 });
  });

  it.each([
    ['is not JSON', 'I would rather not.'],
    ['has no days', '{"plan":"run"}'],
    ['lacks a day', TEXT_FAULTS.six_days(goodText())],
  ])('that %s is asked for once more, told what is wrong', async (_, text) => {
    const { models, author } = await ask([{ text }]);
    expect(author).toBe('first');
    const [before, after] = models.requests;
    expect(after?.messages).toHaveLength(4);
    expect(after?.messages.slice(0, 2)).toEqual(before?.messages);
    expect(after?.messages[2]).toEqual({ role: 'assistant', content: text });
    expect(after?.messages[3]?.content).toMatch(/^That reply cannot be used:\n- /);
    expect(models.ledger.map(({ reAsk }) => reAsk)).toEqual([false, true]);

    const twice = await ask([{ text }, { text }]);
    expect(twice.author).toBe('second');
    expect(twice.models.called).toEqual({ first: 2, second: 1 });
    expect(twice.models.gates.of(first.profile).state).toBe('closed');
  });

  it('is shown to the model again only in part when it is long, with at most ten findings', async () => {
    const { models } = await ask([{ text: `{"days":[${'{"dayNumber":0},'.repeat(5000)}` }]);
    const [, after] = models.requests;
    expect(after?.messages[2]?.content).toHaveLength(12_000);
    expect(after?.messages[3]?.content.match(/^- /gm)?.length).toBeLessThanOrEqual(10);
  });

  it('that can be mended safely is not asked for again', async () => {
    for (const fault of ['fences', 'prose', 'trailing_comma', 'strings_for_numbers', 'extra_keys'] as const) {
      const { models, author } = await ask([{ text: TEXT_FAULTS[fault](goodText()) }]);
      expect.soft([fault, author, models.requests.length]).toEqual([fault, 'first', 1]);
    }
  });

  it('that misses the brief but can be evened out is good enough when asking again was in vain', async () => {
    const text = goodText().replaceAll('"easy"', '"interval"');
    const { models, author, answer } = await ask([{ text }, ...failing('overloaded')]);
    expect([author, models.called]).toEqual(['first', { first: 4 }]);
    expect(answer.written?.reply.mended.length).toBeGreaterThan(0);
  });

  it('once refused leaves what can be kept of it to whoever writes the rest', async () => {
    const text = TEXT_FAULTS.six_days(goodText());
    const models = new ScriptedModels();
    models.script('first', [{ text }, { text }]);
    models.script('second', ['refusal']);
    const { written, refused } = await models.executor.write(aQuestion(models), route);
    expect(written).toBeNull();
    expect(refused).toMatchObject([{ failure: 'rule_broken' }, { failure: 'refusal', spoiled: null }]);
    const [{ spoiled } = { spoiled: null }] = refused;
    expect(spoiled).toMatchObject({ stands: false });
    expect(spoiled?.sessions.length).toBeGreaterThan(0);
  });
});

describe('the end', () => {
  it('of the budget stops everything', async () => {
    const models = new ScriptedModels();
    models.budget = 0;
    const { answer } = await ask([], { models });
    expect(answer).toMatchObject({ written: null, refused: [{ failure: 'budget' }] });
    expect([models.requests, models.ledger]).toEqual([[], []]);
  });

  it.each(['deadline', 'cancelled'] as const)('by %s stops everything', async (kind) => {
    const models = new ScriptedModels();
    models.script('first', [{ fails: 'cancelled' }]);
    const question = aQuestion(models);
    const asked = models.executor.write(question, route);
    if (kind === 'deadline') question.expire();
    else question.abort();
    expect(await asked).toMatchObject({ written: null, refused: [{ failure: kind }] });
    expect(models.called['second']).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { answerFromBrief, TEXT_FAULTS } from '../../../test/support/model-answers.js';
import { aQuestion, aTarget, ScriptedModels, type Turn } from '../../../test/support/scripted-models.js';
import { REPLY_CONTRACTS } from '../contracts/reply-contracts.js';
import { firstAttempt } from './attempt.js';

const first = aTarget('first');
const second = aTarget('second');
const route = { targets: [first, second], bestOf: 1, earlier: null };

async function ask(turns: readonly Turn[]) {
  const models = new ScriptedModels();
  models.script('first', turns);
  const question = aQuestion(models);
  const answer = await models.executor.write(question, route);
  return { models, question, answer };
}

const goodText = (): string => {
  const { facts } = aQuestion(new ScriptedModels());
  return answerFromBrief(REPLY_CONTRACTS.sessions.prompt(facts, { schemaInPrompt: false }));
};

describe('the ledger', () => {
  it('has a row for every attempt, with what it took and what became of it', async () => {
    const { models, question } = await ask([
      { fails: 'stream_cut', usage: { input: 900, cached: 100, output: 50, reasoning: 0 } },
      { text: 'no' },
      'overloaded',
    ]);
    expect(models.ledger.map(({ outcome, inputTokens, target }) => [target, outcome, inputTokens])).toEqual([
      ['first', 'stream_cut', 900],
      ['first', 'not_json', 1000],
      ['first', 'overloaded', null],
      ['first', 'ok', 1000],
    ]);
    expect(question.tally).toMatchObject({ attempts: 4, tokens: { input: 2900, cached: 100, output: 250 } });
    for (const { usd, inputTokens, promptHash } of models.ledger) {
      expect(usd === null).toBe(inputTokens === null);
      expect(promptHash).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('does not know the cost of a model without a price, which no budget holds back', async () => {
    const models = new ScriptedModels();
    models.budget = 0;
    const free = { ...first, profile: { ...first.profile, prices: [] } };
    const { written } = await models.executor.write(aQuestion(models), {
      targets: [free],
      bestOf: 1,
      earlier: null,
    });
    expect(written?.target).toBe(free);
    expect(models.ledger).toMatchObject([{ usd: null, inputTokens: 1000 }]);
  });

  it('counts as spent what a call may have cost when nobody says, and nothing for one that was not served', async () => {
    const { models } = await ask(['timeout_idle', 'connection']);
    const [cut, refused, good] = models.settled;
    expect(cut).toBeGreaterThan(0);
    expect(refused).toBe(0);
    // 1,000 tokens in at 0.15 USD per million, 100 out at 0.60.
    expect(good).toBeCloseTo(0.000_21, 9);
  });
});

describe('best of several', () => {
  const both = { targets: [first, second], bestOf: 2, earlier: null };

  it('asks them at the same time and takes the one with the least to say against it', async () => {
    const models = new ScriptedModels();
    models.script('first', [{ text: TEXT_FAULTS.strings_for_numbers(goodText()) }]);
    const { written } = await models.executor.write(aQuestion(models), both);
    expect(written?.target).toBe(second);
    expect(models.called).toEqual({ first: 1, second: 1 });
    expect(models.ledger).toHaveLength(2);
  });

  it('takes what there is, and goes on to the others when there is none', async () => {
    const third = aTarget('third');
    const models = new ScriptedModels();
    models.script('first', ['refusal', 'refusal']);
    const some = await models.executor.write(aQuestion(models), both);
    expect(some.written?.target).toBe(second);
    models.script('first', ['refusal']);
    models.script('second', ['empty']);
    const question = aQuestion(models, { weekNumber: 6 });
    const none = await models.executor.write(question, {
      targets: [first, second, third],
      bestOf: 2,
      earlier: null,
    });
    expect(none.written?.target).toBe(third);
    expect(none.refused.map(({ failure }) => failure)).toEqual(['refusal', 'empty']);
  });
});

describe('a question that was asked before', () => {
  it('is answered from what is known, judged anew', async () => {
    const { models } = await ask([]);
    const again = aQuestion(models);
    const { written } = await models.executor.write(again, route);
    expect(written).toMatchObject({ cached: true });
    expect([models.requests.length, again.tally.attempts]).toEqual([1, 0]);

    // What does not stand for this athlete is asked for again.
    const other = aQuestion(models);
    let judged = 0;
    const judge: typeof other.judge = (sessions) => {
      judged += 1;
      const judgement = other.judge(sessions);
      const refused = [{ dayNumber: null, code: 'x', detail: 'x' }];
      return judged === 1 ? { ...judgement, refused } : judgement;
    };
    const anew = await models.executor.write({ ...other, judge }, route);
    expect(anew.written).toMatchObject({ cached: false });
    expect(models.requests).toHaveLength(2);
  });

  it('is another when a byte of it is: week, target, contract, dialect', async () => {
    const { models } = await ask([]);
    const warm = { ...first.profile, dialect: { ...first.profile.dialect, temperature: 0.6 } };
    const elsewhere = { ...first.profile, baseUrl: 'http://127.0.0.1:10/v1' };
    const plain = { ...first.profile.capabilities, strictSchema: false, jsonMode: false };
    const others = [
      { ...first, contract: 'laps' as const },
      { ...first, profile: warm },
      { ...first, profile: elsewhere },
      { ...first, profile: { ...first.profile, capabilities: plain } },
      second,
    ];
    for (const target of others) {
      await models.executor.write(aQuestion(models), { targets: [target], bestOf: 1, earlier: null });
    }
    await models.executor.write(aQuestion(models, { weekNumber: 6 }), route);
    expect(models.requests).toHaveLength(7);
  });

  it('is never known when it holds what someone wrote about themselves', async () => {
    const models = new ScriptedModels();
    for (const injuryNotes of ['A sore knee.', 'A sore knee.']) {
      await models.executor.write(aQuestion(models, { injuryNotes }), route);
    }
    expect([models.requests.length, models.cached.size]).toEqual([2, 0]);
  });

  it('at the same time is asked once; a failure is not shared', async () => {
    const models = new ScriptedModels();
    const answers = await Promise.all([1, 2, 3].map(() => models.executor.write(aQuestion(models), route)));
    expect(models.requests).toHaveLength(1);
    expect(answers.map(({ written }) => written?.cached)).toEqual([false, true, true]);

    const failing = new ScriptedModels();
    failing.script('first', ['refusal', 'good']);
    const only = { targets: [first], bestOf: 1, earlier: null };
    const [one, two] = await Promise.all([1, 2].map(() => failing.executor.write(aQuestion(failing), only)));
    expect([one?.written, two?.written?.cached]).toEqual([null, false]);
  });
});

describe('the shape of a reply', () => {
  it('is asked for in the surest way the model knows', () => {
    const { facts } = aQuestion(new ScriptedModels());
    const systemOf = (capabilities: Partial<typeof first.profile.capabilities>) => {
      const profile = {
        ...first.profile,
        capabilities: { ...first.profile.capabilities, ...capabilities },
      };
      const question = { ...aQuestion(new ScriptedModels()), facts };
      const asked = { target: { ...first, profile }, contract: REPLY_CONTRACTS.sessions, question };
      return firstAttempt(asked).messages[0]?.content.includes('additionalProperties');
    };
    expect(systemOf({})).toBe(false);
    expect(systemOf({ strictSchema: false })).toBe(true);
    expect(systemOf({ strictSchema: false, jsonMode: false })).toBe(true);
  });

  it.each([
    [{}, 'strict_schema'],
    [{ strictSchema: false }, 'json_mode'],
    [{ strictSchema: false, jsonMode: false }, 'plain'],
  ])('with %j is %s', async (capabilities, mode) => {
    const models = new ScriptedModels();
    const profile = { ...first.profile, capabilities: { ...first.profile.capabilities, ...capabilities } };
    await models.executor.write(aQuestion(models), {
      targets: [{ ...first, profile }],
      bestOf: 1,
      earlier: null,
    });
    expect(models.requests[0]?.mode).toBe(mode);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lapsContract } from '../../src/ai/contracts/laps.contract.js';
import { sessionsContract } from '../../src/ai/contracts/sessions.contract.js';
import { ModelCallError, type ModelRequest, type TokenUsage } from '../../src/ai/model-call.js';
import { OpenAiTransport } from '../../src/ai/transport/openai.transport.js';
import { layWeek } from '../../src/coaching/laps.js';
import { contractCases } from '../support/contract-cases.js';
import { SLOW_FAULT_NAMES, TEXT_FAULT_NAMES, WIRE_FAULT_NAMES } from '../support/model-faults.js';
import { KEY, profileAt, requestOf } from '../support/model-requests.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';

const CONTRACTS = [sessionsContract, lapsContract];
const CASES = contractCases();
const transport = new OpenAiTransport(() => KEY);
const timeouts = { headersMs: 3000, idleMs: 3000, totalMs: 10_000 };
const signal = new AbortController().signal;

let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer({ reasoning: 3 });
});
beforeEach(() => server.clear());
afterAll(() => server.stop());

function weekRequest(week: number, contract = sessionsContract): ModelRequest {
  const { facts } = CASES[week % CASES.length] ?? expect.unreachable();
  const streaming = week % 2 === 0;
  return {
    ...requestOf(profileAt(server.url, { streaming })),
    messages: contract.prompt(facts, { schemaInPrompt: false }),
    schema: contract.schema,
    maxOutputTokens: contract.maxOutputTokens(facts),
  };
}

describe.each(CONTRACTS)('asked by the $id contract', (contract) => {
  it('writes weeks that can be read and laid as they are', async () => {
    for (const [index, { facts, frame, sessions }] of CASES.entries()) {
      const { text } = await transport.call(weekRequest(index, contract), { signal, timeouts });
      const decoded = contract.decode(text, facts);
      if (!decoded.ok) expect.unreachable(decoded.findings.join(' '));
      expect(decoded.sessions.map(({ dayNumber }) => dayNumber)).toEqual(
        sessions.map(({ dayNumber }) => dayNumber),
      );
      if (contract.id === 'sessions') expect(decoded.mended).toEqual([]);
      expect(layWeek({ frame, sessions: decoded.sessions }).week).not.toBeNull();
    }
    expect(server.errors).toEqual([]);
  });
});

describe('under load, with faults at random', () => {
  it('tells as many tokens as its clients were told, and ends every call in kind', async () => {
    const slow: readonly string[] = [...SLOW_FAULT_NAMES, 'done_left_open'];
    const faults = [...WIRE_FAULT_NAMES, ...TEXT_FAULT_NAMES].filter((name) => !slow.includes(name));
    server.script({ seed: 7, share: 0.5, faults });
    const sum: TokenUsage = { input: 0, cached: 0, output: 0, reasoning: 0 };
    const ends = new Map<string, number>();
    const usageOf = async (request: ModelRequest): Promise<TokenUsage | null> => {
      try {
        const { usage } = await transport.call(request, { signal, timeouts });
        ends.set('reply', (ends.get('reply') ?? 0) + 1);
        return usage;
      } catch (error) {
        if (!(error instanceof ModelCallError)) throw error;
        ends.set(error.kind, (ends.get(error.kind) ?? 0) + 1);
        return error.usage;
      }
    };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < 400) {
        const usage = await usageOf(weekRequest(next++));
        for (const key of ['input', 'cached', 'output', 'reasoning'] as const) sum[key] += usage?.[key] ?? 0;
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(server.requests).toHaveLength(400);
    expect(server.errors).toEqual([]);
    expect(server.maxInFlight).toBeLessThanOrEqual(16);
    expect(sum).toEqual(server.told);
    expect(sum.cached).toBeGreaterThan(0);
    expect(new Set(server.requests.map(({ fault }) => fault)).size).toBeGreaterThan(50);
    expect(ends.get('reply')).toBeGreaterThan(200);
    expect(ends.size).toBeGreaterThan(10);
  });

  it('draws the same faults from the same seed', async () => {
    const drawn: (string | null)[][] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      server.clear();
      server.script({ seed: 42, share: 0.5, faults: ['empty', 'refusal', 'status_500'] });
      for (let call = 0; call < 20; call += 1)
        await transport.call(weekRequest(call), { signal, timeouts }).catch((error: unknown) => error);
      drawn.push(server.requests.map(({ fault }) => fault));
    }
    expect(drawn[0]).toEqual(drawn[1]);
    expect(new Set(drawn[0]).size).toBe(4);
  });

  it('has as many calls in flight as there are', async () => {
    server.latencyMs = 100;
    await Promise.all(
      Array.from({ length: 5 }, (_, week) => transport.call(weekRequest(week), { signal, timeouts })),
    );
    server.latencyMs = 0;
    expect(server.maxInFlight).toBe(5);
  });
});

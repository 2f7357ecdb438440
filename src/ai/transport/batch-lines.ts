import { answeredFault, CallFault, isRecord } from './call-fault.js';
import { ChatReply, nameIn } from './chat-reply.js';
import type { BatchProgress, BatchResult } from '../model-batch.js';
import { ModelCallError } from '../model-call.js';

const STATES: ReadonlyMap<unknown, BatchProgress['state']> = new Map(
  Object.entries<BatchProgress['state']>({
    validating: 'running',
    in_progress: 'running',
    finalizing: 'running',
    cancelling: 'running',
    completed: 'done',
    expired: 'partial',
    cancelled: 'partial',
    failed: 'failed',
  }),
);

/** @throws CallFault when the answer is no batch */
export function batchProgress(answer: unknown): BatchProgress {
  const { id, status, request_counts, output_file_id, error_file_id } = isRecord(answer) ? answer : {};
  const state = STATES.get(status);
  if (typeof id !== 'string' || !state) throw new CallFault('bad_envelope', 'the answer is no batch');
  const counts = isRecord(request_counts) ? request_counts : {};
  const count = (name: string): number => (typeof counts[name] === 'number' ? counts[name] : 0);
  return {
    batchId: id,
    state,
    total: count('total'),
    completed: count('completed'),
    failed: count('failed'),
    resultFiles: [output_file_id, error_file_id].filter((file): file is string => typeof file === 'string'),
  };
}

/**
 * Results of a batch from its JSON lines, by `model` where they name none. A line that cannot be read is as good as
 * one that did not come.
 */
export function batchResults(jsonl: string, model: string): BatchResult[] {
  return jsonl.split('\n').flatMap((line) => {
    const { custom_id: id, response, error } = record(line);
    return typeof id === 'string' ? [batchResult({ id, model, response, error })] : [];
  });
}

function record(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function batchResult(line: { id: string; model: string; response: unknown; error: unknown }): BatchResult {
  const { id, response, error } = line;
  const reply = new ChatReply();
  try {
    const { status_code, request_id, body } = isRecord(response) ? response : {};
    const status = isStatus(status_code) ? status_code : undefined;
    if (status !== 200) {
      const said = isRecord(body) ? body['error'] : error;
      throw answeredFault({ status, error: said ?? error, headers: undefined });
    }
    reply.addCompletion(body);
    const text = reply.wholeText();
    const requestId = nameIn(request_id);
    const model = reply.model ?? line.model;
    return { id, reply: { text, model, usage: reply.usage, requestId, latencyMs: 0, firstTokenMs: null } };
  } catch (fault) {
    if (!(fault instanceof CallFault)) throw fault;
    const { kind, detail, facts } = fault;
    return { id, error: new ModelCallError(kind, detail, { ...facts, usage: reply.usage }) };
  }
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 999;
}

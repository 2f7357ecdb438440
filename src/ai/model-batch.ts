import type { ModelCallError, ModelReply, ModelRequest } from './model-call.js';
import type { ModelProfile } from './model-profile.js';

/** One of many requests that may wait. */
export interface BatchItem {
  /** The caller's own, unique in its batch: replies come in any order. */
  id: string;
  request: ModelRequest;
}

/** How far a batch is. `partial`: it expired or was cancelled, and what was done until then can be fetched. */
export interface BatchProgress {
  batchId: string;
  state: 'running' | 'done' | 'partial' | 'failed';
  total: number;
  completed: number;
  failed: number;
  /** Where the provider keeps what came back; empty until there is something. */
  resultFiles: readonly string[];
}

/** One reply of a batch, or why there is none. */
export type BatchResult = { id: string } & ({ reply: ModelReply } | { error: ModelCallError });

export interface CallOptions {
  signal: AbortSignal;
  totalMs: number;
}

export const BATCH_TRANSPORT = Symbol('BATCH_TRANSPORT');

/** Requests that may take a day, for half the price. Each method makes one attempt. @throws ModelCallError */
export interface BatchTransport {
  /** Hands in at most 50,000 requests for one model. @param batch.tag the caller's own name for it, to find it by */
  submit(
    batch: { profile: ModelProfile; items: readonly BatchItem[]; tag: string },
    options: CallOptions,
  ): Promise<BatchProgress>;
  /** The batch that was handed in under this tag, among the newest 1,000; null where there is none. */
  find(batch: { profile: ModelProfile; tag: string }, options: CallOptions): Promise<BatchProgress | null>;
  progress(batch: { profile: ModelProfile; batchId: string }, options: CallOptions): Promise<BatchProgress>;
  /** What came back so far; an item that is missing did not. */
  results(
    batch: { profile: ModelProfile; resultFiles: readonly string[] },
    options: CallOptions,
  ): Promise<BatchResult[]>;
  /** What was done by then is charged, and can be fetched. */
  cancel(batch: { profile: ModelProfile; batchId: string }, options: CallOptions): Promise<BatchProgress>;
}

/** A model as its provider lists it. */
export interface ListedModel {
  id: string;
  /** `YYYY-MM-DD`; null where the provider names none. */
  shutdownDate: string | null;
}

/** Tells what a provider has. */
export interface ModelLister {
  /**
   * The models of the profile's provider (`GET /v1/models`).
   * @throws ModelCallError when it does not answer, or not with a list
   */
  listModels(profile: ModelProfile, options: CallOptions): Promise<ListedModel[]>;
}

import type { FailureKind } from '../model-call.js';

/** What follows from a failure. Each is tried only as long as deadline and attempts allow; else the next target is. */
export interface FailureRule {
  /**
   * `backoff`: the same again after a while. `retry_after`: the same again when the server says. `larger`: once more
   * with a larger limit. `re_ask`: once more, told what was wrong. `other_target`: never this one again. `stop`: no target.
   */
  next: 'backoff' | 'retry_after' | 'larger' | 're_ask' | 'other_target' | 'stop';
  /** What the target's breaker makes of it. */
  breaker: 'counts' | 'opens' | 'ignores';
  /** A person has to do something about it. */
  alert: boolean;
}

const rule = (
  next: FailureRule['next'],
  { breaker = 'ignores', alert = false }: Partial<FailureRule> = {},
): FailureRule => ({ next, breaker, alert });

const UNREACHED = rule('backoff', { breaker: 'counts' });

/** The one table that says what the executor does about a failure. */
export const FAILURE_RULES: Readonly<Record<FailureKind, FailureRule>> = {
  connection: UNREACHED,
  timeout_headers: UNREACHED,
  timeout_idle: UNREACHED,
  timeout_total: UNREACHED,
  overloaded: UNREACHED,
  bad_envelope: UNREACHED,
  stream_cut: UNREACHED,
  rate_limited: rule('retry_after'),
  quota_exhausted: rule('other_target', { breaker: 'opens', alert: true }),
  auth: rule('other_target', { breaker: 'opens', alert: true }),
  model_gone: rule('other_target', { alert: true }),
  // A bug of ours: asking again changes nothing.
  bad_request: rule('other_target', { alert: true }),
  truncated: rule('larger'),
  refusal: rule('other_target'),
  content_filter: rule('other_target'),
  empty: rule('other_target'),
  not_json: rule('re_ask'),
  schema_invalid: rule('re_ask'),
  rule_broken: rule('re_ask'),
  deadline: rule('stop'),
  budget: rule('stop'),
  cancelled: rule('stop'),
};

import { failedAttempt, type Attempt, type AttemptResult } from './attempt.js';
import type { CallEnd } from './call-books.js';
import { checkReply, reaskLines } from '../contracts/reply-check.js';
import type { ModelReply } from '../model-call.js';

/** Decodes, lays and audits a reply, however it came. Pure: what it was worth, and how that is written down. */
export function readReply(
  { contract, question }: Pick<Attempt, 'contract' | 'question'>,
  { text, model }: Pick<ModelReply, 'text' | 'model'>,
): { result: AttemptResult; end: CallEnd } {
  const decoded = contract.decode(text, question.facts);
  if (!decoded.ok) {
    const { kind, findings } = decoded;
    const end = { outcome: kind, findings: findings.length, mended: 0 };
    return { result: failedAttempt(kind, { findings, text }), end };
  }
  const { sessions, unread } = decoded;
  const judged = question.judge(sessions);
  const misread = checkReply(sessions, question.facts.brief);
  const mended = [...decoded.mended, ...misread];
  const lines = reaskLines([...judged.blocking, ...unread, ...judged.refused, ...misread]);
  const flaws = { advisory: judged.advisory.length, mended: mended.length + judged.mended.length };
  const reply = { sessions, mended, model, flaws };
  const end = { findings: lines.length, mended: flaws.mended };
  if (lines.length === 0) return { result: { failure: null, reply }, end: { outcome: 'ok', ...end } };
  const stands = judged.refused.length === 0 && judged.blocking.length === 0;
  const result = failedAttempt('rule_broken', { findings: lines, text, spoiled: { ...reply, stands } });
  return { result, end: { outcome: 'rule_broken', ...end } };
}

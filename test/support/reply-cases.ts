import { encodeLaps, encodeSessions } from '../../src/ai/contracts/encode-week.js';
import { planPhases } from '../../src/ai/contracts/plan-phases.js';
import { decodeReply } from '../../src/ai/contracts/reply-decoder.js';
import type { WireLaps, WireSessions } from '../../src/ai/contracts/wire-schemas.js';
import type { DecodedReply } from '../../src/ai/reply-contract.js';
import { contractCase } from './contract-cases.js';

/** Build week with tempo on Tuesday, easy on Wednesday, intervals on Thursday, long run on Saturday, recovery on Sunday. */
export const { facts, frame, sessions, week } = contractCase(7);
export const phases = planPhases(facts);

export function sessionsReply(): WireSessions {
  return encodeSessions(sessions);
}

export function lapsReply(): WireLaps {
  return encodeLaps(week, { brief: facts.brief, phases });
}

export function decode(reply: unknown): DecodedReply {
  return decodeReply(typeof reply === 'string' ? reply : JSON.stringify(reply), facts);
}

export function decoded(reply: unknown): Extract<DecodedReply, { ok: true }> {
  const result = decode(reply);
  if (!result.ok) throw new Error(`not decoded: ${result.findings.join(' ')}`);
  return result;
}

export function refused(reply: unknown): Extract<DecodedReply, { ok: false }> {
  const result = decode(reply);
  if (result.ok) throw new Error('decoded');
  return result;
}

export function dayOf<Day extends { dayNumber: number }>(days: readonly Day[], dayNumber: number): Day {
  const day = days.find((each) => each.dayNumber === dayNumber);
  if (!day) throw new Error(`no day ${dayNumber}`);
  return day;
}

/** The reply of the sessions contract with one day changed. */
export function withDay(dayNumber: number, change: object): object {
  return {
    days: sessionsReply().days.map((day) => (day.dayNumber === dayNumber ? { ...day, ...change } : day)),
  };
}

/** The reply of the sessions contract with the first block of one day changed. */
export function withBlock(dayNumber: number, change: object): object {
  const [first, ...others] = dayOf(sessionsReply().days, dayNumber).blocks;
  return withDay(dayNumber, { blocks: [{ ...first, ...change }, ...others] });
}

export function codes(reply: unknown): string[] {
  return decoded(reply).mended.map(({ code }) => code);
}

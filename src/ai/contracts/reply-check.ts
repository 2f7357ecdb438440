import type { Finding } from '../../coaching/audit.js';
import type { BriefDay, WeekBrief } from '../../coaching/brief.js';
import { isQuality } from '../../coaching/day-types.js';
import { sumMiles } from '../../coaching/hundredths.js';
import type { Session, SessionFinding, Zone } from '../../coaching/sessions.js';
import type { ChatMessage } from '../model-call.js';

/** Zones that call a quality day by its name. */
const WORK_ZONES: Partial<Record<BriefDay['type'], readonly Zone[]>> = {
  tempo: ['threshold', 'marathon', 'race'],
  intervals: ['interval', 'repetition', 'race'],
};
/** Warmup and cooldown come on top of blocks, so that only far more than this is a day misread. */
const FAR_OFF = 2;
/** A model is asked to mend no more at once. */
const MOST_FINDINGS = 10;
const LONGEST_LINE = 300;

/**
 * Where sessions that can be read miss their brief: a day of twice its miles, or half, and efforts of another type
 * of day. Laying would even it out without a word; it is worth one more question first.
 */
export function checkReply(sessions: readonly Session[], brief: WeekBrief): SessionFinding[] {
  return sessions.flatMap((session) => {
    const day = brief.days.find(({ dayNumber }) => dayNumber === session.dayNumber);
    return day ? [...checkMiles(session, day), ...checkZones(session, day)] : [];
  });
}

function checkMiles({ blocks }: Session, { dayNumber, type, miles }: BriefDay): SessionFinding[] {
  const written = sumMiles(
    blocks.map(({ repeat, distanceMiles, recoveryMiles }) => repeat * (distanceMiles + recoveryMiles)),
  );
  const onlyWork = isQuality(type);
  if (written <= miles * FAR_OFF && (onlyWork || written >= miles / FAR_OFF)) return [];
  const detail = `The blocks come to ${written} miles; this ${type} day has ${miles}, warmup and cooldown included.`;
  return [{ dayNumber, code: 'day.far_off', detail }];
}

function checkZones({ blocks }: Session, { dayNumber, type, goalPaceMiles }: BriefDay): SessionFinding[] {
  const zones = [...new Set(blocks.map(({ zone }) => zone))].filter((zone) => zone !== 'easy');
  const allowed = WORK_ZONES[type] ?? (goalPaceMiles > 0 ? (['marathon', 'race'] as const) : []);
  const wrong = zones.filter((zone) => !allowed.includes(zone));
  // Mixed sessions touch other efforts; a quality day is misread when none of its work is of its type.
  if (wrong.length === 0 || (WORK_ZONES[type] && wrong.length < zones.length)) return [];
  const wanted = allowed.length > 0 ? allowed.join(', ') : 'easy';
  const detail = `${wrong.join(', ')} on this ${type} day; its blocks are to be ${wanted}.`;
  return [{ dayNumber, code: 'day.wrong_zone', detail }];
}

/**
 * What stands against a reply as at most ten lines a model can act on: what makes a week unfit to be stored comes
 * first, the same thing is said once, and what is advisory is left out.
 */
export function reaskLines(findings: readonly (SessionFinding | Finding)[]): string[] {
  const blocking = findings.filter((each) => 'severity' in each && each.severity === 'blocking');
  const others = findings.filter((each, index) => {
    if ('severity' in each) return false;
    // A day that could not be read is missing when the week is laid: said once, with its cause.
    const first = findings.findIndex(({ dayNumber }) => dayNumber === each.dayNumber);
    return each.code !== 'session.missing' || first === index;
  });
  const lines = [...blocking, ...others].map((each) => {
    if ('message' in each) return `Rule ${each.rule}: ${each.message}`;
    return each.dayNumber === null ? each.detail : `Day ${each.dayNumber}: ${each.detail}`;
  });
  return [...new Set(lines.map((line) => line.slice(0, LONGEST_LINE)))].slice(0, MOST_FINDINGS);
}

/** The one question asked after a reply that could not be used; follows that reply as the assistant's. */
export function reaskMessage(lines: readonly string[]): ChatMessage {
  const list = lines.slice(0, MOST_FINDINGS).map((line) => `- ${line}`);
  return {
    role: 'user',
    content: `That reply cannot be used:\n${list.join('\n')}\nAnswer again with the whole week, mended, in JSON only.`,
  };
}

import type { BriefDay } from '../../coaching/brief.js';
import type { PlannedDay, PlannedWeek } from '../../coaching/model.js';
import { seededNumber } from '../../coaching/seeded.js';
import { sessionNotes } from '../../coaching/session-notes.js';
import type { Session } from '../../coaching/sessions.js';
import type { PromptFacts, ReplyContract } from '../reply-contract.js';
import { cleanNotes } from './clean-notes.js';
import { encodeLaps, encodeSessions } from './encode-week.js';
import { readLaps } from './lap-reading.js';
import { planPhases } from './plan-phases.js';

/** A week as staff approved it, and as it would be asked of a model. */
export interface ApprovedWeek {
  /** Decides which file the week goes to, and stands in neither. */
  athleteId: string;
  facts: PromptFacts;
  week: PlannedWeek;
  /** Names of people and races that notes may not carry out of the house. */
  names: readonly string[];
}

/** Lines of the two files, each a chat that ends with the approved week. */
export interface FineTuningFiles {
  training: string[];
  validation: string[];
  /** Weeks that teach the wrong thing: edited away from their brief, or without a structure that can be read. */
  leftOut: number;
}

/**
 * Approved weeks as chat JSONL for fine-tuning: the very prompt that the contract sends, and the week as its reply.
 * Holds no names, dates or health notes. All weeks of one athlete are in one file; the same seed, the same split.
 */
export function fineTuningFiles(
  weeks: readonly ApprovedWeek[],
  options: { contract: ReplyContract; seed: string; validationShare: number },
): FineTuningFiles {
  const { contract, seed, validationShare } = options;
  const files: FineTuningFiles = { training: [], validation: [], leftOut: 0 };
  for (const approved of weeks) {
    const facts = { ...approved.facts, injuryNotes: null };
    const reply = replyOf({ ...approved, facts }, contract);
    if (!reply) {
      files.leftOut += 1;
      continue;
    }
    const messages = [
      ...contract.prompt(facts, { schemaInPrompt: false }),
      { role: 'assistant', content: JSON.stringify(reply) },
    ];
    const held = seededNumber(seed, approved.athleteId) / 2 ** 32 < validationShare;
    files[held ? 'validation' : 'training'].push(JSON.stringify({ messages }));
  }
  return files;
}

function replyOf({ facts, week, names }: ApprovedWeek, { id }: ReplyContract): object | null {
  const days = week.days.map((day) => ({ ...day, notes: impersonalNotes(day, names) }));
  const sessions: Session[] = [];
  for (const asked of facts.brief.days) {
    const day = days.find(({ dayNumber }) => dayNumber === asked.dayNumber);
    if (!day || day.workoutType !== asked.type) return null;
    if (asked.type === 'rest' || asked.type === 'race') continue;
    const session = day.miles === asked.miles ? sessionOf(day, asked, facts) : null;
    if (!session) return null;
    sessions.push(session);
  }
  if (id === 'sessions') return sessions.length > 0 ? encodeSessions(sessions) : null;
  return encodeLaps({ ...week, days }, { brief: facts.brief, phases: planPhases(facts) });
}

function sessionOf(day: PlannedDay, asked: BriefDay, { brief, paces }: PromptFacts): Session | null {
  const blocks = readLaps(day.workout, {
    day: asked,
    paces,
    distanceClass: brief.distanceClass,
    mend: () => {},
  });
  return blocks.length === 0
    ? null
    : { dayNumber: day.dayNumber, workoutId: day.workoutId, blocks, notes: day.notes };
}

/** Words that names of races share with everything else that is said about running. */
const COMMON = new Set(
  'the and for run running runner runners race races marathon half ultra mile miles city road trail trails park day'.split(
    ' ',
  ),
);

/** A day's notes, or the usual ones of its type where they name somebody, or something like a telephone number. */
function impersonalNotes({ notes, workoutType }: PlannedDay, names: readonly string[]): string {
  const clean = cleanNotes(notes);
  const personal = new Set(names.flatMap(wordsOf).filter((word) => word.length > 2 && !COMMON.has(word)));
  const named = /\d{5}|\d{4}-\d{2}/.test(clean) || wordsOf(clean).some((word) => personal.has(word));
  return named ? sessionNotes('', workoutType, { runWalk: false }) : clean;
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\d]+/gu) ?? []
  );
}

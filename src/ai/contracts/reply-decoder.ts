import { Ajv, type ErrorObject } from 'ajv';
import type { BriefDay, WeekBrief } from '../../coaching/brief.js';
import { PHASE_NAMES, type DayNumber, type PhaseSplit } from '../../coaching/model.js';
import { checkSession } from '../../coaching/session-check.js';
import type { Session, SessionFinding } from '../../coaching/sessions.js';
import type { DecodedReply, PromptFacts } from '../reply-contract.js';
import { cleanNotes } from './clean-notes.js';
import { coerceLapsDay, coerceSession, type Mend } from './coercion.js';
import { readJson } from './json-reading.js';
import { readLaps } from './lap-reading.js';
import { planPhases } from './plan-phases.js';
import { findWeek, type ReplyWeek } from './reply-shape.js';
import { LAPS_SCHEMA, SESSIONS_SCHEMA, type WireLaps, type WireSessions } from './wire-schemas.js';

// The schemas are ours: a test checks them, not every start.
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, validateSchema: false });
const isSessions = ajv.compile<WireSessions>(SESSIONS_SCHEMA.schema);
const isLaps = ajv.compile<WireLaps>(LAPS_SCHEMA.schema);

/**
 * Reads a reply of either contract, whichever was asked for: JSON out of the text, slips mended and noted, the
 * wire schema, then its meaning. Days that are not of the brief are left out; those that cannot be read are told.
 * Never throws, whatever the text.
 */
export function decodeReply(text: string, facts: PromptFacts): DecodedReply {
  const json = readJson(text);
  if (!json.ok) return { ok: false, kind: 'not_json', findings: [json.detail] };
  const { brief } = facts;
  const mended: SessionFinding[] = json.mended.map((detail) => ({
    dayNumber: null,
    code: 'json.mended',
    detail,
  }));
  const mend: Mend = (dayNumber, code, detail) => {
    const known = mended.some((each) => each.dayNumber === dayNumber && each.code === code);
    if (!known) mended.push({ dayNumber, code, detail });
  };
  const phases = planPhases(facts);
  const week = findWeek(json.value, { brief, phases, mend });
  const running = brief.days.filter(isRun);
  if (!week) {
    const days = running.map(({ dayNumber }) => dayNumber).join(', ');
    return schemaInvalid([`The reply has no days for week ${brief.weekNumber}; write days ${days}.`]);
  }
  noteDaysNotAsked(week, brief, mend);
  const read =
    week.form === 'sessions'
      ? readSessionDays(week, facts, mend)
      : readLapsDays(week, { facts, phases, mend });
  if (read.sessions.length === 0 && running.length > 0) {
    return schemaInvalid(read.unread.map(({ dayNumber, detail }) => `Day ${dayNumber}: ${detail}`));
  }
  return { ok: true, ...read, mended };
}

interface ReadDays {
  sessions: Session[];
  unread: SessionFinding[];
}

function readSessionDays(week: ReplyWeek, { brief }: PromptFacts, mend: Mend): ReadDays {
  const reply = {
    days: briefDays(week, brief).map(({ day, loose }) => coerceSession(loose, day.dayNumber, mend)),
  };
  const faults = isSessions(reply) ? new Map<number, string>() : faultsByDay(isSessions.errors, '/days/');
  return readDays(brief, (day) => {
    const index = reply.days.findIndex((each) => 'dayNumber' in each && each.dayNumber === day.dayNumber);
    const fault = faults.get(index);
    if (index === -1 || fault !== undefined) return fault ?? null;
    const { blocks, notes } = (reply as WireSessions).days[index] ?? { blocks: [], notes: '' };
    return {
      dayNumber: day.dayNumber,
      workoutId: null,
      blocks,
      notes: readNotes(notes, day.dayNumber, mend),
    };
  });
}

function readLapsDays(
  week: ReplyWeek,
  { facts, phases, mend }: { facts: PromptFacts; phases: PhaseSplit; mend: Mend },
): ReadDays {
  const { brief, paces } = facts;
  const days = brief.days.map(({ dayNumber, type }) => {
    const loose = type === 'rest' || type === 'race' ? undefined : week.days.get(dayNumber);
    return coerceLapsDay(loose ?? {}, dayNumber, mend);
  });
  const reply = {
    totalWeeks: brief.totalWeeks,
    phases: PHASE_NAMES.map((name) => ({ name, weekCount: phases[name] })),
    week: { weekNumber: brief.weekNumber, days },
  };
  const faults = isLaps(reply) ? new Map<number, string>() : faultsByDay(isLaps.errors, '/week/days/');
  return readDays(brief, (day) => {
    const index = brief.days.indexOf(day);
    const fault = faults.get(index);
    if (!week.days.has(day.dayNumber) || fault !== undefined) return fault ?? null;
    const { workout = [], notes = '' } = (reply as WireLaps).week.days[index] ?? {};
    const { dayNumber } = day;
    const blocks = readLaps(workout, {
      day,
      paces,
      distanceClass: brief.distanceClass,
      mend: (code, detail) => mend(dayNumber, code, detail),
    });
    if (blocks.length === 0) return workout.length === 0 ? NO_WORKOUT : NO_WORK;
    return { dayNumber, workoutId: null, blocks, notes: readNotes(notes, dayNumber, mend) };
  });
}

const NO_WORKOUT = 'workout has no laps; a running day needs some.';
const NO_WORK = 'workout has no lap at a pace faster than easy; this day needs some.';

/** `read` gives a session, what is wrong with the day in words, or null where the reply does not have the day. */
function readDays(brief: WeekBrief, read: (day: BriefDay) => Session | string | null): ReadDays {
  const sessions: Session[] = [];
  const unread: SessionFinding[] = [];
  for (const day of brief.days.filter(isRun)) {
    const { dayNumber } = day;
    const session = read(day);
    if (session === null) {
      const detail = `no session was written for this ${day.type} day of ${day.miles} miles.`;
      unread.push({ dayNumber, code: 'session.missing', detail });
    } else if (typeof session === 'string') {
      unread.push({ dayNumber, code: 'session.unreadable', detail: session });
    } else {
      const fault = checkSession(session);
      if (fault) unread.push({ dayNumber, ...fault });
      else sessions.push(session);
    }
  }
  return { sessions, unread };
}

function briefDays(week: ReplyWeek, brief: WeekBrief) {
  return brief.days.filter(isRun).flatMap((day) => {
    const loose = week.days.get(day.dayNumber);
    return loose ? [{ day, loose }] : [];
  });
}

function noteDaysNotAsked(week: ReplyWeek, brief: WeekBrief, mend: Mend): void {
  for (const { dayNumber } of brief.days.filter((day) => !isRun(day))) {
    const loose = week.days.get(dayNumber);
    const runs =
      loose && [loose.blocks, loose.workout].some((list) => Array.isArray(list) && list.length > 0);
    const race = brief.days.some((day) => day.dayNumber === dayNumber && day.type === 'race');
    if (runs && !race)
      mend(dayNumber, 'day.not_asked', 'The day is rest; what was written for it is left out.');
  }
}

function readNotes(words: string, dayNumber: DayNumber, mend: Mend): string {
  const notes = cleanNotes(words);
  if (notes !== words.trim())
    mend(dayNumber, 'notes.cleaned', 'The notes were cut, or cleaned of what is not plain words.');
  return notes;
}

/** What the schema says of each day, by its place in the list: the first fault of each. */
function faultsByDay(errors: readonly ErrorObject[] | null | undefined, prefix: string): Map<number, string> {
  const faults = new Map<number, string>();
  for (const { instancePath, message = 'is not as asked', params } of errors ?? []) {
    if (!instancePath.startsWith(prefix)) continue;
    const [index = '', ...path] = instancePath.slice(prefix.length).split('/');
    const allowed: unknown = params.allowedValues;
    const among = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : '';
    if (!faults.has(Number(index))) faults.set(Number(index), `${path.join('/')} ${message}${among}.`.trim());
  }
  return faults;
}

function isRun({ type }: { type: BriefDay['type'] }): boolean {
  return type !== 'rest' && type !== 'race';
}

function schemaInvalid(findings: string[]): DecodedReply {
  return { ok: false, kind: 'schema_invalid', findings };
}

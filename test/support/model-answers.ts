import { coachSessions } from '../../src/ai/built-in-coach.js';
import { encodeSessions } from '../../src/ai/contracts/encode-week.js';
import type { WireLap, WireLaps, WireSessions } from '../../src/ai/contracts/wire-schemas.js';
import type { BriefDay, WeekBrief } from '../../src/coaching/brief.js';
import { PHASE_NAMES, type PhaseSplit } from '../../src/coaching/model.js';
import type { Zone } from '../../src/coaching/sessions.js';
import { WORKOUTS } from '../../src/coaching/workouts/library.js';

interface Message {
  role: string;
  content: string;
}

interface PromptDay extends Omit<BriefDay, 'work' | 'workoutId'> {
  idea?: string;
  workMiles?: { least: number; most: number };
  sixMinutesMiles?: number;
}

/** A brief as it stands in a prompt, with what the `laps` prompt adds. */
interface PromptBrief extends Omit<WeekBrief, 'days' | 'weekBefore' | 'recovery'> {
  days: PromptDay[];
  recoveryWeek: boolean;
  phases?: PhaseSplit;
  inputs?: { pacesPerMile: Record<string, string | string[]> };
}

/** A good reply to either contract's prompt: what the built-in coach writes for the brief in it, in the form asked for. */
export function answerFromBrief(messages: readonly Message[]): string {
  const prompt = promptBrief(messages);
  const sessions = encodeSessions(coachSessions(briefOf(prompt)));
  return JSON.stringify(prompt.inputs ? lapsOf(sessions, prompt) : sessions);
}

/** The brief that a prompt ends with. */
export function promptBrief(messages: readonly Message[]): PromptBrief {
  const [, json] =
    /# Brief\n(\{.*\})/.exec(messages.find(({ role }) => role === 'user')?.content ?? '') ?? [];
  if (!json) throw new Error('There is no brief in the prompt to answer');
  return JSON.parse(json) as PromptBrief;
}

function briefOf(prompt: PromptBrief): WeekBrief {
  return {
    ...prompt,
    recovery: prompt.recoveryWeek,
    weekBefore: null,
    days: prompt.days.map(({ idea, workMiles, sixMinutesMiles = 0, ...day }) => ({
      ...day,
      family: day.family ?? null,
      goalPaceMiles: day.goalPaceMiles ?? 0,
      workoutId: WORKOUTS.find(({ name }) => name === idea)?.id ?? null,
      work: workMiles ? { ...workMiles, sixMinutes: sixMinutesMiles } : null,
    })),
  };
}

/** Sessions in the long form, repetition by repetition, with the prompt's own paces. */
function lapsOf(sessions: WireSessions, prompt: PromptBrief): WireLaps {
  const days = prompt.days.map(({ dayNumber, type }) => {
    const session = sessions.days.find((day) => day.dayNumber === dayNumber);
    const quality = type === 'tempo' || type === 'intervals';
    const ends = quality ? [lap(1, null, 1)] : [];
    const runs = (session?.blocks ?? []).flatMap(({ repeat, distanceMiles, zone, recoveryMiles }) =>
      Array.from({ length: repeat }, () => [
        { distanceMiles, paceGoal: paceIn(zone, prompt) },
        ...(recoveryMiles > 0 ? [{ distanceMiles: recoveryMiles, paceGoal: null }] : []),
      ]).flat(),
    );
    const workout = runs.map((run, index) => lap(run.distanceMiles, run.paceGoal, index + 1));
    return { dayNumber, warmup: ends, workout, cooldown: ends, notes: session?.notes ?? 'Rest.' };
  });
  return {
    totalWeeks: prompt.totalWeeks,
    phases: PHASE_NAMES.map((name) => ({ name, weekCount: prompt.phases?.[name] ?? 1 })),
    week: { weekNumber: prompt.weekNumber, days },
  };
}

function lap(distanceMiles: number, paceGoal: string | null, lapIndex: number): WireLap {
  return { lapIndex, distanceMiles, paceGoal };
}

function paceIn(zone: Zone, { inputs }: PromptBrief): string | null {
  const pace = inputs?.pacesPerMile[zone === 'race' ? 'trainingGoal' : zone];
  return (Array.isArray(pace) ? pace[0] : pace) ?? null;
}

/** Days of a reply in either form: the objects that have a `dayNumber`, in the lists they stand in. */
function eachDayList(value: unknown, change: (days: Record<string, unknown>[]) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) && value.length > 0 && value.every((day) => day?.dayNumber !== undefined))
    change(value);
  else for (const inner of Object.values(value)) eachDayList(inner, change);
}

/** Every property in a tree, to be replaced by what `change` gives. */
function replaceEach(value: unknown, change: (key: string, value: unknown) => unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  for (const [key, inner] of Object.entries(record)) {
    record[key] = change(key, inner);
    replaceEach(record[key], change);
  }
}

const isDistance = (key: string, value: unknown): value is number =>
  key === 'distanceMiles' && typeof value === 'number';

function spoilt(change: (reply: unknown) => void): (text: string) => string {
  return (text) => {
    const reply: unknown = JSON.parse(text);
    change(reply);
    return JSON.stringify(reply);
  };
}

function withDays(change: (days: Record<string, unknown>[]) => void): (text: string) => string {
  return spoilt((reply) => eachDayList(reply, change));
}

function withEach(change: (key: string, value: unknown) => unknown): (text: string) => string {
  return spoilt((reply) => replaceEach(reply, change));
}

function withFirst(is: (key: string, value: unknown) => boolean, instead: unknown): (text: string) => string {
  return (text) => {
    let done = false;
    return withEach((key, value) => {
      if (done || !is(key, value)) return value;
      done = true;
      return instead;
    })(text);
  };
}

export function withNotes(notes: string): (text: string) => string {
  return withEach((key, value) => (key === 'notes' ? notes : value));
}

export const MARKED_UP =
  '<b>Run</b> <script>alert(1)</script> [easy](https://evil.example/x) see http://evil.example **now** \u0007\u202E';

/** What models do to a reply that the wire carries faithfully: good text in, spoilt text out. */
export const TEXT_FAULTS = {
  fences: (text: string) => `\`\`\`json\n${text}\n\`\`\``,
  prose: (text: string) => `Sure! Here is your week:\n\n${text}\n\nHave fun, and drink enough!`,
  prose_and_fences: (text: string) => `Here you are:\n\`\`\`\n${text}\n\`\`\`\nEnjoy {your} run.`,
  trailing_comma: (text: string) => text.replace(/([}\]])(?=[^}\]]*$)/, ',$1'),
  comments: (text: string) => text.replace('{', '{ // the week\n /* as asked */ '),
  cut_text: (text: string) => text.slice(0, Math.floor(text.length * 0.6)),
  only_prose: () => 'I would rather talk about running than write JSON.',
  wrong_shape: () => '{"plan":"run every day"}',
  wrong_enum: withFirst((key) => key === 'zone' || key === 'paceGoal', 'warp'),
  six_days: withDays((days) => days.splice(-1)),
  eight_days: withDays((days) => {
    for (let day = days.length + 1; days.length < 8; day += 1) days.push({ ...days[0], dayNumber: day });
  }),
  duplicate_days: withDays((days) => days.splice(-1, 1, { ...days[0] })),
  twice_the_target: withEach((key, value) => (isDistance(key, value) ? value * 2 : value)),
  zero_distance: withFirst(isDistance, 0),
  negative_distance: withFirst(isDistance, -3),
  nan: (text: string) => text.replace(/"distanceMiles":[\d.]+/, '"distanceMiles":NaN'),
  strings_for_numbers: withEach((_, value) => (typeof value === 'number' ? String(value) : value)),
  extra_keys: withDays((days) => {
    for (const day of days) day['weather'] = 'sunny';
  }),
  markup: withNotes(MARKED_UP),
} satisfies Record<string, (text: string) => string>;

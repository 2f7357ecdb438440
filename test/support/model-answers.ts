import { coachSessions } from '../../src/ai/built-in-coach.js';
import type { WeekBrief } from '../../src/coaching/brief.js';

/** A good reply of the `sessions` contract: the built-in coach's, for the brief that is found in the prompt. */
export function answerFromBrief(messages: readonly { role: string; content: string }[]): string {
  const brief = findBrief(messages);
  if (!brief) throw new Error('There is no brief in the prompt to answer');
  const days = coachSessions(brief).map(({ dayNumber, blocks, notes }) => ({
    dayNumber,
    blocks: blocks.map(({ repeat, distanceMiles, zone, recoveryMiles }) => ({
      repeat,
      distanceMiles,
      zone,
      recoveryMiles,
    })),
    notes,
  }));
  return JSON.stringify({ days });
}

/** The brief as JSON anywhere in a user's message, in an object of its own or within another. */
export function findBrief(messages: readonly { role: string; content: string }[]): WeekBrief | null {
  for (const { role, content } of messages) {
    if (role !== 'user') continue;
    for (const candidate of jsonObjects(content)) {
      const brief = deepFind(candidate, isBrief);
      if (brief) return brief;
    }
  }
  return null;
}

function isBrief(value: object): value is WeekBrief {
  return 'days' in value && 'phase' in value && 'weekNumber' in value;
}

/** The outermost balanced objects in a text that are JSON. */
function* jsonObjects(text: string): Generator<object> {
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start + 1)) {
    for (let end = text.lastIndexOf('}'); end > start; end = text.lastIndexOf('}', end - 1)) {
      const value = parsed(text.slice(start, end + 1));
      if (value) {
        yield value;
        start = end;
        break;
      }
    }
  }
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function deepFind<T extends object>(value: unknown, is: (value: object) => value is T): T | null {
  if (typeof value !== 'object' || value === null) return null;
  if (is(value)) return value;
  for (const inner of Object.values(value)) {
    const found = deepFind(inner, is);
    if (found) return found;
  }
  return null;
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

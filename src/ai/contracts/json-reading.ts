import { jsonrepair } from 'jsonrepair';

/** A value read from a reply, and what had to be done to read it. */
export type JsonReading = { ok: true; value: unknown; mended: string[] } | { ok: false; detail: string };

/** Characters; a week in its longest form has some twenty thousand. */
const LONGEST_REPLY = 256 * 1024;
/** The mender's time grows with the square of some texts, so it gets what one week may have and no more. */
const LONGEST_REPAIR = 32 * 1024;
const DEEPEST = 32;
/** An answer is one value; prose around it may hold a few brackets. */
const MOST_VALUES = 16;
/** Keys that reach into objects when copied carelessly; no contract has them. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The one JSON value in a model's words: bare, in fences, or amid prose; with slips such as trailing commas,
 * comments and single quotes mended. Text that was cut off is never read as whole: only a value whose brackets
 * balance is looked at. Linear in the length of the text; never throws.
 */
export function readJson(text: string): JsonReading {
  if (text.length > LONGEST_REPLY) {
    return { ok: false, detail: `The reply has over ${LONGEST_REPLY} characters; a week needs far fewer.` };
  }
  const words = afterThinking(text).trim();
  const found = findValues(words);
  if (!found.ok) return found;
  const values = found.values.map(parseLeniently).filter((each) => each !== null);
  // Prose may hold balanced brackets of its own, such as "[sic]": only what holds an object counts.
  const [only, ...others] = values.filter(({ value }) => holdsObject(value));
  if (!only) return { ok: false, detail: 'The reply holds no JSON object that can be read.' };
  if (others.length > 0) {
    return TOO_MANY;
  }
  const forbidden = forbiddenKey(only.value);
  if (forbidden !== null) return { ok: false, detail: forbidden };
  const mended = only.repaired ? ['The JSON had slips of syntax.'] : [];
  if (only.text !== text.trim()) mended.unshift('There was text around the JSON.');
  return { ok: true, value: only.value, mended };
}

/** Some models think aloud before they answer, in tags of their own. */
function afterThinking(text: string): string {
  if (!text.trimStart().startsWith('<think>')) return text;
  const end = text.lastIndexOf('</think>');
  return end === -1 ? '' : text.slice(end + '</think>'.length);
}

interface Parsed {
  text: string;
  value: unknown;
  repaired: boolean;
}

function parseLeniently(text: string): Parsed | null {
  const value = parseOrUndefined(text);
  if (value !== undefined) return { text, value, repaired: false };
  if (text.length > LONGEST_REPAIR) return null;
  try {
    const repaired = parseOrUndefined(jsonrepair(text));
    return repaired === undefined ? null : { text, value: repaired, repaired: true };
  } catch {
    // Beyond mending: the caller says so.
    return null;
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON has no undefined, so this cannot be a value that was read.
    return undefined;
  }
}

function holdsObject(value: unknown): boolean {
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null;
  return value.some((each) => typeof each === 'object' && each !== null);
}

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };
/** Closing quote by opening one: the mender takes all of these for strings. */
const QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '‘': '’' };

/** Every balanced object or list at the top of a text. Fails where one is cut off or closed by the wrong bracket. */
function findValues(text: string): { ok: true; values: string[] } | { ok: false; detail: string } {
  const values: string[] = [];
  const open: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (open.length > 0) {
      const end = endOfToken(text, index);
      if (end === -1) return CUT_OFF;
      if (end > index) {
        index = end;
        continue;
      }
    }
    const closer = CLOSERS[character];
    if (closer) {
      if (open.length === 0) start = index;
      if (open.push(closer) > DEEPEST) return { ok: false, detail: 'The reply is nested too deeply.' };
    } else if (open.length > 0 && (character === '}' || character === ']')) {
      if (open.pop() !== character) return { ok: false, detail: 'The brackets of the reply do not match.' };
      if (open.length > 0) continue;
      if (values.push(text.slice(start, index + 1)) > MOST_VALUES) return TOO_MANY;
    }
  }
  return open.length === 0 ? { ok: true, values } : CUT_OFF;
}

const TOO_MANY = {
  ok: false,
  detail: 'The reply holds more than one JSON value; answer with a single object.',
} as const;
const CUT_OFF = { ok: false, detail: 'The reply ends before its JSON does.' } as const;

/** Last character of the string or comment that starts at `index`; `index` where none does; −1 where it is cut off. */
function endOfToken(text: string, index: number): number {
  const character = text.charAt(index);
  const closing = QUOTES[character];
  if (closing) {
    for (let at = index + 1; at < text.length; at++) {
      if (text.charAt(at) === '\\') at++;
      else if (text.charAt(at) === closing) return at;
    }
    return -1;
  }
  if (text.startsWith('//', index)) return text.indexOf('\n', index);
  if (text.startsWith('/*', index)) {
    const end = text.indexOf('*/', index + 2);
    return end === -1 ? -1 : end + 1;
  }
  return index;
}

/** What is wrong with the keys of a value, or null. Walks with a list of its own, for the value is not trusted. */
function forbiddenKey(value: unknown): string | null {
  const left = [value];
  while (left.length > 0) {
    const each = left.pop();
    if (typeof each !== 'object' || each === null) continue;
    for (const [key, child] of Object.entries(each)) {
      if (FORBIDDEN_KEYS.has(key)) return 'The reply has a key that no reply may have.';
      left.push(child);
    }
  }
  return null;
}

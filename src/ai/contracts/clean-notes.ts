import { NOTES_LIMIT } from '../../coaching/session-notes.js';

/** Words beyond this are dropped unread; what is kept of notes is far shorter. */
const LONGEST_READ = 4 * NOTES_LIMIT;

/** What is taken out of notes, in this order. Replaced by a blank, so that nothing new forms where it stood. */
const UNWANTED: readonly RegExp[] = [
  /<[^<>]*>/g,
  /\b[a-z][a-z\d+.-]{1,20}:\/\/\S*/gi,
  /\b(?:javascript|data|mailto|tel|file):\S+/gi,
  /\bwww\.\S*/gi,
  /\S{1,64}@[a-z\d-]{1,63}\.\S{2,}/gi,
  /\b[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,4}\.(?:com|net|org|io|info|biz|ru|xyz)\b(?:\/\S*)?/gi,
  /\b[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){0,4}\.(?:co|me|app|dev|de|uk|ly|gg|link)\/\S*/gi,
  /^\s{0,8}(?:#{1,6}|>|[-*+])\s/gm,
  /[<>[\]{}`|*_~\\\uFFFD]|:\/\/|www\./gi,
  // Controls, and what is not seen but steers how text is shown: joiners, marks of direction, private use.
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu,
];
/** "3*1 mile": no emphasis. */
const TIMES = /(\d) ?\* ?(?=\d)/g;
const MARKDOWN_LINK = /!?\[([^[\]]*)\]\([^()]*\)/g;

/** A model's words as plain text on one line, without links and markup, at most as long as notes may be. */
export function cleanNotes(words: string): string {
  let text = words
    .slice(0, LONGEST_READ)
    .toWellFormed()
    .normalize('NFC')
    .replace(MARKDOWN_LINK, '$1')
    .replace(TIMES, '$1 × ');
  for (const pattern of UNWANTED) text = text.replace(pattern, ' ');
  return cutAtSentence(
    text
      .replace(/\s+/g, ' ')
      .replace(/ (?=[.,;:!?](?:\s|$))/g, '')
      .trim(),
    NOTES_LIMIT,
  );
}

/** At most `limit` characters, cut after a sentence where one ends in the second half, else after a word. */
export function cutAtSentence(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // One character more shows whether a word or sentence ends just at the limit.
  const kept = text.slice(0, limit + 1);
  const sentence = kept.lastIndexOf('. ');
  if (sentence >= limit / 2) return kept.slice(0, sentence + 1);
  const word = kept.lastIndexOf(' ');
  if (word > 0) return kept.slice(0, word).trim();
  return kept.slice(0, limit).toWellFormed().replaceAll('\uFFFD', '');
}

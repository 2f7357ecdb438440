/** Longest piece of people's own words that goes to a model, in characters. */
const LONGEST_QUOTE = 500;

/**
 * What a person wrote, fit to stand in a prompt as a JSON string and as nothing else: one line, no control
 * characters, no angle brackets or fences to pose as structure, bounded. Null where nothing is left.
 */
export function quotableText(text: string | null): string | null {
  if (text === null) return null;
  const plain = text
    .slice(0, 4 * LONGEST_QUOTE)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\uFFFD<>`]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const quote = plain.slice(0, LONGEST_QUOTE).toWellFormed().replaceAll('\uFFFD', '').trim();
  return quote === '' ? null : quote;
}

/** Stands for every origin there is. */
export const ANY_ORIGIN = '*';

/** The origins of a list with commas, exactly as browsers send them, or `*` alone; undefined when one of them is none. */
export function originsOf(text: string): readonly string[] | undefined {
  const origins = text.split(',').map((origin) => origin.trim());
  return text === ANY_ORIGIN || origins.every(isOrigin) ? origins : undefined;
}

/** A browser compares nothing but sends lower case, no default port and no path: anything else would never match. */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

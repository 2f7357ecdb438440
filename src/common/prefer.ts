/**
 * Whether a `Prefer` header (RFC 7240) asks to be answered before the work is done.
 * @param header several such headers are one, joined by commas
 */
export function prefersAsync(header: string | readonly string[] | undefined): boolean {
  const preferences = [header ?? []].flat().join(',').split(',');
  return preferences.some((preference) => /^respond-async$/i.test(preference.split(';', 1)[0]?.trim() ?? ''));
}

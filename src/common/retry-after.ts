/**
 * How long a server asks to be left alone, in ms, however far away that is; null where it does not say or makes
 * no sense. Reads `retry-after-ms`, then `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3).
 * @param now epoch milliseconds a date is counted from
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  return (
    milliseconds(headers.get('retry-after-ms'), 1) ??
    milliseconds(headers.get('retry-after'), 1000) ??
    untilDate(headers.get('retry-after'), now)
  );
}

function milliseconds(value: string | null, unit: number): number | null {
  if (value === null || !/^\s*\d{1,9}(\.\d{1,9})?\s*$/.test(value)) return null;
  return Math.ceil(Number(value) * unit);
}

function untilDate(value: string | null, now: number): number | null {
  // Date.parse takes "-5" for a year: a date of HTTP starts with the day of the week.
  if (value === null || !/^\s*[A-Za-z]{3,9},? /.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** `"m:ss"` for seconds per mile, rounded once to the second so that it never prints `7:60`. */
export function formatPace(secondsPerMile: number): string {
  const whole = Math.round(secondsPerMile);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Seconds per mile of `"m:ss"`, or null when the text is not a pace. */
export function parsePace(text: string): number | null {
  const match = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim());
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** What examples, templates and this repository's tests put where a secret belongs. */
const FROM_AN_EXAMPLE =
  /change.?(me|this|it)|replace.?(me|this)|your.?(own|secret|key|256)|insert.?(here|secret)|example|insecure|only.for.tests/i;

/** Fewer distinct characters than this and a secret of any length was typed, not drawn. */
export const MIN_DISTINCT_CHARACTERS = 12;

/** Of drawn characters one neighbour in twenty is the same or the next one. */
const MOST_NEIGHBOURS = 0.5;

/** Why a long secret was not drawn at random, as far as can be seen; null when it may have been. Never quotes it. */
export function weaknessOf(secret: string): string | null {
  if (FROM_AN_EXAMPLE.test(secret)) return 'comes from an example';
  if (isRepeated(secret)) return 'repeats itself';
  return isSequence(secret) ? 'goes through the alphabet' : null;
}

/** Whether it is one text again and again, the last time perhaps cut short. */
function isRepeated(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (text.startsWith(text.slice(period))) return true;
  }
  return false;
}

function isSequence(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, at) => Math.abs(code - (codes[at] ?? 0)));
  return steps.filter((step) => step <= 1).length > steps.length * MOST_NEIGHBOURS;
}

/** Passwords that images, guides and tutorials of PostgreSQL come with. */
const DEFAULT_PASSWORDS: ReadonlySet<string> = new Set([
  'admin',
  'changeme',
  'example',
  'gofast',
  'mysecretpassword',
  'pass',
  'password',
  'postgres',
  'postgresql',
  'root',
  'secret',
  'test',
  '123456',
]);

/**
 * What is wrong with the password of a PostgreSQL that others may reach; null when nothing is, or when only this machine
 * can: over loopback or a socket. Never quotes it.
 */
export function databasePasswordFault(url: string): string | null {
  const { hostname, username, password, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? hostname;
  if (isThisMachine(host) || searchParams.has('sslcert')) return null;
  const given = (searchParams.get('password') ?? decoded(password)).toLowerCase();
  if (given === '') return 'has no password';
  const user = searchParams.get('user') ?? decoded(username);
  return DEFAULT_PASSWORDS.has(given) || given === user.toLowerCase()
    ? 'has a password that is tried first'
    : null;
}

/** A percent sign that encodes nothing stands for itself, as it does to the driver. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether requests to it never leave the machine. A path is the folder of a Unix socket. */
export function isThisMachine(host: string): boolean {
  return host === '' || host.startsWith('/') || /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);
}

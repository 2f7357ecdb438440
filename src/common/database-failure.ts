/** PostgreSQL and socket codes that mean "the server is not there", as opposed to "it said no". */
const UNAVAILABLE_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
]);

/** Deadlock, serialization failure, lock and statement timeouts: the same request may succeed in a moment. */
const BUSY_CODES: ReadonlySet<string> = new Set(['40P01', '40001', '55P03', '57014']);

/** pg says these without a code. */
const UNAVAILABLE_MESSAGE =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|Cannot use a pool after calling end/;

/** True when a query failed because the database could not be reached or dropped the connection. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return failsWith(
    error,
    (code) => UNAVAILABLE_CODES.has(code) || code.startsWith('08'),
    UNAVAILABLE_MESSAGE,
  );
}

/** True when a query failed for want of a lock or of time. */
export function isDatabaseBusy(error: unknown): boolean {
  return failsWith(error, (code) => BUSY_CODES.has(code));
}

/** Only what the driver threw counts: an ENOENT of the file system is a defect, not a database away. */
function failsWith(error: unknown, isCode: (code: string) => boolean, message?: RegExp): boolean {
  if (!(error instanceof Error) || !isDatabaseError(error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return isCode(code) || (message?.test(error.message) ?? false);
}

function isDatabaseError(error: Error): boolean {
  for (
    let type: unknown = error.constructor;
    typeof type === 'function';
    type = Object.getPrototypeOf(type)
  ) {
    if (type.name === 'DriverException' || type.name === 'DatabaseError') return true;
  }
  const call = 'syscall' in error ? error.syscall : undefined;
  return call === undefined ? !('code' in error) : call === 'connect' || call === 'read' || call === 'write';
}

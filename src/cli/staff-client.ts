import { PROBLEM_MEDIA_TYPE, type Problem } from '../common/problem.js';

/** The service refused a request, or could not answer it. */
export class RefusedError extends Error {
  constructor(
    readonly request: string,
    readonly problem: Problem,
  ) {
    super(describeProblem(request, problem));
    this.name = 'RefusedError';
  }
}

/** Sends requests as a member of staff does: JSON over HTTP, with an access token. */
export class StaffClient {
  private constructor(
    /** Where the service listens, without a path. */
    readonly url: string,
    readonly accessToken: string,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws RefusedError when the service does not know them; the signal's reason when it aborts */
  static async signIn(
    url: string,
    credentials: { email: string; password: string },
    signal: AbortSignal,
  ): Promise<StaffClient> {
    const anyone = new StaffClient(url, '', signal);
    const { accessToken } = await anyone.post<{ accessToken: string }>('/auth/login', credentials);
    return new StaffClient(url, accessToken, signal);
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.send<T>('POST', path, body);
  }

  private async send<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.url}/api${path}`, {
      method,
      signal: this.signal,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(this.accessToken !== '' && { authorization: `Bearer ${this.accessToken}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as T;
    const isProblem = answer.headers.get('content-type')?.includes(PROBLEM_MEDIA_TYPE) === true;
    if (!isProblem)
      throw new Error(`${method} ${path} was answered with ${answer.status}: ${text.slice(0, 200)}`);
    throw new RefusedError(`${method} /api${path}`, JSON.parse(text) as Problem);
  }
}

function describeProblem(request: string, { status, code, detail, errors = [], traceId }: Problem): string {
  // A single field's trouble is told by the detail already.
  const fields = errors
    .filter((error) => !detail.includes(error.detail))
    .map(({ pointer, detail: why }) => `  ${pointer === '' ? 'body' : pointer.slice(1)}: ${why}`);
  return [
    `The service refused: ${detail}`,
    ...fields,
    `(${request} → ${status} ${code}, request ${traceId})`,
  ].join('\n');
}

import type { TestApp } from './test-app.js';

export interface SignInTry {
  email: string;
  password: string;
  /** Behind the proxy that the test's application trusts: see {@link BEHIND_PROXY}. */
  from?: string;
}

/** The settings under which `from` counts. */
export const BEHIND_PROXY = { TRUSTED_PROXIES: '127.0.0.1' };

/** One try to sign in, as it was answered. */
export async function trySignIn({ url }: Pick<TestApp, 'url'>, { email, password, from }: SignInTry) {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(from && { 'x-forwarded-for': from }) },
    body: JSON.stringify({ email, password }),
  });
  const body = (await answer.json()) as { code?: string; detail?: string; traceId?: string };
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body };
}

import { resolve } from 'node:path';
import { spawnNode, type Spawned } from './built.js';

const ADMIN = { email: 'admin@example.com', password: 'long enough for an admin' };

/** The built service as a process of its own, delivering to receivers on loopback, and an admin of it. */
export interface WebhookService {
  readonly process: Spawned;
  /** Asks for `POST webhooks` and the like; what is not 2xx, or no answer at all, is thrown. */
  ask(route: string, body?: object): Promise<Record<string, unknown>>;
}

/** @param folder where it runs and keeps what it makes */
export async function startWebhookService(
  databaseUrl: string,
  { folder, env = {} }: { folder: string; env?: Record<string, string> },
): Promise<WebhookService> {
  const process = spawnNode([resolve('dist/bin/main.js')], {
    cwd: folder,
    env: {
      PORT: '0',
      METRICS_PORT: 'off',
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      WEBHOOK_ALLOW_PRIVATE: 'true',
      ...env,
    },
  });
  const [, url = ''] = await process.said(/listening at (http:\/\/[^ ;"]+)/);
  let token = '';
  const ask: WebhookService['ask'] = async (route, body) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await fetch(`${url}/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  token = String((await ask('POST auth/login', ADMIN))['accessToken']);
  return { process, ask };
}

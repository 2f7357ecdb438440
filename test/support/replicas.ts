import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt, spawnNode, type Spawned } from './built.js';

const MAIN = resolve('dist/bin/main.js');
const ADMIN = { email: 'admin@example.com', password: 'a long enough password' };

const ENV = {
  PORT: '0',
  AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  METRICS_PORT: 'off',
  LOG_LEVEL: 'info',
  SCHEDULER_CRON: '*/2 * * * * *',
  SCHEDULER_HORIZON_DAYS: '60',
};

/** A process of the built service that is killed and started again. */
export class Replica {
  private service: Spawned | null = null;
  private url: string | null = null;
  private token: string | null = null;
  /** Everything its lives before this one have printed. */
  private past = '';

  constructor(
    private readonly folder: string,
    private readonly env: Record<string, string>,
  ) {}

  get pid(): number {
    return this.service?.pid ?? 0;
  }

  output(): string {
    return this.past + (this.service?.output() ?? '');
  }

  async start(): Promise<void> {
    this.service = spawnNode([MAIN], { cwd: this.folder, env: this.env });
    const [, url = ''] = await this.service.said(/listening at (http:\/\/[^ ;"]+)/);
    this.url = url;
  }

  /** Ends it at once, as the machine would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** @returns its exit code, or the signal that ended it */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string | null> {
    const { service } = this;
    this.url = null;
    this.token = null;
    if (!service) return null;
    service.child.kill(signal);
    const ending = await service.ended();
    this.past += service.output();
    this.service = null;
    return ending;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.service?.child.kill(signal);
  }

  /**
   * What it answers; null when it is not there, dies amid it, or says that it cannot now: then nothing is known of what
   * became of the request.
   */
  async ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown } | null> {
    try {
      this.token ??= await this.signIn();
      if (this.token === null) return null;
      const answer = await this.request(method, path, { body, token: this.token });
      // It signs for minutes, and a test goes on for hours.
      if (answer.status === 401) this.token = null;
      return answer.status === 401 || answer.status >= 500 ? null : answer;
    } catch (error) {
      if (!isLost(error)) throw error;
      return null;
    }
  }

  private async signIn(): Promise<string | null> {
    const { status, body } = await this.request('POST', '/auth/login', { body: ADMIN, token: null });
    return status === 200 ? (body as { accessToken: string }).accessToken : null;
  }

  private async request(
    method: string,
    path: string,
    sent: { body: object | undefined; token: string | null },
  ) {
    if (this.url === null) throw new TypeError('fetch failed: it is not running');
    const headers = new Headers({ 'content-type': 'application/json' });
    if (sent.token !== null) headers.set('authorization', `Bearer ${sent.token}`);
    const init: RequestInit = { method, headers, signal: AbortSignal.timeout(20_000) };
    if (sent.body) init.body = JSON.stringify(sent.body);
    const response = await fetch(`${this.url}/api${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }
}

/** Whether a request failed because nobody was there to the end of it. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || error instanceof TypeError || error instanceof SyntaxError;
}

/** Processes of the built service on one database, or one on the embedded database; all gone when it is closed. */
export async function startReplicas(
  count: number,
  env: Record<string, string>,
): Promise<{ replicas: Replica[]; folder: string; close: () => Promise<void> }> {
  ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'gofast-replicas-'));
  const replicas = Array.from({ length: count }, () => new Replica(folder, { ...ENV, ...env }));
  // The first makes the admin; the others find one.
  for (const replica of replicas) await replica.start();
  return {
    replicas,
    folder,
    close: async () => {
      for (const replica of replicas) {
        replica.signal('SIGCONT');
        await replica.end('SIGTERM');
      }
      // The last writes of what was killed may still land.
      await sleep(100);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

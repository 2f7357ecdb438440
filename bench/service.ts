import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { StaffClient } from '../src/cli/staff-client.js';
import { withTemporaryFolder } from '../src/cli/temporary-folder.js';
import { TODAY } from './season.js';

export const ADMIN = { email: 'admin@gofast.example', password: 'a long enough password' };

const ENV = {
  PORT: '0',
  METRICS_PORT: 'off',
  LOG_LEVEL: 'info',
  AUTH_SECRET: 'only-for-measuring-0123456789-abcdefgh',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  SCHEDULER_ENABLED: 'false',
  TODAY,
};

/** The built service as a process of its own. */
export interface Service {
  readonly url: string;
  readonly staff: StaffClient;
  /** Milliseconds from the start of the process to its first answer. */
  readonly startedIn: number;
  /** Prometheus text; only with a METRICS_PORT in its environment. */
  metrics(): Promise<string>;
}

/** Starts the built service, lets `use` work with it, and stops it again. */
export function withService<T>(
  env: Record<string, string>,
  use: (service: Service) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder('gofast-bench-', async (folder) => {
    const begun = performance.now();
    const all = { ...ENV, DATA_DIR: `${folder}/data`, ...env };
    const child = spawn(process.execPath, startArguments(), {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...all },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = new Lines(child);
    try {
      const url = await said.first(/listening at (http:\/\/[^ ;"]+)/);
      await answer(`${url}/api/health/ready`);
      const startedIn = performance.now() - begun;
      const staff = await StaffClient.signIn(url, ADMIN, new AbortController().signal);
      const metrics = async (): Promise<string> => {
        const page = await said.first(/metrics at (http:\/\/[^ ;"]+)/);
        return (await answer(page)).text();
      };
      return await use({ url, staff, startedIn, metrics });
    } finally {
      child.kill('SIGTERM');
      await said.ended;
    }
  });
}

/** What `npm start` gives to Node. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  const [, ...given] = scripts.start.split(' ');
  return given.map((each) => (each.startsWith('-') ? each : resolve(each)));
}

async function answer(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}

/** What a process prints. */
class Lines {
  readonly ended: Promise<unknown>;
  private text = '';
  private isOver = false;
  private readonly waiting = new Set<() => void>();

  constructor(child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (more: string) => this.add(more));
    this.ended = once(child, 'close').finally(() => {
      this.isOver = true;
      this.add('');
    });
  }

  /** What the first group of the pattern found; waits until it is said, and fails when the process ends without. */
  async first(pattern: RegExp): Promise<string> {
    for (;;) {
      const [, found] = this.text.match(pattern) ?? [];
      if (found !== undefined) return found;
      if (this.isOver) throw new Error(`The service ended without ${String(pattern)}:\n${this.text}`);
      await new Promise<void>((heard) => this.waiting.add(heard));
    }
  }

  private add(more: string): void {
    this.text += more;
    for (const heard of this.waiting) heard();
    this.waiting.clear();
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/setting.js';

const HOST = '127.0.0.1';
const PATH = '/metrics';

/**
 * Serves `GET /metrics` on a port of its own, of loopback only: for the operator, who needs no account, and for nobody
 * else. It starts before the API listens and answers until the application closes, while it drains too.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | null = null;

  constructor(
    private readonly registry: Registry,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Null while nothing is served. */
  get url(): string | null {
    const address = this.server?.address();
    return address && typeof address === 'object' ? `http://${HOST}:${address.port}${PATH}` : null;
  }

  /** @throws ConfigError when the configured port is taken; the default one may be, by another service of ours */
  async onApplicationBootstrap(): Promise<void> {
    const { port, chosen } = this.config.metrics;
    if (port === null) return;
    const server = createServer((request, response) => void this.answer(request, response));
    try {
      await listen(server, port);
    } catch (error) {
      const said = `METRICS_PORT: ${HOST}:${port} cannot be listened at (${codeOf(error)})`;
      const advice = 'choose another port, or "off" to serve no metrics';
      if (chosen) throw new ConfigError([`${said}; ${advice}`]);
      this.logger.warn(`${said}: no metrics are served; ${advice}`);
      return;
    }
    this.server = server;
    collectDefaultMetrics({ register: this.registry });
    this.logger.log(`metrics at ${this.url}`);
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url?.split('?', 1)[0] !== PATH) return end(response, 404, `There is ${PATH} and nothing else.\n`);
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return end(response, 405, 'Metrics are read with GET.\n');
    }
    try {
      const text = await this.registry.metrics();
      response.setHeader('content-type', this.registry.contentType);
      return end(response, 200, text);
    } catch (error) {
      this.logger.error(error, 'The metrics could not be read');
      return end(response, 500, 'The metrics could not be read; the log says why.\n');
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function end(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(body);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

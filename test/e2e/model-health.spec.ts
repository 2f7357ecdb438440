import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signedIn } from '../support/people.js';
import { startModelServer, type ModelServer } from '../support/model-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({
    models: [
      { id: 'gpt-4o-mini', shutdown_date: null },
      { id: 'fading', shutdown_date: '2026-12-01' },
    ],
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
const log = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
let test: TestApp;
beforeEach(() => warn.mockClear());
afterEach(() => test.close());

async function start(env: Record<string, string>): Promise<void> {
  test = await startTestApp({ env: { OPENAI_BASE_URL: server.url, ...env } });
}
const ready = async () => (await test.http.get('/api/health/ready').expect(200)).body;
const warned = () =>
  warn.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('shut down'));

describe('health and logs', () => {
  it('say nothing 61 days before a model is shut down', async () => {
    await start({ OPENAI_MODEL: 'gpt-4o-mini', TODAY: '2026-11-14' });
    expect(await ready()).toEqual({ status: 'ok' });
    expect(warned()).toEqual([]);
  });

  it('warn from 60 days before', async () => {
    await start({ OPENAI_MODEL: 'gpt-4o-mini', TODAY: '2026-11-15' });
    const text = 'gpt-4o-mini is shut down on 2027-01-14, in 60 days; route to another model';
    await expect.poll(warned).toEqual([text]);
    expect(await ready()).toEqual({ status: 'ok', warnings: [text] });
    await ready();
    expect(warned()).toEqual([text]);
  });

  it('say that it is gone, while requests are served', async () => {
    await start({ OPENAI_MODEL: 'gpt-4o-mini', TODAY: '2027-01-15' });
    const text = 'gpt-4o-mini was shut down on 2027-01-14 and is not called any more';
    expect((await ready()).warnings).toEqual([text]);
    await expect.poll(warned).toEqual([text]);
  });

  it('believe what a server says of its models, whether or not it has them', async () => {
    await start({ OPENAI_MODEL: 'fading', TODAY: '2026-11-20' });
    const fading = 'fading is shut down on 2026-12-01, in 11 days; route to another model';
    await expect.poll(async () => (await ready()).warnings).toEqual([fading]);
    const admin = await signedIn(test, 'admin');
    const { body } = await test.http.get('/api/ai/models').set(admin.headers).expect(200);
    expect(body.items).toMatchObject([
      { id: 'gpt-4o-mini', listed: true },
      { id: 'gpt-6-luna', listed: false },
      { id: 'fading', listed: true, shutdownDate: '2026-12-01', life: { state: 'ending', daysLeft: 11 } },
    ]);
    const change = { routes: [{ targets: ['gpt-6-luna'] }] };
    await test.http
      .put('/api/ai/routes')
      .set({ ...admin.headers, 'if-match': '*' })
      .send(change)
      .expect(200);
    expect((await ready()).warnings).toEqual(['gpt-6-luna is not among the models its server lists']);
  });

  it('leave models alone that have no key', async () => {
    await start({ OPENAI_BASE_URL: '', TODAY: '2027-01-01' });
    expect(await ready()).toEqual({ status: 'ok' });
    expect(warned()).toEqual([]);
    expect(log).toHaveBeenCalledWith('no model in use has its API key: none is called');
  });

  it('name the key that is missing, when others are there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gofast-health-'));
    const path = join(folder, 'ai.json');
    const models = [
      { id: 'ours', baseUrl: server.url },
      { id: 'theirs', apiKeyEnv: 'THEIR_KEY' },
    ];
    writeFileSync(path, JSON.stringify({ models }));
    await start({ AI_CONFIG_FILE: path });
    await expect.poll(() => warn.mock.calls).toContainEqual(['theirs is not called: THEIR_KEY is not set']);
    rmSync(folder, { recursive: true });
  });
});

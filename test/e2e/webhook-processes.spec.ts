import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import { startWebhookService, type WebhookService } from '../support/webhook-service.js';

let database: TestDatabase;
let folder: string;
let receiver: WebhookReceiver;
/** The last one started: a test leaves it to the next, which spares a start. */
let running: WebhookService | null = null;
beforeAll(async () => {
  ensureBuilt();
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'gofast-webhooks-'));
});
afterAll(async () => {
  await endRunning();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.stop());

async function endRunning(): Promise<void> {
  running?.process.child.kill('SIGKILL');
  await running?.process.ended();
}

async function start(env: Record<string, string> = {}): Promise<WebhookService> {
  await endRunning();
  running = await startWebhookService(database.url, { folder, env });
  return running;
}

/** A webhook that has been sent a test, and that test's message id. */
async function aDelivery(service: WebhookService): Promise<{ id: string; messageId: string }> {
  const { id, secret } = await service.ask('POST webhooks', { url: receiver.url });
  receiver.secret = String(secret);
  const { messageId } = await service.ask(`POST webhooks/${String(id)}/test`);
  return { id: String(id), messageId: String(messageId) };
}

it('a delivery under way is ended before a process that is asked to stop does, and no log knows a secret', async () => {
  let answer: (() => void) | undefined;
  receiver.answer = () => (response) => (answer = () => void response.writeHead(200).end());
  const first = await start({ LOG_LEVEL: 'trace' });
  const { id } = await aDelivery(first);
  await expect.poll(() => answer, { timeout: 10_000 }).toBeDefined();
  first.process.child.kill('SIGTERM');
  await first.process.said(/stopping/);
  answer?.();
  expect(await first.process.ended()).toBe(0);
  const second = await start();
  const { items } = await second.ask(`GET webhooks/${id}/deliveries`);
  expect(items).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  const output = first.process.output();
  expect(output).toContain('a webhook delivery was tried');
  expect(output).not.toContain(receiver.secret.slice('whsec_'.length));
});

it('a delivery whose process is killed amid it is made by the next, under the same id', async () => {
  receiver.answer = (_, count) => (count === 0 ? () => {} : 200);
  const first = running ?? (await start());
  const { messageId } = await aDelivery(first);
  await expect.poll(() => receiver.ids.length, { timeout: 10_000 }).toBe(1);
  first.process.child.kill('SIGKILL');
  await first.process.ended();
  await start();
  await expect.poll(() => receiver.ids.length, { timeout: 45_000 }).toBe(2);
  expect(receiver.ids).toEqual([messageId, messageId]);
  expect(receiver.received.every(({ verified }) => verified !== null)).toBe(true);
});

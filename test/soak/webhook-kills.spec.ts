import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ensureBuilt } from '../support/built.js';
import { seededNumbers } from '../support/model-server.js';
import { SOAK, SOAK_TIMEOUT } from '../support/soak.js';
import { createTestDatabase } from '../support/test-database.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';
import { startWebhookService, type WebhookService } from '../support/webhook-service.js';

it(
  'two replicas are killed again and again amid deliveries, and the receiver gets every one',
  async () => {
    ensureBuilt();
    const draw = seededNumbers(SOAK.seed);
    const database = await createTestDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'gofast-webhooks-'));
    const receiver = await startWebhookReceiver();
    receiver.answer = () => (response) =>
      void setTimeout(() => response.writeHead(draw() < 0.1 ? 500 : 200).end(), 300 * draw());
    const start = () => startWebhookService(database.url, { folder });
    const replicas: WebhookService[] = [await start(), await start()];
    const { id, secret } = await (replicas[0] as WebhookService).ask('POST webhooks', { url: receiver.url });
    receiver.secret = String(secret);
    const acknowledged = new Set<string>();
    let kills = 0;
    try {
      for (const end = Date.now() + SOAK.milliseconds; Date.now() < end; kills += 1) {
        const victim = kills % 2;
        const events = Array.from({ length: 20 }, async (_, index) => {
          const replica = replicas[index % 2] as WebhookService;
          const { messageId } = await replica.ask(`POST webhooks/${String(id)}/test`);
          acknowledged.add(String(messageId));
        });
        // Those asked of the one that is killed may or may not have been recorded.
        const asked = Promise.allSettled(events);
        await sleep(1_500 * draw());
        const { process } = replicas[victim] as WebhookService;
        process.child.kill('SIGKILL');
        await process.ended();
        await asked;
        replicas[victim] = await start();
      }
      const missing = () => [...acknowledged].filter((messageId) => !receiver.ids.includes(messageId));
      await expect.poll(missing, { timeout: 120_000, interval: 500 }).toEqual([]);
      expect(receiver.received.every(({ verified }) => verified !== null)).toBe(true);
      expect(acknowledged.size).toBeGreaterThan(10 * kills);
    } finally {
      for (const { process } of replicas) {
        process.child.kill('SIGKILL');
        await process.ended();
      }
      await receiver.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  SOAK_TIMEOUT + 180_000,
);

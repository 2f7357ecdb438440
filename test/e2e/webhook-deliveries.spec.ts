import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import {
  aWebhook,
  deliveriesOf,
  DELIVERING,
  happens,
  retryingAfter,
  SHORT_DELAYS,
} from '../support/webhooks.js';

let test: TestApp;
let admin: Person;
let receiver: WebhookReceiver;
beforeAll(async () => {
  test = await startTestApp({ env: DELIVERING, override: retryingAfter(SHORT_DELAYS) });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());
beforeEach(async () => (receiver = await startWebhookReceiver()));
afterEach(async () => {
  const em = test.orm.em.fork();
  await em.getConnection().execute('delete from webhook');
  await receiver.stop();
});

const POLL = { timeout: 20_000, interval: 25 };

describe('a receiver', () => {
  it('verifies a delivery by the library alone', async () => {
    const id = await aWebhook(test, { admin, receiver });
    await happens(test, { type: 'week.generated', planId: 'p', athleteId: 'a', data: { weekNumber: 3 } });
    await expect
      .poll(async () => (await deliveriesOf(test, id)).map(({ state }) => state), POLL)
      .toEqual(['delivered']);
    expect(receiver.received).toMatchObject([
      {
        method: 'POST',
        path: '/hooks?from=test',
        headers: { 'content-type': 'application/json', 'user-agent': expect.stringContaining('GoFast') },
        verified: { type: 'week.generated', data: { athleteId: 'a', planId: 'p', weekNumber: 3 } },
      },
    ]);
  });

  it('that fails five times gets it in the end, once per id', async () => {
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = (_, count) => (count < 5 ? 500 : 200);
    await happens(test);
    await expect
      .poll(async () => (await deliveriesOf(test, id)).map(({ state }) => state), POLL)
      .toEqual(['delivered']);
    expect(receiver.ids).toHaveLength(6);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(receiver.received.every(({ verified }) => verified !== null)).toBe(true);
    expect(await deliveriesOf(test, id)).toMatchObject([{ attempts: 6, lastStatus: 200, lastError: null }]);
  });
});

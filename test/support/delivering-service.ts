import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import { signedIn, type Person } from './people.js';
import { startTestApp, type TestApp } from './test-app.js';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.js';
import { deliveringBy, DELIVERING, QUICK_TIMING } from './webhooks.js';

/** Changed by tests that need other delays; as it was for every test. */
export const timing = { ...QUICK_TIMING };
export const override = deliveringBy(timing);

/** A service that really delivers, and an admin of it. */
export let test: TestApp;
export let admin: Person;
/** Another for every test. */
export let receiver: WebhookReceiver;

/** To be called once by a spec file that delivers: what it imports from here is set before its tests. */
export function useDeliveringService(): void {
  beforeAll(async () => {
    test = await startTestApp({ env: DELIVERING, override });
    admin = await signedIn(test, 'admin');
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    Object.assign(timing, QUICK_TIMING);
    receiver = await startWebhookReceiver();
  });
  afterEach(async () => {
    await test.orm.em.fork().nativeDelete(Webhook, {});
    await receiver.stop();
  });
}

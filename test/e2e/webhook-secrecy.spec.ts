import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ADDRESS_RESOLVER, type AddressResolver } from '../../src/webhooks/address-resolver.js';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import { signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import { aWebhook, deliveriesOf, deliveringBy, happens, POLL, QUICK_TIMING } from '../support/webhooks.js';

const timing = { ...QUICK_TIMING, retryDelaysMs: [] };

/** Of the test's resolver: what a name leads to. */
let addresses: string[] = [];
const resolver: AddressResolver = { resolve: () => Promise.resolve(addresses) };

let test: TestApp;
let admin: Person;
let receiver: WebhookReceiver;
beforeAll(async () => {
  // As in production: public receivers only.
  test = await startTestApp({
    env: { SCHEDULER_ENABLED: 'true' },
    override: (builder) =>
      deliveringBy(timing)(builder).overrideProvider(ADDRESS_RESOLVER).useValue(resolver),
  });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());
beforeEach(async () => (receiver = await startWebhookReceiver()));
afterEach(() => receiver.stop());

it('a name that has come to lead to a private place is not connected to', async () => {
  const { port } = new URL(receiver.url);
  const id = await aWebhook(test, { admin, receiver, url: `https://receiver.example.com:${port}/` });
  for (const found of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
    addresses = found;
    await happens(test);
    const newest = async () => (await deliveriesOf(test, id)).at(-1);
    await expect.poll(async () => (await newest())?.state, POLL).toBe('failed');
    expect((await newest())?.lastError).toBe('the host has an address that is not public');
  }
  expect(receiver.received).toEqual([]);
});

it('a secret that was put in the place of another is not signed with', async () => {
  const { port } = new URL(receiver.url);
  const url = `https://receiver.example.com:${port}/`;
  const [id, other] = [
    await aWebhook(test, { admin, receiver, url }),
    await aWebhook(test, { admin, receiver, url }),
  ];
  const em = test.orm.em.fork();
  const { secret } = await em.findOneOrFail(Webhook, other, { populate: ['secret'] });
  await em.nativeUpdate(Webhook, { id }, { secret });
  await happens(test);
  const newest = async () => (await deliveriesOf(test, id)).at(-1);
  await expect.poll(async () => (await newest())?.state, POLL).toBe('failed');
  expect((await newest())?.lastError).toContain('its secret cannot be read with this AUTH_SECRET');
});

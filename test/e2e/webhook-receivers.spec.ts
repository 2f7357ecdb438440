import { describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Webhook } from '../../src/webhooks/webhook.entity.js';
import { admin, receiver, test, timing, useDeliveringService } from '../support/delivering-service.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';
import { aWebhook, deliveriesOf, happens, POLL, untilAttempts, untilStates } from '../support/webhooks.js';

useDeliveringService();

const webhook = (id: string) => test.orm.em.fork().findOneOrFail(Webhook, id);

describe('a receiver', () => {
  it('verifies a delivery by the library alone', async () => {
    const id = await aWebhook(test, { admin, receiver });
    const event = { type: 'week.generated', planId: 'p', athleteId: 'a', data: { weekNumber: 3 } } as const;
    await happens(test, event);
    await untilStates(test, id, ['delivered']);
    expect(receiver.received).toMatchObject([
      { verified: { type: 'week.generated', data: { athleteId: 'a', planId: 'p', weekNumber: 3 } } },
    ]);
    const [delivery] = await deliveriesOf(test, id);
    expect(receiver.received[0]).toMatchObject({ id: delivery?.messageId, body: delivery?.payload });
    expect(delivery).toMatchObject({
      attempts: 1,
      nextAttemptAt: null,
      lastStatus: 204,
      lastError: null,
      lastDurationMs: expect.any(Number),
      deliveredAt: expect.any(Date),
    });
  });

  it('that fails five times gets it in the end, once per id', async () => {
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = (_, count) => (count < 5 ? 500 : 200);
    await happens(test);
    await untilStates(test, id, ['delivered']);
    expect(receiver.ids).toHaveLength(6);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(receiver.received.every(({ verified }) => verified !== null)).toBe(true);
    expect(await deliveriesOf(test, id)).toMatchObject([{ attempts: 6, lastStatus: 200, lastError: null }]);
    expect(await webhook(id)).toMatchObject({ failingSince: null, consecutiveFailures: 0 });
  });

  it('that is gone gets it when it is back', async () => {
    timing.retryDelaysMs = [0, 400, 400, 400, 400, 400, 400];
    const id = await aWebhook(test, { admin, receiver });
    await receiver.stop();
    await happens(test);
    const delivery = await untilAttempts(test, id, 2);
    expect(delivery).toMatchObject({ lastStatus: null, lastError: 'the connection failed (ECONNREFUSED)' });
    expect((await webhook(id)).failingSince).not.toBeNull();
    await receiver.start();
    await untilStates(test, id, ['delivered']);
    expect(receiver.ids).toEqual([delivery.messageId]);
  });

  it('that hangs is left, and asked again', async () => {
    timing.timeoutMs = 200;
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = (_, count) => (count < 1 ? () => {} : 200);
    await happens(test);
    await untilStates(test, id, ['delivered']);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(receiver.ids).toHaveLength(2);
  });

  it('that answers 410 is told nothing more, of anything', async () => {
    timing.retryDelaysMs = [3_600_000];
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => 500;
    await happens(test);
    await untilAttempts(test, id, 1);
    await expect.poll(async () => (await deliveriesOf(test, id))[0]?.lastStatus, POLL).toBe(500);
    receiver.answer = () => 410;
    await happens(test);
    await untilStates(test, id, ['cancelled', 'failed']);
    expect(await webhook(id)).toMatchObject({
      state: 'disabled',
      disabledReason: 'it answered 410: it wants no more',
      disabledAt: expect.any(Date),
    });
    const entries = await test.orm.em.fork().find(AuditEntry, { subjectId: id, action: 'webhook.disabled' });
    expect(entries).toMatchObject([{ actorId: null, detail: { reason: expect.stringContaining('410') } }]);
    await happens(test);
    expect(await deliveriesOf(test, id)).toHaveLength(2);
  });

  it('that is given up five times in a row is told nothing more, and one success begins anew', async () => {
    timing.retryDelaysMs = [];
    const id = await aWebhook(test, { admin, receiver });
    const answers = [500, 500, 500, 500, 200, 500, 500, 500, 500, 500];
    receiver.answer = (_, count) => answers[count] ?? 200;
    const states: string[] = [];
    for (const answer of answers) {
      expect((await webhook(id)).state).toBe('enabled');
      await happens(test);
      states.push(answer === 200 ? 'delivered' : 'failed');
      await untilStates(test, id, states);
    }
    expect(await webhook(id)).toMatchObject({
      state: 'disabled',
      consecutiveFailures: 5,
      disabledReason: '5 deliveries in a row were given up',
    });
  });

  it('that gave nothing but failures for three days is told nothing more once a delivery is given up', async () => {
    timing.retryDelaysMs = [0];
    const id = await aWebhook(test, { admin, receiver });
    receiver.answer = () => 500;
    const since = async (hours: number) => {
      const failingSince = new Date(Date.now() - hours * 3_600_000);
      await test.orm.em.fork().nativeUpdate(Webhook, { id }, { failingSince });
    };
    await since(71);
    await happens(test);
    await untilStates(test, id, ['failed']);
    expect((await webhook(id)).state).toBe('enabled');
    await since(73);
    await happens(test);
    await untilStates(test, id, ['failed', 'failed']);
    expect(await webhook(id)).toMatchObject({
      state: 'disabled',
      disabledReason: expect.stringContaining('nothing but failures since'),
    });
  });

  it('that is slow holds up itself and no other', async () => {
    const quick = await startWebhookReceiver();
    const held: (() => void)[] = [];
    receiver.answer = () => (response) => void held.push(() => response.writeHead(200).end());
    const slowId = await aWebhook(test, { admin, receiver, eventTypes: ['week.generated'] });
    const quickId = await aWebhook(test, { admin, receiver: quick, eventTypes: ['plan.completed'] });
    for (let count = 0; count < 12; count += 1) await happens(test, { type: 'week.generated' });
    await expect.poll(() => held.length, POLL).toBeGreaterThan(0);
    await happens(test);
    await untilStates(test, quickId, ['delivered']);
    expect(receiver.maxInFlight).toBeLessThanOrEqual(2);
    receiver.answer = () => 200;
    for (const release of held) release();
    await untilStates(
      test,
      slowId,
      Array.from({ length: 12 }, () => 'delivered'),
    );
    await quick.stop();
  });
});

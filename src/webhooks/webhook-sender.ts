import type { LookupAddress } from 'node:dns';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { Webhook as Signer } from 'standardwebhooks';
import { abortable } from '../common/abortable.js';
import { retryAfterMs } from '../common/retry-after.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { ADDRESS_RESOLVER, type AddressResolver } from './address-resolver.js';
import { DELIVERY_TIMING, type DeliveryTiming } from './delivery-timing.js';
import { isPublicAddress } from './public-address.js';
import { hostOf, parseReceiverUrl } from './receiver-url.js';
import type { WebhookMessage } from './webhook-message.js';

/** A message on its way to one receiver. */
export interface Sending extends Pick<WebhookMessage, 'messageId' | 'payload'> {
  url: string;
  /** `whsec_…` */
  secret: string;
}

/** How a try ended. */
export interface SendResult {
  /** `gone`: the receiver wants no more of anything (410). `interrupted`: we had to stop. */
  outcome: 'delivered' | 'failed' | 'gone' | 'interrupted';
  status: number | null;
  /** What went wrong, for an admin: nothing the receiver said, and no address of ours. */
  error: string | null;
  durationMs: number;
  /** How long the receiver asks to be left alone. */
  retryAfterMs: number | null;
}

/** An answer's body says nothing to us; what is short is read so that the receiver sees its answer taken. */
const MAX_BODY_BYTES = 4_096;
const MAX_HEADER_BYTES = 16_384;

/** A try that cannot be made, in words for an admin. */
class RefusedError extends Error {}

/** Posts one message to one receiver, once: signed, to the very address that was checked, following nothing. */
@Injectable()
export class WebhookSender {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(ADDRESS_RESOLVER) private readonly resolver: AddressResolver,
    @Inject(DELIVERY_TIMING) private readonly timing: DeliveryTiming,
  ) {}

  /** Never throws: whatever happens is how the try ended. */
  async send(sending: Sending, stop: AbortSignal): Promise<SendResult> {
    const { timeoutMs } = this.timing;
    const began = performance.now();
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([stop, timeout]);
    try {
      const { status, headers } = await this.post(sending, signal);
      return { ...resultOf(status, headers), durationMs: elapsed(began) };
    } catch (error) {
      const outcome = stop.aborted ? 'interrupted' : 'failed';
      const text = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : faultText(error);
      return { outcome, status: null, error: text, retryAfterMs: null, durationMs: elapsed(began) };
    }
  }

  private async post(
    { url: text, secret, messageId, payload }: Sending,
    signal: AbortSignal,
  ): Promise<{ status: number; headers: IncomingMessage['headers'] }> {
    // Stored when it was fit; the policy may be another since.
    const { url: href, fault } = parseReceiverUrl(text, this.config.webhooks);
    if (href === null) throw new RefusedError(`the URL is not accepted: it ${fault}`);
    const url = new URL(href);
    const addresses = await this.addressesOf(url, signal);
    // The real time, not the service's notion of today: receivers refuse what is minutes old.
    const timestamp = new Date();
    const body = Buffer.from(payload);
    const response = await exchange(url, {
      body,
      signal,
      lookup: fixedLookup(addresses),
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        'user-agent': 'GoFast-Training-Plans-Webhooks/1',
        'webhook-id': messageId,
        'webhook-timestamp': Math.floor(timestamp.getTime() / 1000),
        'webhook-signature': new Signer(secret).sign(messageId, timestamp, payload),
      },
    });
    await discard(response);
    return { status: response.statusCode ?? 0, headers: response.headers };
  }

  private async addressesOf(url: URL, signal: AbortSignal): Promise<LookupAddress[]> {
    const host = hostOf(url);
    const found = isIP(host) === 0 ? await abortable(this.resolver.resolve(host, signal), signal) : [host];
    if (found.length === 0) throw new RefusedError('the host name has no address');
    // One private address among public ones is not a mistake that anybody makes in good faith.
    if (!this.config.webhooks.allowPrivate && !found.every(isPublicAddress)) {
      throw new RefusedError('the host has an address that is not public');
    }
    return found.map((address) => ({ address, family: isIP(address) }));
  }
}

/** Answers every lookup of a connection with addresses that were checked, so that no other is connected to. */
function fixedLookup(addresses: readonly LookupAddress[]): LookupFunction {
  return (_name, { all }, done) => {
    const [first] = addresses;
    if (all || !first) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
}

function exchange(
  url: URL,
  { body, ...options }: RequestOptions & { body: Buffer },
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const host = hostOf(url);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const sent = request({
    ...options,
    method: 'POST',
    hostname: host,
    servername: isIP(host) === 0 ? host : '',
    port: url.port,
    path: url.pathname + url.search,
    // A connection of its own: one kept from before would lead to an address checked before.
    agent: false,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  sent.once('response', resolve);
  sent.on('error', reject);
  // An upgrade that nobody asked for ends without response or error.
  sent.once('close', () => reject(new RefusedError('the connection ended without an answer')));
  sent.end(body);
  return promise;
}

/** Reads what is short and leaves the rest: the status has said everything. */
async function discard(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Leaving the loop closes the connection.
      if (bytes > MAX_BODY_BYTES) break;
    }
  } catch {
    // An answer that breaks off amid its body, or never ends, was given by its status.
    response.destroy();
  }
}

function resultOf(
  status: number,
  headers: IncomingMessage['headers'],
): Pick<SendResult, 'outcome' | 'status' | 'error' | 'retryAfterMs'> {
  if (status >= 200 && status < 300) return { outcome: 'delivered', status, error: null, retryAfterMs: null };
  if (status === 410) return { outcome: 'gone', status, error: 'answered 410', retryAfterMs: null };
  const asked = headers['retry-after'];
  return {
    outcome: 'failed',
    status,
    error: `answered ${status}${status >= 300 && status < 400 ? ': redirects are not followed' : ''}`,
    retryAfterMs:
      asked === undefined ? null : retryAfterMs(new Headers({ 'retry-after': asked }), Date.now()),
  };
}

/** By code, for messages of the network hold addresses. */
function faultText(error: unknown): string {
  if (error instanceof RefusedError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? `the connection failed (${code})` : 'the connection failed';
}

function elapsed(began: number): number {
  return Math.round(performance.now() - began);
}

import { EntityManager, LockMode } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { recordChange, type AuditedChange, type AuditedFields } from '../auth/audit-trail.js';
import { SecretBox } from '../auth/secret-box.js';
import { NotFoundError, requestInvalid } from '../common/errors.js';
import { pageOf, type Page, type PageQuery } from '../common/paging.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { inTransaction } from '../database/transaction.js';
import { disable } from './disabling.js';
import { parseReceiverUrl } from './receiver-url.js';
import { newSecret, secretOwner } from './webhook-secret.js';
import type { CreateWebhookDto, UpdateWebhookDto } from './webhook.dto.js';
import { Webhook, WEBHOOK_EVENT_TYPES } from './webhook.entity.js';

/** A webhook with the secret that is told once. */
export interface CreatedWebhook {
  webhook: Webhook;
  secret: string;
}

const ENABLED = {
  state: 'enabled',
  disabledReason: null,
  disabledAt: null,
  failingSince: null,
  consecutiveFailures: 0,
} as const;

/** The receivers outside that are told what happens here. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly em: EntityManager,
    private readonly box: SecretBox,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async list(actor: Actor, query: PageQuery): Promise<Page<Webhook>> {
    requireAccess(actor, 'webhook.manage');
    return pageOf(query, ({ where, options }) => this.em.find(Webhook, where, options));
  }

  /** @throws InvalidError `request.invalid` at `/url` when it is none, or leads to a private place */
  async create(actor: Actor, values: CreateWebhookDto): Promise<CreatedWebhook> {
    requireAccess(actor, 'webhook.manage');
    const url = this.checkedUrl(values.url);
    const secret = newSecret();
    const webhook = await inTransaction(this.em, async (em) => {
      const created = em.create(Webhook, {
        ...ENABLED,
        url,
        description: values.description ?? null,
        eventTypes: values.eventTypes ?? [...WEBHOOK_EVENT_TYPES],
        secret: '',
      });
      const { id } = created;
      created.secret = this.box.seal(secret, secretOwner(id));
      audit(em, { actor, action: 'webhook.created', id, before: {}, after: auditable(created) });
      return created;
    });
    return { webhook, secret };
  }

  /** @throws InvalidError `request.invalid`; NotFoundError `webhook.not_found` */
  update(actor: Actor, id: string, changes: UpdateWebhookDto): Promise<Webhook> {
    requireAccess(actor, 'webhook.manage');
    const { url, description, eventTypes, state } = changes;
    const values = {
      ...(url !== undefined && { url: this.checkedUrl(url) }),
      ...(description !== undefined && { description }),
      ...(eventTypes !== undefined && { eventTypes: eventTypes ?? [...WEBHOOK_EVENT_TYPES] }),
    };
    return inTransaction(this.em, async (em) => {
      const webhook = await require(em, id);
      const before = auditable(webhook);
      em.assign(webhook, values);
      if (state === 'enabled' && webhook.state === 'disabled') em.assign(webhook, ENABLED);
      audit(em, { actor, action: 'webhook.changed', id, before, after: auditable(webhook) });
      // That it is disabled is told by itself.
      if (state === 'disabled') {
        await em.flush();
        await disable(em, { webhookId: id, reason: 'an admin disabled it', actor });
        await em.refresh(webhook);
      }
      return webhook;
    });
  }

  /** What it had still to be told goes with it. @throws NotFoundError `webhook.not_found` */
  remove(actor: Actor, id: string): Promise<void> {
    requireAccess(actor, 'webhook.manage');
    return inTransaction(this.em, async (em) => {
      const webhook = await require(em, id);
      em.remove(webhook);
      audit(em, { actor, action: 'webhook.deleted', id, before: auditable(webhook), after: {} });
    });
  }

  private checkedUrl(text: string): string {
    const { url, fault } = parseReceiverUrl(text, this.config.webhooks);
    if (url !== null) return url;
    throw requestInvalid([{ pointer: '/url', detail: fault }]);
  }
}

async function require(em: EntityManager, id: string): Promise<Webhook> {
  const webhook = await em.findOne(Webhook, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!webhook) throw webhookNotFound();
  return webhook;
}

export function webhookNotFound(): NotFoundError {
  return new NotFoundError('webhook.not_found', 'There is no webhook with this id.');
}

/** What of a webhook goes on record. */
function auditable({ url, description, eventTypes, state }: Webhook): AuditedFields {
  return { url, origin: new URL(url).origin, description, eventTypes, state };
}

/** Paths and queries of such addresses often are keys: of where it leads, its origin is enough. */
const WITHHELD: ReadonlySet<string> = new Set(['url']);

function audit(
  em: EntityManager,
  { id, ...change }: Pick<AuditedChange, 'actor' | 'action' | 'before' | 'after'> & { id: string },
): void {
  recordChange(em, { ...change, subject: { type: 'webhook', id }, withheld: WITHHELD });
}

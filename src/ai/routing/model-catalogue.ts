import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { requireAccess } from '../../auth/access.policy.js';
import type { Actor } from '../../auth/actor.js';
import type { CalendarDate } from '../../coaching/model.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { ListedModel, ModelLister } from '../model-batch.js';
import { ModelCallError } from '../model-call.js';
import type { ModelProfile } from '../model-profile.js';
import type { CatalogueModel } from './router.js';

export const MODEL_LISTER = Symbol('MODEL_LISTER');

const DAY_MS = 86_400_000;
const LISTING_TIMEOUT_MS = 5_000;

/** The models of the configuration, with what their servers say of them. */
@Injectable()
export class ModelCatalogue implements OnModuleDestroy {
  private readonly logger = new Logger(ModelCatalogue.name);
  private readonly stopping = new AbortController();
  /** By id: what the model's server says of it, null where it does not list it; servers that say nothing are not in it. */
  private listed: ReadonlyMap<string, ListedModel | null> = new Map();
  private checkedAt: Date | null = null;
  private checking: Promise<void> | null = null;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MODEL_LISTER) private readonly lister: ModelLister,
  ) {}

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** As configured, but for a shutdown that the provider itself announces for an earlier day. */
  models(): CatalogueModel[] {
    if (this.checkedAt !== null) void this.check();
    return this.config.ai.models.map((profile) => ({
      profile: { ...profile, shutdownDate: earlier(profile, this.listed.get(profile.id)) },
      hasKey: this.hasKey(profile),
    }));
  }

  /** All models as they stand today, for who manages them. */
  list(actor: Actor): { models: (CatalogueModel & { listed: boolean | null })[]; today: CalendarDate } {
    requireAccess(actor, 'ai.manage');
    const models = this.models().map((model) => ({ ...model, listed: this.isListed(model.profile.id) }));
    return { models, today: this.clock.today('UTC') };
  }

  /** Whether the model's server lists it; null where it was not asked or did not answer. */
  isListed(id: string): boolean | null {
    const listed = this.listed.get(id);
    return listed === undefined ? null : listed !== null;
  }

  /**
   * Asks every server that has a key what models it has, unless that was done within a day. A server that does not
   * answer says nothing of its models: they stay as they are configured. Never rejects.
   */
  check(): Promise<void> {
    const now = this.clock.now();
    const isFresh = this.checkedAt !== null && now.getTime() - this.checkedAt.getTime() < DAY_MS;
    if (!isFresh) {
      this.checkedAt = now;
      this.checking = this.askServers().catch((error: unknown) =>
        this.logger.error({ err: error }, 'the models could not be checked'),
      );
    }
    return this.checking ?? Promise.resolve();
  }

  private hasKey({ apiKeyEnv }: ModelProfile): boolean {
    return apiKeyEnv === null || this.config.ai.apiKeys[apiKeyEnv] !== undefined;
  }

  private async askServers(): Promise<void> {
    const usable = this.config.ai.models.filter((profile) => this.hasKey(profile));
    const servers = Map.groupBy(usable, ({ baseUrl, apiKeyEnv }) => JSON.stringify([baseUrl, apiKeyEnv]));
    const answers = await Promise.all([...servers.values()].map((profiles) => this.askServer(profiles)));
    this.listed = new Map(answers.flat());
  }

  private async askServer(profiles: readonly ModelProfile[]): Promise<[string, ListedModel | null][]> {
    const [first] = profiles;
    if (!first) return [];
    try {
      const options = { signal: this.stopping.signal, totalMs: LISTING_TIMEOUT_MS };
      const models = await this.lister.listModels(first, options);
      return profiles.map(({ id }) => [id, models.find((model) => model.id === id) ?? null]);
    } catch (error) {
      if (!(error instanceof ModelCallError)) throw error;
      const text = `the server of ${first.id} lists no models (${error.kind})`;
      // Many servers have no such list; one that refuses the key will refuse the calls too.
      if (error.kind === 'auth')
        this.logger.warn(`${text}: look at ${first.apiKeyEnv ?? 'its configuration'}`);
      else this.logger.debug(text);
      return [];
    }
  }
}

function earlier(profile: ModelProfile, listed: ListedModel | null | undefined): string | null {
  const dates = [profile.shutdownDate, listed?.shutdownDate ?? null].filter((date) => date !== null);
  return dates.toSorted()[0] ?? null;
}

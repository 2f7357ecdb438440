import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { ModelCatalogue } from './model-catalogue.js';
import { lifeOf } from './model-life.js';
import type { CatalogueModel } from './router.js';
import { RoutesService } from './routes.service.js';

/** Tells of models in use whose end is near or past, or that their server does not have: in health and in the logs. */
@Injectable()
export class ModelHealth implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ModelHealth.name);
  private told: ReadonlySet<string> = new Set();
  private atStart: Promise<void> = Promise.resolve();

  constructor(
    private readonly catalogue: ModelCatalogue,
    private readonly routes: RoutesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Does not wait: no server of models holds up the start. */
  onApplicationBootstrap(): void {
    this.atStart = this.tellAtStart().catch((error: unknown) =>
      this.logger.error({ err: error }, 'the models in use could not be looked at'),
    );
  }

  /** What was begun at the start reads the database, which closes after this. */
  onModuleDestroy(): Promise<void> {
    return this.atStart;
  }

  /** One sentence for each thing an operator should know. New ones are logged: a model's days left once a day. */
  async notices(): Promise<string[]> {
    const inUse = await this.inUse();
    const today = this.clock.today('UTC');
    const notices = inUse
      .filter(({ hasKey }) => hasKey)
      .flatMap(({ profile }) => {
        const { state, daysLeft } = lifeOf(profile, today);
        const { id, shutdownDate } = profile;
        if (state === 'ended') return [`${id} was shut down on ${shutdownDate} and is not called any more`];
        const ending = `${id} is shut down on ${shutdownDate}, in ${daysLeft} days; route to another model`;
        const missing = `${id} is not among the models its server lists`;
        return [
          ...(state === 'ending' ? [ending] : []),
          ...(this.catalogue.isListed(id) === false ? [missing] : []),
        ];
      });
    for (const notice of notices) if (!this.told.has(notice)) this.logger.warn(notice);
    this.told = new Set(notices);
    return notices;
  }

  private async tellAtStart(): Promise<void> {
    const inUse = await this.inUse();
    const keyless = inUse.filter(({ hasKey }) => !hasKey);
    if (inUse.length > 0 && keyless.length === inUse.length) {
      this.logger.log('no model in use has its API key: none is called');
    } else {
      for (const { profile } of keyless) {
        this.logger.warn(`${profile.id} is not called: ${profile.apiKeyEnv} is not set`);
      }
    }
    await this.notices();
    await this.catalogue.check();
    await this.notices();
  }

  /** The models that routes and experiments name. */
  private async inUse(): Promise<CatalogueModel[]> {
    const { routing } = await this.routes.current();
    const named = new Set([
      ...routing.routes.flatMap(({ targets }) => targets),
      ...routing.experiments.flatMap(({ arms }) => arms.map(({ target }) => target)),
    ]);
    return this.catalogue.models().filter(({ profile }) => named.has(profile.id));
  }
}

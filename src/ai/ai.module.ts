import { Module } from '@nestjs/common';
import { keyResolver } from '../config/ai-settings.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { AiController } from './ai.controller.js';
import { MODEL_LISTER, ModelCatalogue } from './model-catalogue.js';
import { ModelHealth } from './model-health.js';
import { OpenAiTransport } from './openai.transport.js';
import { RoutesService } from './routes.service.js';
import { WeekWriter } from './week-writer.js';

/** Who writes weeks. */
@Module({
  controllers: [AiController],
  providers: [
    {
      provide: OpenAiTransport,
      inject: [APP_CONFIG],
      useFactory: ({ ai }: AppConfig) => new OpenAiTransport(keyResolver(ai)),
    },
    { provide: MODEL_LISTER, useExisting: OpenAiTransport },
    ModelCatalogue,
    ModelHealth,
    RoutesService,
    WeekWriter,
  ],
  exports: [ModelHealth, WeekWriter],
})
export class AiModule {}

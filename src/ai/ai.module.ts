import { Module } from '@nestjs/common';
import { keyResolver } from '../config/ai-settings.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { AiController } from './ai.controller.js';
import { CALL_CLOCK, realCallClock } from './call-clock.js';
import { CALL_POLICY, callPolicy, type CallPolicy } from './call-policy.js';
import { BulkAccounts } from './bulk-accounts.js';
import { BulkBatches } from './bulk-batches.js';
import { BulkWriting } from './bulk-writing.js';
import { CallBooks } from './call-books.js';
import { Ledger } from './ledger.js';
import { ModelAlerts } from './model-alerts.js';
import { ModelAttempts } from './model-attempts.js';
import { BATCH_TRANSPORT } from './model-batch.js';
import { MODEL_TRANSPORT } from './model-call.js';
import { MODEL_LISTER, ModelCatalogue } from './model-catalogue.js';
import { ModelExecutor } from './model-executor.js';
import { ModelGauges } from './model-gauges.js';
import { ModelHealth } from './model-health.js';
import { ModelMetrics } from './model-metrics.js';
import { ModelTelemetry } from './model-telemetry.js';
import { OpenAiTransport } from './openai.transport.js';
import { ReplyCache } from './reply-cache.js';
import { RoutesService } from './routes.service.js';
import { Spending } from './spending.js';
import { TargetGates } from './target-gate.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';
import { WeekWriter } from './week-writer.js';

/** Who writes weeks. */
@Module({
  controllers: [AiController, UsageController],
  providers: [
    {
      provide: OpenAiTransport,
      inject: [APP_CONFIG],
      useFactory: ({ ai }: AppConfig) => new OpenAiTransport(keyResolver(ai)),
    },
    { provide: MODEL_LISTER, useExisting: OpenAiTransport },
    { provide: CALL_CLOCK, useValue: realCallClock },
    { provide: CALL_POLICY, inject: [APP_CONFIG], useFactory: ({ ai }: AppConfig) => callPolicy(ai) },
    {
      provide: TargetGates,
      inject: [CALL_POLICY],
      useFactory: (policy: CallPolicy) => new TargetGates(policy),
    },
    { provide: MODEL_TRANSPORT, useExisting: OpenAiTransport },
    { provide: BATCH_TRANSPORT, useExisting: OpenAiTransport },
    BulkAccounts,
    BulkBatches,
    BulkWriting,
    CallBooks,
    Ledger,
    ModelAlerts,
    ModelAttempts,
    ModelCatalogue,
    ModelExecutor,
    ModelGauges,
    ModelHealth,
    ModelMetrics,
    ModelTelemetry,
    ReplyCache,
    RoutesService,
    Spending,
    UsageService,
    WeekWriter,
  ],
  exports: [BulkWriting, ModelHealth, WeekWriter],
})
export class AiModule {}

import { Module } from '@nestjs/common';
import { keyResolver } from '../config/ai-settings.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { AiController } from './routing/ai.controller.js';
import { CALL_CLOCK, realCallClock } from './calls/call-clock.js';
import { CALL_POLICY, callPolicy, type CallPolicy } from './calls/call-policy.js';
import { BulkAccounts } from './bulk/bulk-accounts.js';
import { BulkBatches } from './bulk/bulk-batches.js';
import { BulkWriting } from './bulk/bulk-writing.js';
import { CallBooks } from './calls/call-books.js';
import { Ledger } from './ledger/ledger.js';
import { ModelAlerts } from './telemetry/model-alerts.js';
import { ModelAttempts } from './calls/model-attempts.js';
import { BATCH_TRANSPORT } from './model-batch.js';
import { MODEL_TRANSPORT } from './model-call.js';
import { MODEL_LISTER, ModelCatalogue } from './routing/model-catalogue.js';
import { ModelExecutor } from './calls/model-executor.js';
import { ModelGauges } from './telemetry/model-gauges.js';
import { ModelHealth } from './routing/model-health.js';
import { ModelMetrics } from './telemetry/model-metrics.js';
import { ModelTelemetry } from './telemetry/model-telemetry.js';
import { OpenAiTransport } from './transport/openai.transport.js';
import { ReplyCache } from './calls/reply-cache.js';
import { RoutesService } from './routing/routes.service.js';
import { Spending } from './ledger/spending.js';
import { TargetGates } from './calls/target-gate.js';
import { UsageController } from './ledger/usage.controller.js';
import { UsageService } from './ledger/usage.service.js';
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

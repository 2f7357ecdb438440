import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { LoggerModule } from 'nestjs-pino';
import { AthletesModule } from './athletes/athletes.module.js';
import { AuthGuard } from './auth/auth.guard.js';
import { AuthModule } from './auth/auth.module.js';
import { ClockModule } from './common/clock.module.js';
import { createClock, type Clock } from './common/clock.js';
import { DrainModule } from './common/drain.module.js';
import { IdempotencyModule } from './common/idempotency.module.js';
import { logOptions } from './common/log-options.js';
import { MetricsModule } from './common/metrics.module.js';
import { ProblemFilter } from './common/problem.filter.js';
import { RequestValidationPipe } from './common/validation.pipe.js';
import type { AppConfig } from './config/app-config.js';
import { AppConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { PlansModule } from './plans/plans.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { QueueModule } from './queue/queue.module.js';
import { RacesModule } from './races/races.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { AccountLimitGuard } from './throttling/account-limit.guard.js';
import { AddressLimitGuard } from './throttling/address-limit.guard.js';
import { ThrottlingModule } from './throttling/throttling.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WorkoutsModule } from './workouts/workouts.module.js';

/** The modules of the service, and the manners every request shares. */
@Module({
  imports: [
    ScheduleModule.forRoot(),
    DrainModule,
    IdempotencyModule,
    MetricsModule,
    HealthModule,
    AuthModule,
    ThrottlingModule,
    AthletesModule,
    RacesModule,
    WorkoutsModule,
    OperationsModule,
    WebhooksModule,
    PlansModule,
    JobsModule,
    PrivacyModule,
    ReportsModule,
  ],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    // In this order: who guesses at tokens is stopped before they are looked up.
    { provide: APP_GUARD, useExisting: AddressLimitGuard },
    { provide: APP_GUARD, useExisting: AuthGuard },
    { provide: APP_GUARD, useExisting: AccountLimitGuard },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
  ],
})
export class AppModule {
  /**
   * @param databaseUrl a PostgreSQL that is there and migrated
   * @param clock what tells the time; left out: the real one, on the day that is configured
   */
  static forRoot(
    config: AppConfig,
    databaseUrl: string,
    clock: Clock = createClock(config.today),
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AppConfigModule.forRoot(config),
        ClockModule.forRoot(clock),
        LoggerModule.forRoot(logOptions(config)),
        DatabaseModule.forRoot(databaseUrl),
        QueueModule.forRoot(databaseUrl),
      ],
    };
  }
}

import { Global, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { RequestMetrics } from './request-metrics.js';

/** Gives every module the metrics of this application: a registry of its own, so that several fit in one process. */
@Global()
@Module({
  providers: [{ provide: Registry, useFactory: () => new Registry() }, RequestMetrics],
  exports: [Registry],
})
export class MetricsModule {}

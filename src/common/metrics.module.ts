import { Global, Module } from '@nestjs/common';
import { Registry } from 'prom-client';

/** Gives every module the metrics of this application: a registry of its own, so that several fit in one process. */
@Global()
@Module({
  providers: [{ provide: Registry, useFactory: () => new Registry() }],
  exports: [Registry],
})
export class MetricsModule {}

import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AiModule } from '../ai/ai.module.js';
import { HealthController } from './health.controller.js';
import { MetricsServer } from './metrics.server.js';
import { PoolGauges } from './pool-gauges.js';

@Module({
  // Its own log of a failed check would repeat the problem filter's.
  imports: [AiModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [MetricsServer, PoolGauges],
})
export class HealthModule {}

import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AiModule } from '../ai/ai.module.js';
import { HealthController } from './health.controller.js';
import { MetricsServer } from './metrics.server.js';

@Module({
  // Its own log of a failed check would repeat the problem filter's.
  imports: [AiModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [MetricsServer],
})
export class HealthModule {}

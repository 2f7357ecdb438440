import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AiModule } from '../ai/ai.module.js';
import { HealthController } from './health.controller.js';

@Module({
  // Its own log of a failed check would repeat the problem filter's.
  imports: [AiModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
})
export class HealthModule {}

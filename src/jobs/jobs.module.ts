import { Module } from '@nestjs/common';
import { PlansModule } from '../plans/plans.module.js';
import { JobMetrics } from './job-metrics.js';
import { LookAhead } from './look-ahead.service.js';
import { Scheduler } from './scheduler.js';
import { WeekWorkers } from './week-workers.service.js';
import { WORK_POLICY, workPolicy } from './work-policy.js';

/** Work that nobody asks for: the look-ahead, and the workers that write weeks. */
@Module({
  imports: [PlansModule],
  providers: [{ provide: WORK_POLICY, useValue: workPolicy }, JobMetrics, LookAhead, Scheduler, WeekWorkers],
  exports: [LookAhead],
})
export class JobsModule {}

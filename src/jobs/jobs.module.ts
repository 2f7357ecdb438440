import { Module } from '@nestjs/common';
import { PlansModule } from '../plans/plans.module.js';
import { BacklogGauges } from './backlog-gauges.js';
import { BulkRounds } from './bulk-rounds.service.js';
import { JobMetrics } from './job-metrics.js';
import { JobRescue } from './job-rescue.service.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';
import { LookAhead } from './look-ahead.service.js';
import { Scheduler } from './scheduler.js';
import { WeekWorkers } from './week-workers.service.js';
import { WORK_POLICY, workPolicy } from './work-policy.js';

/** Work that nobody asks for: the look-ahead, and the workers that write weeks. */
@Module({
  imports: [PlansModule],
  controllers: [JobsController],
  providers: [
    { provide: WORK_POLICY, useValue: workPolicy },
    BacklogGauges,
    BulkRounds,
    JobMetrics,
    JobRescue,
    JobsService,
    LookAhead,
    Scheduler,
    WeekWorkers,
  ],
  exports: [LookAhead],
})
export class JobsModule {}

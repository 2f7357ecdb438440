import { Module } from '@nestjs/common';
import { ActivitiesController } from './activities.controller.js';
import { ActivitiesService } from './activities.service.js';
import { AthleteImport } from './athlete-import.service.js';
import { AthleteToday } from './athlete-today.js';
import { AthletesController } from './athletes.controller.js';
import { AthletesService } from './athletes.service.js';
import { RunningChanges } from './running-changes.js';
import { RunningRecords } from './running-records.js';
import { TimeOffController } from './time-off.controller.js';
import { TimeOffService } from './time-off.service.js';

/** Athletes, their paces, and what they really ran. */
@Module({
  controllers: [AthletesController, ActivitiesController, TimeOffController],
  providers: [
    ActivitiesService,
    AthleteImport,
    AthleteToday,
    AthletesService,
    RunningChanges,
    RunningRecords,
    TimeOffService,
  ],
  exports: [AthleteToday, AthletesService, RunningChanges, RunningRecords],
})
export class AthletesModule {}

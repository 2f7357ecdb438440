import { Inject, Injectable } from '@nestjs/common';
import type { CalendarDate } from '../coaching/model.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import type { Athlete } from './athlete.entity.js';

/** Which day it is for an athlete: in their own time zone, or the installation's. */
@Injectable()
export class AthleteToday {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  of({ timeZone }: Athlete): CalendarDate {
    return this.clock.today(timeZone ?? this.config.timeZone);
  }
}

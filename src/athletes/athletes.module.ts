import { Module } from '@nestjs/common';
import { AthleteToday } from './athlete-today.js';
import { AthletesController } from './athletes.controller.js';
import { AthletesService } from './athletes.service.js';

/** Athletes, their paces, and later what they really ran. */
@Module({
  controllers: [AthletesController],
  providers: [AthleteToday, AthletesService],
  exports: [AthleteToday, AthletesService],
})
export class AthletesModule {}

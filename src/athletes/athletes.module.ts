import { Module } from '@nestjs/common';
import { AthletesController } from './athletes.controller.js';
import { AthletesService } from './athletes.service.js';

/** Athletes, their paces, and later what they really ran. */
@Module({ controllers: [AthletesController], providers: [AthletesService], exports: [AthletesService] })
export class AthletesModule {}

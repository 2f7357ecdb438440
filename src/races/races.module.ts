import { Module } from '@nestjs/common';
import { RacesController } from './races.controller.js';
import { RacesService } from './races.service.js';

/** Races. */
@Module({ controllers: [RacesController], providers: [RacesService], exports: [RacesService] })
export class RacesModule {}

import { Module } from '@nestjs/common';
import { AthletesModule } from '../athletes/athletes.module.js';
import { PersonController } from './person.controller.js';
import { PersonErasure } from './person-erasure.service.js';
import { PersonExport } from './person-export.service.js';
import { RetentionSweeper } from './retention-sweeper.service.js';

/** What a person may ask of us, to see all there is about them and to be forgotten; and what is forgotten by itself. */
@Module({
  imports: [AthletesModule],
  controllers: [PersonController],
  providers: [PersonErasure, PersonExport, RetentionSweeper],
})
export class PrivacyModule {}

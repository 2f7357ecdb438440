import { Module } from '@nestjs/common';
import { WeekWriter } from './week-writer.js';

/** Who writes weeks. */
@Module({ providers: [WeekWriter], exports: [WeekWriter] })
export class AiModule {}

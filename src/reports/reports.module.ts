import { Module } from '@nestjs/common';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';

/** Figures for the whole company. Reads the tables of the rooms below by SQL of its own; nothing imports it. */
@Module({ controllers: [ReportsController], providers: [ReportsService] })
export class ReportsModule {}

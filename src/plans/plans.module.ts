import { Module } from '@nestjs/common';
import { AiModule } from '../ai/ai.module.js';
import { AthletesModule } from '../athletes/athletes.module.js';
import { OperationsModule } from '../operations/operations.module.js';
import { RacesModule } from '../races/races.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { AttentionController } from './attention.controller.js';
import { AttentionModule } from './attention.module.js';
import { AttentionService } from './attention.service.js';
import { ItemPlans } from './batches/item-plans.service.js';
import { PlanBatchController } from './batches/plan-batch.controller.js';
import { PlanBatches } from './batches/plan-batches.service.js';
import { BulkWeeks } from './bulk-weeks.service.js';
import { CascadeController } from './cascade.controller.js';
import { PlanCompletion } from './completion.js';
import { DayEditsController } from './day-edits.controller.js';
import { DayEditsService } from './day-edits.service.js';
import { DraftsService } from './drafts.service.js';
import { CalendarController } from './export/calendar.controller.js';
import { CalendarLinks } from './export/calendar-links.service.js';
import { ExportController } from './export/export.controller.js';
import { PlanExports } from './export/plan-exports.service.js';
import { GenerationRuns } from './generation-runs.service.js';
import { GenerationController } from './generation.controller.js';
import { GenerationService } from './generation.service.js';
import { LifecycleController } from './lifecycle.controller.js';
import { LifecycleService } from './lifecycle.service.js';
import { LoadController } from './load.controller.js';
import { LoadService } from './load.service.js';
import { PlanChanges } from './plan-changes.service.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';
import { RaceMovesController } from './race-moves.controller.js';
import { RaceMoves } from './race-moves.service.js';
import { RevertService } from './revert.service.js';
import { ShiftService } from './shift.service.js';
import { SuggestionsController } from './suggestions.controller.js';
import { SuggestionsService } from './suggestions.service.js';
import { PlanTemplatesController } from './templates/plan-templates.controller.js';
import { PlanTemplatesService } from './templates/plan-templates.service.js';
import { TemplateAssignments } from './templates/template-assignments.service.js';
import { UnattendedRuns } from './unattended-runs.service.js';
import { UnattendedWeeks } from './unattended-weeks.service.js';
import { VersionsController } from './versions.controller.js';
import { VersionsService } from './versions.service.js';
import { WeekPlanner } from './week-planner.js';
import { WeeksService } from './weeks.service.js';
import { WholePlans } from './whole-plans.js';
import { WorkSchedule } from './work-schedule.service.js';

/** Drafts, generation, the cascade and its weeks. */
@Module({
  imports: [AiModule, AthletesModule, AttentionModule, OperationsModule, RacesModule, WebhooksModule],
  controllers: [
    PlansController,
    RaceMovesController,
    PlanBatchController,
    GenerationController,
    AttentionController,
    CalendarController,
    CascadeController,
    DayEditsController,
    ExportController,
    LifecycleController,
    LoadController,
    PlanTemplatesController,
    SuggestionsController,
    VersionsController,
  ],
  providers: [
    AttentionService,
    BulkWeeks,
    CalendarLinks,
    DayEditsService,
    DraftsService,
    GenerationRuns,
    GenerationService,
    ItemPlans,
    LifecycleService,
    LoadService,
    PlanBatches,
    PlanChanges,
    PlanCompletion,
    PlanExports,
    PlanTemplatesService,
    PlansService,
    RaceMoves,
    RevertService,
    ShiftService,
    SuggestionsService,
    TemplateAssignments,
    UnattendedRuns,
    UnattendedWeeks,
    VersionsService,
    WeekPlanner,
    WeeksService,
    WholePlans,
    WorkSchedule,
  ],
  exports: [
    BulkWeeks,
    DraftsService,
    GenerationService,
    PlanCompletion,
    PlansService,
    UnattendedWeeks,
    WeeksService,
    WorkSchedule,
  ],
})
export class PlansModule {}

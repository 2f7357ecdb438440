import { AiBatch } from '../ai/bulk/ai-batch.entity.js';
import { AiBatchItem } from '../ai/bulk/ai-batch-item.entity.js';
import { AiRoute } from '../ai/routing/ai-route.entity.js';
import { ModelCall } from '../ai/ledger/model-call.entity.js';
import { ModelSpend } from '../ai/ledger/model-spend.entity.js';
import { CachedReply } from '../ai/calls/reply-cache.entity.js';
import { Activity } from '../athletes/activity.entity.js';
import { AthletePace } from '../athletes/athlete-pace.entity.js';
import { Athlete } from '../athletes/athlete.entity.js';
import { TimeOff } from '../athletes/time-off.entity.js';
import { ApiKey } from '../auth/api-key.entity.js';
import { AuditEntry } from '../auth/audit-entry.entity.js';
import { PasswordReset } from '../auth/password-reset.entity.js';
import { RefreshToken } from '../auth/refresh-token.entity.js';
import { SignInFailures } from '../auth/sign-in-failures.entity.js';
import { StaffSession } from '../auth/staff-session.entity.js';
import { Staff } from '../auth/staff.entity.js';
import { IdempotencyKey } from '../common/idempotency-key.entity.js';
import { ScheduledRun } from '../jobs/scheduled-run.entity.js';
import { OperationEvent } from '../operations/operation-event.entity.js';
import { OperationItem } from '../operations/operation-item.entity.js';
import { Operation } from '../operations/operation.entity.js';
import { AthleteTrainingPlan } from '../plans/athlete-training-plan.entity.js';
import { CalendarLink } from '../plans/export/calendar-link.entity.js';
import { Generation } from '../plans/generation.entity.js';
import { PlanVersion } from '../plans/plan-version.entity.js';
import { RaceTrainingPlan } from '../plans/race-training-plan.entity.js';
import { Suggestion } from '../plans/suggestion.entity.js';
import { PlanTemplate } from '../plans/templates/plan-template.entity.js';
import { TrainingPlanDay } from '../plans/training-plan-day.entity.js';
import { TrainingPlanPhase } from '../plans/training-plan-phase.entity.js';
import { TrainingPlanWeek } from '../plans/training-plan-week.entity.js';
import { TrainingPlan } from '../plans/training-plan.entity.js';
import { Race } from '../races/race.entity.js';
import { RateLimitCount } from '../throttling/rate-limit-count.entity.js';
import { WebhookDelivery } from '../webhooks/webhook-delivery.entity.js';
import { Webhook } from '../webhooks/webhook.entity.js';
import { WorkoutTemplate } from '../workouts/workout-template.entity.js';

/** Every entity, named one by one: the app, the command line and the tests discover the same ones. */
export const entities = [
  Staff,
  StaffSession,
  RefreshToken,
  SignInFailures,
  PasswordReset,
  ApiKey,
  AuditEntry,
  Athlete,
  AthletePace,
  Activity,
  TimeOff,
  Race,
  WorkoutTemplate,
  TrainingPlan,
  RaceTrainingPlan,
  AthleteTrainingPlan,
  TrainingPlanPhase,
  TrainingPlanWeek,
  TrainingPlanDay,
  PlanVersion,
  CalendarLink,
  PlanTemplate,
  Generation,
  Suggestion,
  AiRoute,
  ModelCall,
  ModelSpend,
  CachedReply,
  AiBatch,
  AiBatchItem,
  Operation,
  OperationEvent,
  OperationItem,
  Webhook,
  WebhookDelivery,
  ScheduledRun,
  IdempotencyKey,
  RateLimitCount,
];

import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AthleteToday } from '../../athletes/athlete-today.js';
import { AthletesService } from '../../athletes/athletes.service.js';
import type { Actor } from '../../auth/actor.js';
import type { CalendarDate } from '../../coaching/model.js';
import { requestInvalid } from '../../common/errors.js';
import type { BatchHandler, BatchItem, ItemDesk } from '../../operations/batch-handler.js';
import { Batches, type NewBatch } from '../../operations/batches.service.js';
import { RacesService } from '../../races/races.service.js';
import { athletesOf } from '../batches/item-athletes.js';
import { ItemPlans } from '../batches/item-plans.service.js';
import { DraftsService } from '../drafts.service.js';
import { fittedDraft } from './fitted-draft.js';
import type { PlanShape } from './plan-shape.js';
import type { AssignTemplateDto } from './plan-template.dto.js';
import { PlanTemplatesService } from './plan-templates.service.js';

/** Whom an item is for. */
interface AssignedItem {
  athleteId: string;
  goalTime: string | null;
}

/** What all of them are given: the template as it was when they were, whatever becomes of it. */
interface SharedByAll {
  template: PlanShape;
  raceId: string;
  startDate: CalendarDate | null;
  keepDays: boolean;
  generate: boolean;
}

/** Templates given to many athletes at once, each plan fitted to its athlete. */
@Injectable()
export class TemplateAssignments implements BatchHandler {
  readonly kind = 'template.assign';

  constructor(
    private readonly em: EntityManager,
    private readonly templates: PlanTemplatesService,
    private readonly athletes: AthletesService,
    private readonly races: RacesService,
    private readonly today: AthleteToday,
    private readonly drafts: DraftsService,
    private readonly plans: ItemPlans,
    batches: Batches,
  ) {
    batches.register(this);
  }

  /**
   * @throws NotFoundError `template.not_found`, `race.not_found`; ForbiddenError `access.denied`; InvalidError for a goal
   *   of nobody among the athletes, or a second one
   */
  async prepare(actor: Actor, templateId: string, data: AssignTemplateDto): Promise<NewBatch> {
    const template = await this.templates.require(actor, templateId, 'template.assign');
    const race = await this.races.require(actor, data.raceId, 'race.read');
    requireGoalsOf(data);
    const goals = new Map(data.goals?.map(({ athleteId, goalTime }) => [athleteId, goalTime]));
    const inputs = data.athleteIds.map((athleteId): AssignedItem => {
      return { athleteId, goalTime: goals.get(athleteId) ?? data.goalTime ?? null };
    });
    const athletes = await athletesOf(this.em.fork(), inputs);
    const shared: SharedByAll = {
      template: shapeIn(template),
      raceId: race.id,
      startDate: data.startDate ?? null,
      keepDays: data.keepDays === true,
      generate: data.generate === true,
    };
    return {
      kind: this.kind,
      subject: { type: 'plan_template', id: template.id },
      items: inputs.map((input, index) => ({ input, athleteId: athletes[index] ?? null })),
      shared,
    };
  }

  async run(item: BatchItem, desk: ItemDesk): Promise<void> {
    const { generate } = desk.shared as SharedByAll;
    const trainingPlanId = item.subjectId ?? (await this.draft(item, desk));
    if (generate) await this.plans.generate(desk, { trainingPlanId });
  }

  async undo(em: EntityManager, { subjectId }: BatchItem, actor: Actor | null): Promise<void> {
    if (subjectId !== null) await this.plans.removeDraft(em, subjectId, actor);
  }

  /** Where drafts are all that is asked for, the item ends with its own. */
  private async draft({ input }: BatchItem, { actor, shared, note, finish }: ItemDesk): Promise<string> {
    const { athleteId, goalTime } = input as AssignedItem;
    const { template, raceId, startDate, keepDays, generate } = shared as SharedByAll;
    const athlete = await this.athletes.require(actor, athleteId, 'plan.write');
    const race = await this.races.require(actor, raceId, 'race.read');
    const today = this.today.of(athlete);
    const data = fittedDraft(template, { athlete, race, startDate, goalTime, keepDays, today });
    const { plan } = await this.drafts.create(actor, data, {
      programme: template.programme,
      also: (em, { id }) => (generate ? note(em, { subjectId: id }) : finish(em, id)),
    });
    return plan.id;
  }
}

/** A goal that is nobody's would be lost, and its athlete be given the goal of all. */
function requireGoalsOf({ athleteIds, goals }: AssignTemplateDto): void {
  const left = new Set(athleteIds);
  const wrong = (goals ?? []).flatMap(({ athleteId }, index) => (left.delete(athleteId) ? [] : [index]));
  if (wrong.length === 0) return;
  const detail = 'must be one of athleteIds, and have one goal';
  throw requestInvalid(wrong.map((index) => ({ pointer: `/goals/${index}/athleteId`, detail })));
}

function shapeIn(template: PlanShape): PlanShape {
  const { distanceMetres, distanceName, totalWeeks, phases } = template;
  const { mode, settings, preferredDays, programme } = template;
  return { distanceMetres, distanceName, totalWeeks, phases, mode, settings, preferredDays, programme };
}

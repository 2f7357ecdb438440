import type { Pool } from 'pg';
import { v7 } from 'uuid';
import type { CreateActivityDto } from '../athletes/activity.dto.js';
import { ActivitiesService } from '../athletes/activities.service.js';
import { AthletesService } from '../athletes/athletes.service.js';
import { TimeOffService } from '../athletes/time-off.service.js';
import type { Actor } from '../auth/actor.js';
import { addDays } from '../coaching/calendar.js';
import type { CalendarDate, DayType } from '../coaching/model.js';
import { UNWATCHED } from '../operations/long-work.js';
import { DraftsService } from '../plans/drafts.service.js';
import { GenerationService } from '../plans/generation.service.js';
import { RacesService } from '../races/races.service.js';
import { deedsOf, type DayAsked, type Deed } from './simulate-day.js';
import type { Runner } from './simulate-runners.js';
import type { SimulatedService } from './simulated-service.js';

/** A runner as the season goes on: what is known of them in the service, and what they still have to say. */
export interface Participant {
  readonly runner: Runner;
  readonly actor: Actor;
  readonly planId: string;
  /** Last day that was lived to its evening. */
  livedUntil: CalendarDate;
  untold: Deed[];
  corrections: { activityId: string; on: CalendarDate; miles: number | null }[];
  /** All that the service has acknowledged and that was not taken back. */
  readonly told: Map<string, Pick<CreateActivityDto, 'date' | 'kind' | 'miles'>>;
}

/** Does what runners and their coach would do, through the services that would do it for them. */
export class People {
  private readonly services;

  constructor(
    private readonly service: SimulatedService,
    private readonly parts: { database: Pool; seed: number },
  ) {
    const get = <T>(token: abstract new (...args: never[]) => T): T =>
      service.app.get<T>(token, { strict: false });
    this.services = {
      activities: get(ActivitiesService),
      athletes: get(AthletesService),
      drafts: get(DraftsService),
      generation: get(GenerationService),
      races: get(RacesService),
      timeOff: get(TimeOffService),
    };
  }

  /** Makes the athlete, the race and the plan, as staff would; its risks are accepted. */
  async signUp(runner: Runner, today: CalendarDate): Promise<Participant> {
    const { athletes, races, drafts, generation } = this.services;
    const { database } = this.parts;
    const { admin, request } = this.service;
    const athlete = await request(() => athletes.create(admin, runner.athlete));
    const race = await request(() =>
      races.create(admin, {
        name: `${runner.distance.name} of runner ${runner.number}`,
        distance: runner.distance.name,
        date: runner.raceDate,
      }),
    );
    const { goalTime, startDate } = runner;
    const { plan } = await request(() =>
      drafts.create(admin, { athleteId: athlete.id, raceId: race.id, goalTime, startDate }),
    );
    // Else each season would have other workouts.
    await database.query('update training_plan set seed = $1 where id = $2', [runner.planSeed, plan.id]);
    const order = { trainingPlanId: plan.id, mode: runner.mode, acceptRisk: true };
    await request(async () => (await generation.prepare(admin, order)).run(UNWATCHED));
    return {
      runner,
      actor: { id: v7(), role: 'athlete', athleteId: athlete.id },
      planId: plan.id,
      // That day's evening is still to come.
      livedUntil: addDays(today, -1),
      untold: [],
      corrections: [],
      told: new Map(),
    };
  }

  /** Lives a day to its evening: times off are entered, the day is run and told of, mistakes are mended. */
  async liveDay(someone: Participant, date: CalendarDate, asked: DayAsked | null): Promise<void> {
    someone.livedUntil = date;
    await this.enterTimesOff(someone, date);
    someone.untold.push(...deedsOf(someone.runner, { date, asked, seed: this.parts.seed }));
    await this.tell(someone, date);
    await this.correct(someone, date);
  }

  private async enterTimesOff({ runner, actor }: Participant, date: CalendarDate): Promise<void> {
    const entered = runner.life.timesOff.filter(({ enteredOn }) => enteredOn === date);
    for (const { from, to, reason } of entered) {
      await this.service.request(() =>
        this.services.timeOff.create(actor, athleteOf(actor), { from, to, reason }),
      );
    }
  }

  private async tell(someone: Participant, date: CalendarDate): Promise<void> {
    const due = someone.untold.filter(({ toldOn }) => toldOn <= date);
    if (due.length === 0) return;
    someone.untold = someone.untold.filter(({ toldOn }) => toldOn > date);
    const items = due.map(({ activity }) => activity);
    const pointers = items.map((_, index) => `/items/${index}`);
    const { actor } = someone;
    const { activities } = this.services;
    const stored = await this.service.request(() =>
      activities.store(actor, athleteOf(actor), { items, pointers }),
    );
    for (const [index, { id }] of stored.activities.entries()) {
      const deed = due[index];
      if (!deed) continue;
      someone.told.set(id, deed.activity);
      if (deed.correction) someone.corrections.push({ activityId: id, ...deed.correction });
    }
  }

  private async correct(someone: Participant, date: CalendarDate): Promise<void> {
    const due = someone.corrections.filter(({ on }) => on <= date);
    someone.corrections = someone.corrections.filter(({ on }) => on > date);
    const { activities } = this.services;
    const { actor } = someone;
    for (const { activityId: aid, miles } of due) {
      const before = someone.told.get(aid);
      const path = { id: athleteOf(actor), aid };
      if (miles === null) {
        await this.service.request(() => activities.remove(actor, path));
        someone.told.delete(aid);
      } else if (before) {
        // Without its time: a pace that nobody runs would be refused.
        await this.service.request(() => activities.update(actor, path, { miles, durationSeconds: null }));
        someone.told.set(aid, { ...before, miles });
      }
    }
  }
}

function athleteOf({ athleteId }: Actor): string {
  if (athleteId === null) throw new Error('A runner without an athlete');
  return athleteId;
}

/** What plans ask for on a day, by the id of the plan; those without that day are left out. */
export async function askedOn(
  database: Pool,
  days: readonly { planId: string; date: CalendarDate }[],
): Promise<Map<string, DayAsked>> {
  const { rows } = await database.query<{ plan_id: string; type: DayType; miles: number; longest: number }>(
    `select d.plan_id, d.workout_type as type, d.miles::float as miles,
       (select max(o.miles)::float from training_plan_day o
        where o.week_id = d.week_id and o.workout_type <> 'race') as longest
     from unnest($1::uuid[], $2::date[]) as asked (plan_id, date)
     join training_plan_day d using (plan_id, date)`,
    [days.map(({ planId }) => planId), days.map(({ date }) => date)],
  );
  return new Map(rows.map(({ plan_id: planId, ...asked }) => [planId, asked]));
}

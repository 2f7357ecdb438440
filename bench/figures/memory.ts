import { Athlete } from '../../src/athletes/athlete.entity.js';
import { UNWATCHED } from '../../src/operations/long-work.js';
import { GenerationService } from '../../src/plans/generation.service.js';
import { RaceTrainingPlan } from '../../src/plans/race-training-plan.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { Race } from '../../src/races/race.entity.js';
import { withApplication, type Application } from '../application.js';
import { figure, type Figure } from '../figure.js';
import { withPostgres } from '../postgres.js';
import { athlete, TODAY } from '../season.js';

const MEGABYTE = 2 ** 20;

/**
 * What is left on the heap after a tenth of the generations and after all of them: phases and first week each, of an
 * athlete of its own.
 */
export function measureMemory({ generations }: { generations: number }): Promise<Figure[]> {
  return withPostgres(async (newDatabase) =>
    withApplication(await newDatabase(), async (application) => {
      const scene = new MemoryScene(application);
      await scene.generate(generations / 10);
      const early = heapUsed();
      await scene.generate(generations - generations / 10);
      return [
        figure({
          name: `Heap after ${generations} generations`,
          value: heapUsed() / MEGABYTE,
          unit: 'MB',
          baseline: { name: `after ${generations / 10}`, value: early / MEGABYTE },
          // Compiled code and caches of a fixed size may still fill up a little.
          wanted: { of: 'ratio', atMost: 1.1 },
        }),
        figure({ name: 'Resident memory by then', value: process.memoryUsage().rss / MEGABYTE, unit: 'MB' }),
      ];
    }),
  );
}

class MemoryScene {
  private made = 0;
  private raceId: string | null = null;

  constructor(private readonly application: Application) {}

  async generate(count: number): Promise<void> {
    const { app, admin, request } = this.application;
    const service = app.get(GenerationService, { strict: false });
    for (let done = 0; done < count; done += 1) {
      const trainingPlanId = await this.draft();
      await request(async () => {
        const work = await service.prepare(admin, { trainingPlanId });
        await work.run(UNWATCHED);
      });
    }
  }

  private async draft(): Promise<string> {
    this.made += 1;
    const em = this.application.em.fork();
    const raceId = this.raceId ?? (await this.makeRace());
    const { firstName, lastName, email, currentWeeklyMileage, preferredDays } = athlete(this.made);
    const runner = em.create(Athlete, {
      firstName,
      lastName,
      email,
      fiveKPace: 480,
      currentWeeklyMileage,
      preferredDays: preferredDays as Athlete['preferredDays'],
    });
    const goal = { goalTime: '4:00:00', goalTimeSeconds: 14_400 };
    const plan = em.create(TrainingPlan, {
      athlete: runner,
      name: 'Plan',
      startDate: TODAY,
      seed: this.made,
      ...goal,
    });
    em.create(RaceTrainingPlan, { plan, race: raceId, priority: 'A' });
    await em.flush();
    return plan.id;
  }

  private async makeRace(): Promise<string> {
    const em = this.application.em.fork();
    const values = { name: 'Marathon', distanceMetres: 42_195, distanceName: 'Marathon', date: '2027-03-14' };
    const race = em.create(Race, values);
    await em.flush();
    this.raceId = race.id;
    return race.id;
  }
}

function heapUsed(): number {
  if (!globalThis.gc) throw new Error('Memory can be measured with --expose-gc only');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

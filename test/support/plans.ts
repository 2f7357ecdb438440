import { Athlete } from '../../src/athletes/athlete.entity.js';
import { v7 } from 'uuid';
import { Race } from '../../src/races/race.entity.js';
import { RaceTrainingPlan } from '../../src/plans/race-training-plan.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { anAthlete, type Person } from './people.js';
import type { TestApp } from './test-app.js';

/** A Monday; the tests of plans live on it unless they say otherwise. */
export const TODAY = '2026-11-23';

/** A marathon on the Sunday of the sixteenth week from `TODAY`'s. */
export const MARATHON_DAY = '2027-03-14';

export const MARATHON_METRES = 42_195;

export async function aRace(
  { orm }: TestApp,
  { date = MARATHON_DAY, metres = MARATHON_METRES }: { date?: string; metres?: number } = {},
): Promise<Race> {
  const em = orm.em.fork();
  const distanceName = metres === MARATHON_METRES ? 'Marathon' : `${metres} m`;
  const race = em.create(Race, { name: `Race ${v7()}`, distanceMetres: metres, distanceName, date });
  await em.flush();
  return race;
}

export interface DraftOptions {
  coach?: Person;
  /** Values of the draft's row; the athlete's own hold where it has none. */
  draft?: Partial<
    Pick<TrainingPlan, 'goalTime' | 'goalTimeSeconds' | 'startDate' | 'mode' | 'seed' | 'preferredDays'>
  >;
  athlete?: { fiveKPace?: number; currentWeeklyMileage?: number; timeZone?: string };
  race?: { date?: string; metres?: number };
}

/** A complete draft of sixteen weeks to a marathon, unless told otherwise, of an athlete of its own. */
export async function aDraft(
  test: TestApp,
  { coach, draft, athlete: values, race: raceValues }: DraftOptions = {},
): Promise<{ id: string; athleteId: string; raceId: string }> {
  const athlete = await anAthlete(test, coach ?? null);
  const race = await aRace(test, raceValues);
  const em = test.orm.em.fork();
  if (values) await em.nativeUpdate(Athlete, { id: athlete.id }, values);
  const plan = em.create(TrainingPlan, {
    athlete: athlete.id,
    name: 'To the marathon',
    goalTime: '3:45:00',
    goalTimeSeconds: 13_500,
    startDate: TODAY,
    seed: 7,
    ...draft,
  });
  em.create(RaceTrainingPlan, { plan, race: race.id, priority: 'A' });
  await em.flush();
  return { id: plan.id, athleteId: athlete.id, raceId: race.id };
}

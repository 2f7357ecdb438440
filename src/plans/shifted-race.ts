import { LockMode, type EntityManager } from '@mikro-orm/core';
import type { CalendarDate } from '../coaching/model.js';
import { InvalidError } from '../common/errors.js';
import { Race } from '../races/race.entity.js';

/** Two races of one distance: a course is never measured better than this, and no plan differs by it. */
const SAME_DISTANCE = 0.01;

/** A race that a plan is to lead to instead of its own, on another day. */
interface Wanted {
  race: Race;
  date: CalendarDate;
  /** The one that was named, and is held; null where none was. */
  named: Race | null;
}

/** A race that no plan leads to may be changed: not until this one does, or has not found it. */
const HELD = { lockMode: LockMode.PESSIMISTIC_READ, refresh: true } as const;

/**
 * The race on the new date: the one that was named, or the plan's own if it is there, or the likeliest of the same
 * distance: of the same name, else the nearest in distance, else the one that was entered last. It stays on that date
 * until the EntityManager's transaction ends.
 * @throws InvalidError `plan.race_missing` saying what is needed
 */
export async function raceOnDate(em: EntityManager, { race, date, named }: Wanted): Promise<Race> {
  if (named) return requireFit(named, { race, date });
  if (race.date === date) return race;
  const there = await em.find(Race, { date }, { ...HELD, orderBy: { id: 'desc' } });
  const [likeliest] = there
    .filter((other) => isSameDistance(other, race))
    .toSorted((a, b) => unlikeness(a, race) - unlikeness(b, race));
  if (likeliest) return likeliest;
  throw new InvalidError(
    'plan.race_missing',
    `There is no race over ${race.distanceName} on ${date}; enter it at POST /api/races, or shift by other weeks.`,
    [{ pointer: '/weeks', detail: `needs a race over ${race.distanceName} on ${date}` }],
  );
}

function requireFit(named: Race, { race, date }: Pick<Wanted, 'race' | 'date'>): Race {
  if (named.date === date && isSameDistance(named, race)) return named;
  throw new InvalidError(
    'plan.race_missing',
    `The race named is over ${named.distanceName} on ${named.date}; the plan needs one over ${race.distanceName} on ${date}.`,
    [{ pointer: '/raceId', detail: `must be a race over ${race.distanceName}, within 1 %, on ${date}` }],
  );
}

function isSameDistance(a: Race, b: Race): boolean {
  return Math.abs(a.distanceMetres - b.distanceMetres) <= SAME_DISTANCE * b.distanceMetres;
}

/** Names count before distances: these are all within one percent. */
function unlikeness(a: Race, b: Race): number {
  const named = a.name.toLowerCase() === b.name.toLowerCase() ? 0 : 1;
  return named + Math.abs(a.distanceMetres - b.distanceMetres) / b.distanceMetres;
}

import { isQuality } from '../day-types.js';
import { findWorkout } from './library.js';
import type { WorkoutFault } from './workout-fault.js';
import type { Workout } from './workout.js';

/** A workout is told apart from all others by each of these. */
const TOLD_APART = ['name', 'purpose', 'feel'] as const;

/** What a workout has in common with another of the same library. */
export function likenessFaults(workout: Workout, others: Iterable<Workout>): WorkoutFault[] {
  const faults: WorkoutFault[] = [];
  const built = structureKey(workout);
  for (const other of others) {
    if (other.id === workout.id) {
      if (other !== workout)
        faults.push({ pointer: '/id', rule: null, detail: `Is the id of "${other.name}".` });
      continue;
    }
    for (const field of TOLD_APART) {
      if (folded(other[field]) !== folded(workout[field])) continue;
      faults.push({
        pointer: `/${field}`,
        rule: null,
        detail: `Is the ${field} of "${other.name}" already.`,
      });
    }
    if (structureKey(other) === built) {
      const detail = `Is built as "${other.name}" is; what differs in words alone is the same session twice.`;
      faults.push({ pointer: '/structure', rule: 'S', detail });
    }
  }
  return faults;
}

/** What is wrong with the easier workout that it names: one of the library, which leads down to rest. */
export function easierFaults({ easier, dayType }: Workout): WorkoutFault[] {
  if (easier === null) {
    const detail = 'A tempo or interval day has an easier workout to run instead, by its id.';
    return isQuality(dayType) ? [{ pointer: '/easier', rule: null, detail }] : [];
  }
  if (findWorkout(easier)) return [];
  return [{ pointer: '/easier', rule: null, detail: 'The id of a built-in workout, or null for rest.' }];
}

function structureKey({ dayType, structure }: Workout): string {
  if (structure.kind === 'parts') {
    const parts = structure.parts.map(({ share, zone, shade }) => [share, zone, shade ?? null]);
    return JSON.stringify([dayType, parts]);
  }
  const { steps, fewest, most, jog, unbroken } = structure;
  const written = steps.map(({ minutes, zone, shade }) => [minutes, zone, shade ?? null]);
  return JSON.stringify([dayType, written, fewest, most, jog, unbroken ?? false]);
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

import type { Structure, Workout } from '../coaching/workouts/workout.js';
import type { StructureDto } from './structure.dto.js';
import { toWorkout, WorkoutTemplate } from './workout-template.entity.js';
import type { CreateWorkoutDto, WorkoutResponse } from './workout.dto.js';

/** A built-in workout, or one of staff's own. */
export function toWorkoutResponse(given: Workout | WorkoutTemplate): WorkoutResponse {
  if (!(given instanceof WorkoutTemplate)) {
    const nobody = { createdById: null, retiredAt: null, createdAt: null, updatedAt: null };
    return { ...fieldsOf(given), source: 'built-in', shared: true, ...nobody };
  }
  return {
    ...fieldsOf(toWorkout(given)),
    source: 'own',
    shared: given.shared,
    createdById: given.createdBy?.id ?? null,
    retiredAt: given.retiredAt?.toISOString() ?? null,
    createdAt: given.createdAt.toISOString(),
    updatedAt: given.updatedAt.toISOString(),
  };
}

function fieldsOf({ phases, classes, levels, structure, ...workout }: Workout) {
  const suits = { phases: [...phases], classes: [...classes], levels: [...levels] };
  return { ...workout, ...suits, structure: toStructureResponse(structure) };
}

function toStructureResponse(structure: Structure): StructureDto {
  return structure.kind === 'parts'
    ? { ...structure, parts: [...structure.parts] }
    : { ...structure, steps: [...structure.steps] };
}

/** The fields of a request as a workout has them: in the order of the rules, and without what says nothing. */
export function toFields({ structure, easier, ...rest }: CreateWorkoutDto): Omit<Workout, 'id'> {
  return { ...rest, easier: easier ?? null, structure: toStructure(structure) };
}

/** The same as columns, whose lists are their own. */
export function columnsOf({ phases, classes, levels, ...fields }: Omit<Workout, 'id'>) {
  return { ...fields, phases: [...phases], classes: [...classes], levels: [...levels] };
}

/** Without nulls: what is left out and what is null are the same workout. */
export function toStructure(structure: StructureDto): Structure {
  if (structure.kind === 'parts') {
    const parts = structure.parts.map(({ share, zone, shade }) => ({ share, zone, ...(shade && { shade }) }));
    return { kind: 'parts', parts };
  }
  const { fewest, most, jog, unbroken } = structure;
  const steps = structure.steps.map(({ minutes, zone, shade }) => ({
    minutes,
    zone,
    ...(shade && { shade }),
  }));
  return { kind: 'sets', steps, fewest, most, jog, ...(unbroken && { unbroken }) };
}

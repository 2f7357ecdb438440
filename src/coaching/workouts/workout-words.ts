import type { Workout } from './workout.js';

/**
 * What a workout is made of, in zones and shares and without a word of whoever made it up, e.g.
 * "2-6 x (3 min interval, 1 min interval fast), jogs of 0.8 of the time".
 */
export function workoutInZones({ structure }: Workout): string {
  if (structure.kind === 'parts') {
    return structure.parts
      .map(({ share, ...part }) => `${Math.round(share * 100)} % ${zoneWords(part)}`)
      .join(', ');
  }
  const { steps, fewest, most, jog, unbroken } = structure;
  const set = steps.map(({ minutes, ...step }) => `${minutes} min ${zoneWords(step)}`).join(', ');
  const times = fewest === most ? `${most}` : `${fewest}-${most}`;
  if (jog === 0) return `${times} x (${set}), no jogs`;
  return `${times} x (${set}), jogs of ${jog} of the time${unbroken ? ' after each set' : ''}`;
}

function zoneWords({ zone, shade }: { zone: string; shade?: string }): string {
  return shade ? `${zone} ${shade}` : zone;
}

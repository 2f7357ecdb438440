import { describe, expect, it } from 'vitest';
import type { SessionBlock } from '../sessions.js';
import { findWorkout } from './library.js';
import { workoutBlocks, type WorkoutRoom } from './structure.js';

/** A day of eight miles in a week of 40 for a runner of 8:00 per mile over 5K. */
const room: WorkoutRoom = { miles: 8, work: { floor: 200, most: 320, sixMinutes: 75 }, effort: 1 };

function blocksOf(id: string, change: Partial<WorkoutRoom> = {}): SessionBlock[] {
  const workout = findWorkout(id);
  if (!workout) throw new Error(`There is no workout ${id}.`);
  return workoutBlocks(workout, { ...room, ...change });
}

function work(blocks: readonly SessionBlock[]): number {
  return blocks.reduce((sum, { repeat, distanceMiles }) => sum + Math.round(repeat * distanceMiles * 100), 0);
}

describe('a workout built for a day', () => {
  it('fills the work allowed with repetitions near their length as written', () => {
    expect(blocksOf('intervals-half-miles')).toEqual([
      { repeat: 8, distanceMiles: 0.4, zone: 'interval', recoveryMiles: 0.15 },
    ]);
    expect(work(blocksOf('tempo-continuous'))).toBe(320);
  });

  it('asks for a share of the work, but never for less than the floor', () => {
    expect(work(blocksOf('tempo-continuous', { effort: 0.75 }))).toBe(240);
    expect(work(blocksOf('tempo-continuous', { effort: 0.1 }))).toBe(200);
  });

  it('keeps each interval repetition within six minutes, and a tempo stretch not', () => {
    const longest = Math.max(...blocksOf('intervals-five-minutes').map(({ distanceMiles }) => distanceMiles));
    expect(longest).toBeLessThanOrEqual(0.75);
    expect(blocksOf('tempo-continuous')[0]?.distanceMiles).toBe(3.2);
  });

  it('asks a slow runner for half an hour of intervals at most', () => {
    const slow = { floor: 200, most: 300, sixMinutes: 30 };
    expect(work(blocksOf('intervals-three-minutes', { work: slow }))).toBeLessThanOrEqual(150);
  });

  it('leaves room in a short day for warmup, cooldown and jogs', () => {
    const [only] = blocksOf('intervals-half-miles', {
      miles: 4,
      work: { floor: 200, most: 320, sixMinutes: 75 },
    });
    if (!only) throw new Error('The workout has a block.');
    const jogs = (only.repeat - 1) * only.recoveryMiles;
    expect(only.repeat * only.distanceMiles + jogs).toBeLessThanOrEqual(3);
    expect(only.recoveryMiles).toBeGreaterThanOrEqual(0.1);
  });

  it('builds a pyramid up and down again', () => {
    const distances = blocksOf('intervals-pyramid').map(({ distanceMiles }) => distanceMiles);
    const once = distances.slice(0, 5);
    expect(once).toEqual(once.toReversed());
    expect(once[2]).toBeGreaterThan(once[1] ?? 0);
    expect(distances.length % 5).toBe(0);
  });

  it('divides an easy run by its shares', () => {
    expect(blocksOf('easy-three-gears', { miles: 6 })).toEqual([
      { repeat: 1, distanceMiles: 2, zone: 'easy', recoveryMiles: 0, shade: 'slow' },
      { repeat: 1, distanceMiles: 1.75, zone: 'easy', recoveryMiles: 0 },
      { repeat: 1, distanceMiles: 1.75, zone: 'easy', recoveryMiles: 0, shade: 'fast' },
    ]);
  });

  it('needs a limit where there is work', () => {
    expect(() => blocksOf('tempo-continuous', { work: null })).toThrow(RangeError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionBlock } from '../sessions.js';
import { findWorkout, WORKOUTS } from './library.js';
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

  it('runs the parts of a block one after the other, and jogs between blocks', () => {
    const blocks = blocksOf('tempo-over-under-blocks').map(
      ({ distanceMiles, shade, recoveryMiles }) => `${distanceMiles} ${shade} ${recoveryMiles}`,
    );
    const block = ['0.5 slow 0', '0.3 fast 0.1'];
    expect(blocks).toEqual([...block, ...block, ...block, ...block]);
  });

  it('leaves repetitions out before it makes them short', () => {
    const slow = { floor: 200, most: 200, sixMinutes: 50 };
    expect(blocksOf('intervals-minutes', { work: slow, miles: 4 })).toEqual([
      { repeat: 11, distanceMiles: 0.15, zone: 'interval', recoveryMiles: 0.1 },
    ]);
    expect(blocksOf('intervals-minutes', { work: { ...slow, sixMinutes: 30 }, miles: 4 })).toMatchObject([
      { repeat: 6, distanceMiles: 0.15 },
    ]);
  });

  it('leaves out the rungs that are too short for a slow runner', () => {
    const slow = { floor: 200, most: 200, sixMinutes: 50 };
    const rungs = (id: string, work: WorkoutRoom['work']): number[] =>
      blocksOf(id, { work, miles: 5 }).map(({ distanceMiles }) => distanceMiles);
    expect(rungs('intervals-ladder-up', slow)).toEqual([0.15, 0.25, 0.4, 0.15, 0.25, 0.4]);
    expect(rungs('intervals-ladder-up', { ...slow, sixMinutes: 75 })).toEqual([0.2, 0.4, 0.6, 0.75]);
  });

  it('asks a slow runner whose miles call for no more than the floor for twenty minutes of intervals', () => {
    const slow = { floor: 200, most: 200, sixMinutes: 45 };
    expect(work(blocksOf('intervals-three-minutes', { work: slow }))).toBeLessThanOrEqual(150);
  });

  it('has steps and jogs worth a lap, in twentieths of a mile, at any pace and on any day', () => {
    const limit = fc.record({
      most: fc.integer({ min: 200, max: 600 }),
      // 20:00 to 3:50 per mile.
      sixMinutes: fc.integer({ min: 28, max: 156 }),
    });
    const sets = WORKOUTS.flatMap((each) =>
      each.structure.kind === 'sets' ? [{ ...each, ...each.structure }] : [],
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...sets),
        limit,
        fc.integer({ min: 8, max: 30 }),
        fc.double({ min: 0.75, max: 1, noNaN: true }),
        (workout, { most, sixMinutes }, halfMiles, effort) => {
          const tempoFloor = Math.min(200, Math.floor((sixMinutes * 20) / 6));
          const floor = workout.dayType === 'tempo' ? tempoFloor : 200;
          const miles = Math.max(workout.minMiles, halfMiles / 2);
          const blocks = workoutBlocks(workout, { miles, work: { floor, most, sixMinutes }, effort });
          const jogs = blocks.flatMap(({ recoveryMiles }) => (recoveryMiles > 0 ? [recoveryMiles] : []));
          const steps = blocks.map(({ distanceMiles }) => distanceMiles);
          expect(Math.min(...steps)).toBeGreaterThanOrEqual(0.15);
          expect(Math.min(1, ...jogs)).toBeGreaterThanOrEqual(0.1);
          expect([...steps, ...jogs].filter((length) => Math.round(length * 100) % 5 !== 0)).toEqual([]);
          if (workout.jog > 0 && !workout.unbroken) expect(jogs).toHaveLength(blocks.length);
          if (workout.steps.length === 1) expect(blocks[0]?.repeat).toBeLessThanOrEqual(12);
        },
      ),
      { numRuns: 3000 },
    );
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

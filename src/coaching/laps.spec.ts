import { describe, expect, it } from 'vitest';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';
import { writeFrames } from '../../test/support/write-plan.js';
import { toHundredths } from './hundredths.js';

describe('the golden blueprints, written by the built-in coach', () => {
  it.each(goldenBlueprints().map((golden, index) => ({ ...golden, index })))(
    'example $index is laid in full, to the hundredth, as written',
    ({ inputs, blueprint }) => {
      for (const { frame, laid } of writeFrames({ inputs, blueprint })) {
        expect(laid.refused).toEqual([]);
        expect(laid.mended).toEqual([]);
        expect(laid.week?.trainingMiles).toBe(frame.week.targetMiles);
        for (const [index, day] of (laid.week?.days ?? []).entries()) {
          const laps = [...day.warmup, ...day.workout, ...day.cooldown];
          const length = laps.reduce((sum, lap) => sum + toHundredths(lap.distanceMiles), 0);
          const race = day.workoutType === 'race';
          expect(length).toBe(
            toHundredths(race ? inputs.raceDistanceMiles : (frame.week.days[index]?.miles ?? -1)),
          );
        }
      }
    },
  );
});

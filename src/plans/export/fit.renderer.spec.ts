import { Decoder, Stream, type FitMessages } from '@garmin/fitsdk';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { anExportedPlan, runsOf } from '../../../test/support/exported-plans.js';
import { METRES_PER_MILE } from '../../coaching/distance.js';
import type { Lap } from '../../coaching/model.js';
import { parsePace } from '../../coaching/pace.js';
import type { ExportedDay } from './exported-plan.js';
import { renderFit } from './fit.renderer.js';

function decode(file: Uint8Array): FitMessages {
  const decoder = new Decoder(Stream.fromByteArray([...file]));
  expect([decoder.isFIT(), decoder.checkIntegrity()]).toEqual([true, true]);
  const { messages, errors } = decoder.read();
  expect(errors).toEqual([]);
  return messages;
}

type Steps = NonNullable<FitMessages['workoutStepMesgs']>;

/** Steps in the order in which a watch has them run. */
function unrolled(steps: Steps): Steps {
  const run: Steps = [];
  for (const [at, step] of steps.entries()) {
    if (step.durationType !== 'repeatUntilStepsCmplt') {
      run.push(step);
      continue;
    }
    const body = steps.slice(Number(step.durationStep), at);
    for (let time = 1; time < Number(step.repeatSteps); time += 1) run.push(...body);
  }
  return run;
}

const lapsOf = ({ warmup, workout, cooldown }: ExportedDay): Lap[] => [...warmup, ...workout, ...cooldown];
const paceAt = (speed: number | undefined) => METRES_PER_MILE / (speed ?? 0);

const LAPS = {
  warmup: [{ lapIndex: 1, distanceMiles: 1, paceGoal: null }],
  workout: [1, 2, 3, 4, 5, 6].map((lapIndex) => ({
    lapIndex,
    distanceMiles: lapIndex % 2 === 1 ? 0.25 : 0.12,
    paceGoal: lapIndex % 2 === 1 ? '6:04' : null,
  })),
  cooldown: [1, 2].map((lapIndex) => ({ lapIndex, distanceMiles: 0.5, paceGoal: '9:58' })),
};

/** A plan of one run. */
function aPlanOf(day: Partial<ExportedDay>) {
  const plan = anExportedPlan();
  const [week] = plan.weeks;
  return { ...plan, weeks: [{ ...week!, days: [{ ...week!.days[1]!, ...day }] }] };
}

function onlyWorkout(plan: ReturnType<typeof aPlanOf>): FitMessages {
  const files = Object.values(unzipSync(renderFit(plan).body));
  expect(files).toHaveLength(1);
  return decode(files[0]!);
}

describe('workout files', () => {
  const plan = anExportedPlan();
  const files = unzipSync(renderFit(plan).body);

  it('are there for every run, by date, and for no day of rest', () => {
    expect(Object.keys(files)).toEqual(
      runsOf(plan).map(({ date, workoutType }) => `${date}-${workoutType}.fit`),
    );
  });

  it('are read by the decoder of their inventor, with every lap as long and as fast as it is planned', () => {
    for (const day of runsOf(plan)) {
      const {
        fileIdMesgs,
        workoutMesgs,
        workoutStepMesgs = [],
      } = decode(files[`${day.date}-${day.workoutType}.fit`]!);
      expect(fileIdMesgs?.[0]).toMatchObject({
        type: 'workout',
        timeCreated: new Date('2026-11-23T10:00:00Z'),
      });
      expect(workoutMesgs?.[0]).toMatchObject({ sport: 'running', numValidSteps: workoutStepMesgs.length });
      expect(workoutStepMesgs.map(({ messageIndex }) => messageIndex)).toEqual(
        workoutStepMesgs.map((_, index) => index),
      );
      const [laps, steps] = [lapsOf(day), unrolled(workoutStepMesgs)];
      expect(steps).toHaveLength(laps.length);
      for (const [index, { distanceMiles, paceGoal }] of laps.entries()) {
        const step = steps[index]!;
        const metres = distanceMiles * METRES_PER_MILE;
        expect(Math.abs(Number(step.durationDistance) - metres)).toBeLessThan(1);
        expect(step.targetType).toBe(paceGoal === null ? 'open' : 'speed');
        if (paceGoal === null) continue;
        const [slow, fast] = [paceAt(step.customTargetSpeedLow), paceAt(step.customTargetSpeedHigh)];
        expect(Math.abs((slow + fast) / 2 - Number(parsePace(paceGoal)))).toBeLessThan(0.5);
        expect(slow - fast).toBeGreaterThan(5);
      }
    }
  });

  it('tell what repeats once, and what each step is for', () => {
    const steps = onlyWorkout(aPlanOf({ ...LAPS, workoutType: 'intervals' })).workoutStepMesgs ?? [];
    expect(steps.map(({ durationType, intensity }) => [durationType, intensity])).toEqual([
      ['distance', 'warmup'],
      ['distance', 'active'],
      ['distance', 'recovery'],
      ['repeatUntilStepsCmplt', undefined],
      ['distance', 'cooldown'],
      ['repeatUntilStepsCmplt', undefined],
    ]);
    expect(steps[3]).toMatchObject({ durationStep: 1, repeatSteps: 3 });
    expect(steps[5]).toMatchObject({ durationStep: 4, repeatSteps: 2 });
    const easy = onlyWorkout(aPlanOf({ ...LAPS, workoutType: 'easy' })).workoutStepMesgs ?? [];
    expect(easy[2]?.intensity).toBe('active');
  });

  it.each(['3:30', '6:04', '9:58', '16:40'])(
    'have %s a mile in the middle of its window, by pace and by speed',
    (paceGoal) => {
      const workout = [{ lapIndex: 1, distanceMiles: 1, paceGoal }];
      const { workoutStepMesgs } = onlyWorkout(aPlanOf({ warmup: [], workout, cooldown: [] }));
      const { customTargetSpeedLow: low = 0, customTargetSpeedHigh: high = 0 } = workoutStepMesgs![0]!;
      for (const pace of [(paceAt(low) + paceAt(high)) / 2, paceAt((low + high) / 2)]) {
        expect(Math.abs(pace - Number(parsePace(paceGoal)))).toBeLessThan(0.5);
      }
    },
  );

  it('have names for people, and numbers for watches that stay', () => {
    const day = { ...LAPS, date: '2026-11-24', workoutType: 'tempo' as const, miles: 6 };
    const [first, again] = [onlyWorkout(aPlanOf(day)), onlyWorkout(aPlanOf(day))];
    expect(first.workoutMesgs?.[0]?.wktName).toBe('24 Nov Tempo, 6 mi');
    const metric = onlyWorkout({ ...aPlanOf(day), units: 'km' });
    expect(metric.workoutMesgs?.[0]?.wktName).toBe('24 Nov Tempo, 9.66 km');
    const numberOf = ({ fileIdMesgs }: FitMessages) => fileIdMesgs?.[0]?.serialNumber;
    expect(numberOf(again)).toBe(numberOf(first));
    expect(numberOf(onlyWorkout(aPlanOf({ ...day, date: '2026-11-25' })))).not.toBe(numberOf(first));
  });

  it('come with a warning where the plan does not prepare for its race', () => {
    const { 'warning.txt': warning, ...others } = unzipSync(renderFit({ ...plan, risk: 'A risk.' }).body);
    expect(strFromU8(warning!)).toBe('A risk.\n');
    expect(Object.keys(others)).toEqual(Object.keys(files));
  });
});

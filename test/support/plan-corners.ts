import { expect } from 'vitest';
import { auditPlan } from '../../src/coaching/audit.js';
import { DAY_NUMBERS, EXPERIENCES, INJURY_RISKS } from '../../src/coaching/model.js';
import type { DayNumber } from '../../src/coaching/model.js';
import { GRID_DISTANCES, inputsOf } from './plan-inputs.js';
import type { GridPoint } from './plan-inputs.js';
import { writePlan } from './write-plan.js';

const LENGTHS = [4, 5, 6, 7, 8, 10, 12, 16, 20, 26, 36, 44, 52];
const DAY_SETS: readonly (readonly DayNumber[])[] = [
  [1, 2],
  [3, 6],
  [6, 7],
  [1, 3, 5],
  [2, 4, 6],
  [5, 6, 7],
  [1, 3, 5, 6],
  [2, 3, 4, 6, 7],
  [1, 2, 3, 4, 5, 6],
  [1, 2, 3, 4, 5, 6, 7],
];
const BASELINES = [0, 6, 12, 20, 30, 45, 60, 90];
const PACES = [230, 270, 360, 480, 600, 720, 900, 1200];

/** Every corner of the grid: 13 lengths × start and race weekday × ten day sets × eight baselines, 50,960. */
export function* corners(): Generator<GridPoint> {
  let index = 0;
  for (const totalWeeks of LENGTHS) {
    for (const startDay of DAY_NUMBERS) {
      for (const raceDay of DAY_NUMBERS) {
        for (const preferredDays of DAY_SETS) {
          for (const baseline of BASELINES) {
            // What is no corner takes turns; lengths without a common factor meet each other everywhere.
            yield {
              totalWeeks,
              startDay,
              raceDay,
              preferredDays,
              baseline,
              raceDistanceMiles: turn(GRID_DISTANCES, index, 1),
              fiveKPace: turn(PACES, index, 3),
              experience: turn([null, ...EXPERIENCES], index, 11),
              injuryRisk: turn(INJURY_RISKS, index, 5),
              goalShare: turn([0.8, 1, 1.1, 1.2, 1.5], index, 7),
            };
            index += 1;
          }
        }
      }
    }
  }
}

function turn<T>(choices: readonly T[], index: number, step: number): T {
  const choice = choices[Math.floor(index / step) % choices.length];
  if (choice === undefined) throw new RangeError('Nothing to choose from');
  return choice;
}

/** Writes and audits every `of`-th corner from `part` on, in both modes; returns how many. */
export function auditCorners(part: number, of: number): number {
  let tried = 0;
  for (const [index, point] of [...corners()].entries()) {
    if (index % of !== part) continue;
    tried += 1;
    const inputs = inputsOf(point);
    for (const mode of [{}, { weeks: 1, progressive: true }]) {
      const findings = auditPlan(writePlan(inputs, mode).audited);
      const blocking = findings.filter((finding) => finding.severity === 'blocking');
      expect({ point, blocking }).toEqual({ point, blocking: [] });
    }
  }
  return tried;
}

import { readFileSync } from 'node:fs';
import { addDays } from '../../src/coaching/calendar.js';
import { distanceClassOf } from '../../src/coaching/distance.js';
import {
  DAY_NUMBERS,
  EXPERIENCES,
  PHASE_NAMES,
  type Blueprint,
  type BlueprintDay,
  type BlueprintWeek,
  type DayNumber,
  type DayType,
  type PhaseName,
  type PlanInputs,
} from '../../src/coaching/model.js';

/** A worked example of the coaching rules: what it was made from and the blueprint it gives. */
export interface GoldenBlueprint {
  inputs: PlanInputs;
  blueprint: Blueprint;
}

/** The Monday of week 1 that every example is dated from. */
const FIRST_MONDAY = '2026-01-05';

const TYPES: Record<string, DayType> = {
  E: 'easy',
  T: 'tempo',
  I: 'intervals',
  L: 'long_run',
  r: 'recovery',
  s: 'shakeout',
};

interface Header {
  mi: number;
  N: number;
  sd: number;
  rd: number;
  level: number;
  risk: boolean;
  B: number;
  P: DayNumber[];
  p5k: number;
}

/** The examples of `test/golden/blueprint-examples.txt`. */
export function goldenBlueprints(): GoldenBlueprint[] {
  const text = readFileSync(new URL('../golden/blueprint-examples.txt', import.meta.url), 'utf8');
  return text
    .split(/\n(?=\{)/)
    .slice(1)
    .map(parseExample);
}

function parseExample(text: string): GoldenBlueprint {
  const [head = '', figures = '', ...rows] = text.split('\n');
  const header: Header = JSON.parse(head);
  const race = addDays(FIRST_MONDAY, (header.N - 1) * 7 + header.rd - 1);
  const start = addDays(FIRST_MONDAY, header.sd - 1);
  const figure = (name: string): number =>
    Number(new RegExp(`${name}:? (\\d+(?:\\.\\d+)?)`).exec(figures)?.[1] ?? Number.NaN);
  const phases = { base: figure('b'), build: figure('u'), peak: figure('p'), taper: figure('t') };
  const experience = EXPERIENCES[header.level] ?? 'novice';
  const weeks = rows
    .map((row) => /^ *(\d+) (base|build|peak|taper) +(R?) +([\d.]+) f([\d.]+) (.*)$/.exec(row))
    .filter((match) => match !== null)
    .map((match) => parseWeek(match, { header, race, start }));
  return {
    inputs: {
      raceDistanceMiles: header.mi,
      raceDate: race,
      startDate: start,
      goalTimeSeconds: null,
      fiveKPace: header.p5k,
      baseline: header.B,
      preferredDays: header.P,
      experience,
      injuryRisk: header.risk ? 'high' : 'normal',
      phases: null,
    },
    blueprint: {
      rulesVersion: 'golden',
      totalWeeks: header.N,
      phases,
      experience,
      distanceClass: distanceClassOf(header.mi),
      startLevel: figure('B0'),
      peakTarget: figure('PT'),
      capacity: figure('cap'),
      longRunCap: 22,
      warnings: [],
      weeks,
    },
  };
}

function parseWeek(
  [, number, phase, recovery, miles, stretch, columns]: RegExpExecArray,
  plan: { header: Header; race: string; start: string },
): BlueprintWeek {
  const weekNumber = Number(number);
  const monday = addDays(FIRST_MONDAY, (weekNumber - 1) * 7);
  const cells = (columns ?? '').trim().split(/\s+/);
  const days = DAY_NUMBERS.map((dayNumber): BlueprintDay => {
    const cell = cells[dayNumber - 1] ?? '.';
    const date = addDays(monday, dayNumber - 1);
    const type = cell === 'RACE' ? 'race' : (TYPES[cell.charAt(0)] ?? 'rest');
    const dayMiles = type === 'race' || type === 'rest' ? 0 : Number(cell.slice(1));
    return { date, dayNumber, type, miles: dayMiles, outsidePlan: date < plan.start };
  });
  return {
    weekNumber,
    phase: (PHASE_NAMES.find((name) => name === phase) satisfies PhaseName | undefined) ?? 'base',
    startDate: monday,
    endDate: addDays(monday, 6),
    recovery: recovery === 'R',
    part: weekNumber === 1 && plan.header.sd !== 1,
    touched: addDays(plan.race, -6) <= addDays(monday, 6),
    targetMiles: Number(miles),
    wantedMiles: Number(miles),
    stretch: Number(stretch),
    notes: [],
    days,
  };
}

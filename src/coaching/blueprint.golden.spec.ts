import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layBlueprint } from './blueprint.js';
import { addDays } from './calendar.js';
import type { Blueprint, BlueprintWeek, DayNumber, DayType, PlanInputs } from './model.js';

const LETTERS: Partial<Record<DayType, string>> = {
  easy: 'E',
  tempo: 'T',
  intervals: 'I',
  long_run: 'L',
  recovery: 'r',
  shakeout: 's',
};

interface Golden {
  inputs: PlanInputs;
  header: string;
  weeks: string[];
}

/** Reads the blueprints that the coaching rules were published with. */
function readGoldens(): Golden[] {
  const text = readFileSync(new URL('../../test/golden/blueprint-examples.txt', import.meta.url), 'utf8');
  const blocks = text.split('\n\n').filter((block) => block.trimStart().startsWith('{'));
  return blocks.map((block) => {
    const lines = block.trim().split('\n');
    const given = JSON.parse(lines[0] ?? '') as Record<string, number> & { P: DayNumber[]; risk: boolean };
    const monday = '2026-01-05';
    return {
      inputs: {
        raceDistanceMiles: given.mi ?? 0,
        startDate: addDays(monday, (given.sd ?? 1) - 1),
        raceDate: addDays(monday, 7 * ((given.N ?? 0) - 1) + (given.rd ?? 1) - 1),
        goalTimeSeconds: null,
        fiveKPace: given.p5k ?? 0,
        baseline: given.B ?? 0,
        preferredDays: given.P,
        experience: (['novice', 'intermediate', 'advanced'] as const)[given.level ?? 0] ?? null,
        injuryRisk: given.risk ? 'high' : 'normal',
        phases: null,
      },
      header: lines[1]?.replace(/ easy s\/mi.*$/, '').trim() ?? '',
      weeks: lines
        .filter((line) => /^ ?\d+ (base|build|peak|taper)/.test(line.trimStart().padStart(3)))
        .map(squeeze),
    };
  });
}

const squeeze = (line: string) => line.trim().replaceAll(/\s+/g, ' ');

function print(week: BlueprintWeek): string {
  const days = week.days.map((day) => {
    if (day.type === 'race') return 'RACE';
    return day.type === 'rest' ? '.' : `${LETTERS[day.type]}${day.miles}`;
  });
  const recovery = week.recovery ? ' R' : '';
  return `${week.weekNumber} ${week.phase}${recovery} ${week.targetMiles} f${week.stretch.toFixed(2)} ${days.join(' ')}`;
}

function printHeader(plan: Blueprint): string {
  const { base, build, peak, taper } = plan.phases;
  return `phases { b: ${base}, u: ${build}, p: ${peak}, t: ${taper} } B0 ${plan.startLevel} PT ${plan.peakTarget} cap ${plan.capacity}`;
}

describe('the published blueprints', () => {
  const goldens = readGoldens();

  it('are all here', () => expect(goldens).toHaveLength(8));

  it.each(goldens)(
    'are laid to the half mile: $inputs.raceDistanceMiles miles from $inputs.baseline',
    (golden) => {
      const plan = layBlueprint(golden.inputs);
      expect(printHeader(plan)).toBe(golden.header);
      expect(plan.weeks.map(print)).toEqual(golden.weeks);
    },
  );
});

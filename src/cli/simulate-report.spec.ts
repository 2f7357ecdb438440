import { describe, expect, it } from 'vitest';
import { ADAPTATION_RULES } from '../coaching/model.js';
import { SUGGESTION_RULES } from '../plans/suggestion.entity.js';
import { PLAIN } from './layout.js';
import { Findings } from './simulate-findings.js';
import { PERSONAS } from './simulate-lives.js';
import { renderSeason } from './simulate-report.js';
import type { SeasonReport } from './simulate-season.js';
import { recordOf, type Tally } from './simulate-tally.js';

const none = <Key extends string>(keys: readonly Key[]) => recordOf(keys, () => 0);

function season(change: Partial<SeasonReport> = {}): SeasonReport {
  const tally: Tally = {
    plans: 200,
    plansByStatus: { draft: 0, active: 30, paused: 0, completed: 170, archived: 0 },
    runners: { ...none(PERSONAS), as_planned: 16, never_reports: 15 },
    activities: 8123,
    timesOff: 42,
    weeksWritten: 2345,
    turns: 5432,
    weeksLookedAt: 2222,
    weeksAdapted: 321,
    adaptations: { ...none(ADAPTATION_RULES), 'adapt.missed': 44, 'adapt.spike': 7 },
    spikesPrevented: 7,
    suggestions: recordOf(SUGGESTION_RULES, () => ({ open: 3, accepted: 12, dismissed: 5, withdrawn: 1 })),
    versions: 2666,
    versionsByReason: { generated: 200, 'week.scheduled': 2145 },
    weeksLate: 0,
    blockingFindings: 0,
  };
  const options = { plans: 200, weeks: 16, seed: 1, only: null, json: false };
  return { options, tally, findings: [], seconds: 123.45, ...change };
}

describe('the printed season', () => {
  const report = (change: Partial<SeasonReport> = {}, width = 100) =>
    renderSeason(season(change), { width, paint: PLAIN });

  it('has every count', () => {
    const lines = report().split('\n');
    for (const line of [
      'A season of 16 weeks, 200 plans, seed 1',
      '  plans completed             170',
      '  plans under way              30',
      '  weeks written              2345',
      '  turns of the workers       5432',
      '  weeks looked at once more  2222',
      '  weeks adapted               321',
      '  spikes prevented              7',
      '  weeks late                    0',
      '  blocking findings             0',
      '  never_reports           15',
      '  adapt.missed           44',
      '  rule               open  accepted  dismissed  withdrawn',
      '  pace.update           3        12          5          1',
      '  week.scheduled  2145',
      '✓ All is well: weeks late: 0, blocking findings: 0.',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('tells the time in its last line and nowhere else', () => {
    const lines = report().trimEnd().split('\n');
    expect(lines.at(-1)).toBe('Lived in 123.5 s.');
    expect(report({ seconds: 9 }).split('\n').slice(0, -2)).toEqual(report().split('\n').slice(0, -2));
  });

  it('says what was found, where, and how to see it again', () => {
    const findings = new Findings();
    const what =
      'C.rise_over_10_percent: A week rises too much, which takes more than a line to be said in full.';
    findings.add({ number: 93, persona: 'falls_ill' }, { weekNumber: 7, kind: 'blocking', what });
    findings.add({ number: 12, persona: 'races' }, { kind: 'versions', what: 'Version 3 changes nothing.' });
    findings.add({ number: 12, persona: 'races' }, { kind: 'versions', what: 'Told once.' });
    const text = report({ findings: findings.all() }, 80);
    expect(text).toContain('  ✗ plan 12, races: versions. Version 3 changes nothing.\n');
    expect(text).toContain('  ✗ plan 93, week 7, falls_ill: blocking. C.rise_over_10_percent');
    expect(text).not.toContain('Told once.');
    expect(text).toContain('npm run simulate -- --plans 200 --weeks 16 --seed 1 --only 12');
    expect(text).toContain('✗ 2 found: weeks late: 0, blocking findings: 0.');
  });

  it('tells some of many', () => {
    const findings = new Findings();
    for (let number = 1; number <= 50; number += 1) {
      findings.add({ number, persona: 'races' }, { weekNumber: 2, kind: 'week_late', what: 'Late.' });
    }
    const text = report({ findings: findings.all() });
    expect(text).toContain('… and 10 more');
    expect(text.match(/✗ plan/g)).toHaveLength(40);
    expect(findings.count('week_late')).toBe(50);
  });

  it('names the one that was lived alone', () => {
    const options = { ...season().options, only: 17 };
    expect(report({ options })).toContain('A season of 16 weeks, plan 17 of 200, seed 1');
  });
});

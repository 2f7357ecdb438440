import { describe, expect, it } from 'vitest';
import { GOAL, withGoal, withWork, type Breach } from '../../test/support/breaches/breach.js';
import { CALENDAR_BREACHES } from '../../test/support/breaches/calendar-breaches.js';
import { DAY_BREACHES } from '../../test/support/breaches/day-breaches.js';
import { LAP_BREACHES } from '../../test/support/breaches/lap-breaches.js';
import { PACE_BREACHES } from '../../test/support/breaches/pace-breaches.js';
import { PROGRESSION_BREACHES } from '../../test/support/breaches/progression-breaches.js';
import { SESSION_BREACHES } from '../../test/support/breaches/session-breaches.js';
import { TUNE_UP_BREACHES } from '../../test/support/breaches/tune-up-breaches.js';
import { laps } from '../../test/support/plain-plans.js';
import { Mutant } from '../../test/support/plan-mutations.js';
import { auditPlan } from './audit.js';
import type { DayNumber, DayType } from './model.js';
import { formatPace } from './pace.js';
import { FINDING_CATALOGUE } from './rules.js';

const BREACHES: Breach[] = [
  ...CALENDAR_BREACHES,
  ...PROGRESSION_BREACHES,
  ...DAY_BREACHES,
  ...LAP_BREACHES,
  ...PACE_BREACHES,
  ...SESSION_BREACHES,
  ...TUNE_UP_BREACHES,
];

describe('a plan that breaks one rule', () => {
  it.each(BREACHES)('%s: %s', (code, _breach, [weekNumber = null, dayNumber = null], make) => {
    const { rule, severity } = FINDING_CATALOGUE[code];
    const found = auditPlan(make().plan).filter((finding) => finding.code === code);
    expect(found).toContainEqual(expect.objectContaining({ rule, severity, weekNumber, dayNumber }));
    const [first] = found;
    expect(first?.expected).not.toBe('');
    expect(first?.message).toContain(`found ${first?.actual}`);
  });

  it('is caught under every code but those that need no breach', () => {
    const caught = new Set<string>(BREACHES.map(([code]) => code));
    const rest = Object.keys(FINDING_CATALOGUE).filter((code) => !caught.has(code));
    expect(rest).toEqual([
      // Of adapted plans: audit-adapted.spec.ts
      'C.adapted_level',
      'C.above_drawn',
      'C.raised_late',
      'C.base_share',
      'C.largest_week',
      'C.adaptation_unsaid',
      'C.monotony',
      'F.time_off',
      'F.time_off_share',
      'S.easy_only',
      'S.readiness_marginal',
      'S.readiness_not_ready',
    ]);
  });
});

describe('what the rules allow', () => {
  const blocking = (mutant: Mutant) =>
    auditPlan(mutant.plan).filter((finding) => finding.severity === 'blocking');
  const edit = (mutant: Mutant, week: number, day: DayNumber, type: DayType, miles: number) => {
    mutant.run(week, day, type, miles);
    mutant.day(week, day).locked = true;
    return mutant;
  };

  it('lets staff put a short shakeout before the race', () => {
    const mutant = Mutant.of(1).run(16, 2, 'easy', 4);
    expect(blocking(edit(mutant, 16, 6, 'shakeout', 2))).toEqual([]);
  });

  it('lets staff add a very light recovery run', () => {
    const codes = blocking(edit(Mutant.of(1), 3, 1, 'recovery', 2)).map(({ code }) => code);
    expect(codes).not.toContain('F.not_preferred');
  });

  it('lets the goal stand in the race lap', () => {
    const mutant = withGoal((changed) => {
      changed.day(16, 7).workout = laps([[26.22, formatPace(12_600 / 26.2188)]]);
    });
    expect(blocking(mutant)).toEqual([]);
  });

  it('lets goal pace into a long run of the peak that has room for it', () => {
    const mutant = withWork({
      week: 12,
      day: 6,
      parts: [
        [2, null],
        [6, GOAL],
      ],
    });
    mutant.run(12, 4, 'easy', 6.5).run(12, 3, 'easy', 6.5);
    mutant.run(12, 2, 'intervals', 9.5).run(12, 7, 'recovery', 5.5);
    const codes = blocking(mutant).map(({ code }) => code);
    expect(codes).not.toContain('S.quality_count');
    expect(codes).not.toContain('K.goal_pace_share');
  });

  it('keeps the training week of a race on the go free of the ranges', () => {
    const mutant = Mutant.of(1);
    const race = mutant.day(16, 7);
    expect([race.warmup, race.cooldown]).toEqual([[], []]);
    expect(blocking(mutant)).toEqual([]);
  });
});

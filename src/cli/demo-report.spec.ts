import { describe, expect, it } from 'vitest';
import { addDays } from '../coaching/calendar.js';
import { DAY_NUMBERS, PHASE_NAMES, type DayType, type Lap } from '../coaching/model.js';
import { parseDistance } from '../coaching/distance.js';
import {
  defaultGoal,
  demoDates,
  type DemoDay,
  type DemoFinding,
  type DemoPlan,
  type DemoWeek,
} from './demo-plan.js';
import { auditLines, authorLines, chartLines, renderReport } from './demo-report.js';
import { PLAIN } from './layout.js';

const MONDAY = '2026-12-28';
const WEEK: readonly DayType[] = ['rest', 'tempo', 'recovery', 'easy', 'rest', 'easy', 'long_run'];
const MILES = [0, 6, 3, 4, 0, 4.5, 16.5];

function laps(...list: [miles: number, pace: string | null][]): Lap[] {
  return list.map(([distanceMiles, paceGoal], index) => ({ lapIndex: index + 1, distanceMiles, paceGoal }));
}

function day(weekNumber: number, index: number, change: Partial<DemoDay> = {}): DemoDay {
  const miles = MILES[index] ?? 0;
  return {
    date: addDays(MONDAY, 7 * (weekNumber - 1) + index),
    dayNumber: DAY_NUMBERS[index] ?? 7,
    workoutType: WEEK[index] ?? 'rest',
    miles,
    warmup: [],
    workout: miles === 0 ? [] : laps([miles, '9:31']),
    cooldown: [],
    notes:
      miles === 0
        ? ''
        : 'Relaxed, a conversation is possible throughout, and the legs feel fresh at the end of it.',
    outsidePlan: false,
    ...change,
  };
}

function week(weekNumber: number, change: Partial<DemoWeek> = {}): DemoWeek {
  return {
    weekNumber,
    phase: PHASE_NAMES[weekNumber - 1] ?? 'taper',
    startDate: addDays(MONDAY, 7 * (weekNumber - 1)),
    endDate: addDays(MONDAY, 7 * weekNumber - 1),
    miles: 34,
    trainingMiles: 34,
    notes: [],
    provenance: { author: 'built-in-coach', fallbackReason: null },
    days: MILES.map((_, index) => day(weekNumber, index)),
    ...change,
  };
}

function raceWeek(): DemoWeek {
  const race = day(4, 6, {
    workoutType: 'race',
    miles: 26.22,
    warmup: laps([0.5, null]),
    workout: laps([25.72, '8:23']),
  });
  const days = [...MILES.slice(0, 6).map((_, index) => day(4, index)), race];
  return week(4, { miles: 43.72, trainingMiles: 17.5, days });
}

function finding(change: Partial<DemoFinding> = {}): DemoFinding {
  return {
    rule: 'S',
    code: 'S.easy_share',
    severity: 'advisory',
    weekNumber: 3,
    dayNumber: null,
    expected: '75',
    actual: '73',
    message: 'About 80 % of the miles of four weeks are easy.',
    ...change,
  };
}

function demoPlan(): DemoPlan {
  const weeks = [week(1), week(2), week(3), raceWeek()];
  return {
    athlete: {
      firstName: 'Robin',
      lastName: 'Miles',
      fiveKPace: '7:30',
      currentWeeklyMileage: 30,
      preferredDays: [2, 3, 4, 6, 7],
      experience: 'intermediate',
    },
    paces: {
      easy: { fast: '8:57', slow: '10:00' },
      marathon: '8:33',
      threshold: '7:58',
      interval: '7:19',
      repetition: '6:53',
      fiveK: '7:30',
      predictedRace: '8:32',
      goalRace: '8:23',
      trainingGoal: '8:22',
    },
    plan: {
      id: '0',
      name: 'City Marathon',
      race: { name: 'City Marathon', distance: 'Marathon', distanceMiles: 26.2188, date: '2027-01-24' },
      goalTime: '3:40:00',
      startDate: MONDAY,
      totalWeeks: 4,
      goalPace5K: '7:21',
      goalRacePace: '8:23',
      predictedRacePace: '8:32',
      predictedRange: { fast: '3:43:50', slow: '4:06:12' },
      realism: 'realistic',
      readiness: 'not_ready',
      warnings: [{ code: 'x', detail: 'The longest run is short for the distance.' }],
      phases: weeks.map((one) => ({ name: one.phase, weekCount: 1, totalMiles: one.miles, weeks: [one] })),
    },
    audit: { findings: [finding()] },
    generateSeconds: 0.412,
  };
}

describe('the printed plan', () => {
  const report = (width: number) => renderReport(demoPlan(), { width, paint: PLAIN, totalSeconds: 7.26 });

  it.each([80, 87, 88, 91, 92, 100, 120])('keeps within %d columns', (width) => {
    expect(
      report(width)
        .split('\n')
        .filter((line) => line.length > width),
    ).toEqual([]);
  });

  it('has every section', () => {
    for (const part of [
      'City Marathon · 24 Jan 2027 · 4 weeks',
      'Robin Miles, intermediate',
      '5K pace 7:30, 30 miles a week',
      'Tue Wed Thu Sat Sun',
      '3:40:00, 8:23 a mile: realistic; a 5K pace of 7:21',
      '8:32 a mile, 3:43:50 to 4:06:12',
      'not ready',
      '! The longest run is short for the distance.',
      '8:57–10:00',
      'built-in coach',
      '✓ Sound: 0 blocking, 1 advisory.',
      '4 weeks generated in 0.41 s; 7.3 s',
    ]) {
      expect(report(100)).toContain(part);
    }
  });

  it('has a line per week and a cell per day', () => {
    const lines = report(80).split('\n');
    expect(lines).toContain('      Monday     Mon    Tue    Wed    Thu    Fri    Sat    Sun  Miles  By');
    expect(lines).toContain(
      '   1  28 Dec       · T  6.0 R  3.0 E  4.0      · E  4.5 L 16.5   34.0  built-in…',
    );
    expect(lines).toContain(
      '   4  18 Jan       · T  6.0 R  3.0 E  4.0      · E  4.5   RACE   43.7  built-in…',
    );
  });

  it('tells race week in full', () => {
    const text = report(100);
    expect(text).toContain('  Mon 18 Jan  Rest\n');
    expect(text).toContain('  Sun 24 Jan  Race, 26.22 miles\n              warm-up    0.5 mi by feel\n');
    expect(text).toContain('run        25.72 mi at 8:23\n');
    expect(text).toContain('              Relaxed, a conversation is possible');
  });

  it('leaves days before the start empty', () => {
    const plan = demoPlan();
    const [first] = plan.plan.phases;
    if (first?.weeks[0]) first.weeks[0].days[1] = day(1, 1, { outsidePlan: true });
    const text = renderReport(plan, { width: 80, paint: PLAIN, totalSeconds: 1 });
    expect(text).toContain('   1  28 Dec       ·        R  3.0');
  });
});

describe('the mileage chart', () => {
  it('draws training and race on one scale and names each phase once', () => {
    const lines = chartLines(
      [week(1), week(2, { phase: 'base', trainingMiles: 17, miles: 17 }), raceWeek()],
      {
        width: 69,
      },
    );
    expect(lines[0]).toMatch(/^ 1 {2}Base {3} 34\.0 {2}█{34}/);
    expect(lines[1]).toMatch(/^ 2 {9} 17\.0 {2}█{17}/);
    expect(lines[2]).toMatch(/^ 4 {2}Taper {3}43\.7 {2}█{17}[▏▎▍▌▋▊▉]░{26} race$/);
  });
});

describe('the audit', () => {
  it('puts blocking findings first and says where they are', () => {
    const blocking = finding({ severity: 'blocking', rule: 'D', dayNumber: 7, message: 'Hard days meet.' });
    expect(auditLines([finding(), blocking], { width: 100 })).toEqual([
      '✗ Not sound: 1 blocking, 1 advisory.',
      '✗ D  week 3 Sun   Hard days meet.',
      '· S  week 3       About 80 % of the miles of four weeks are easy.',
    ]);
  });
});

describe('the authors', () => {
  it('are told in runs, with the reason of a fallback', () => {
    const model = { author: 'model', model: 'coach-1', fallbackReason: null };
    const fallback = { author: 'built-in-coach', model: null, fallbackReason: 'no answer in time' };
    const weeks = [
      week(1, { provenance: model }),
      week(2, { provenance: model }),
      week(3, { provenance: fallback }),
      week(4),
    ];
    expect(authorLines(weeks, { width: 100 })).toEqual([
      'Weeks 1–2    coach-1',
      'Week 3       built-in coach: no answer in time',
      'Week 4       built-in coach',
    ]);
  });
});

describe('what the demonstration takes for granted', () => {
  it.each([
    ['2026-11-22', '2026-11-23', '2027-03-14'],
    ['2026-11-23', '2026-11-30', '2027-03-21'],
  ])('on %s starts on %s and races on a Sunday 16 weeks on', (today, startDate, raceDate) => {
    expect(demoDates(today, 16)).toEqual({ startDate, raceDate });
  });

  it('sets a goal a little under the prediction', () => {
    const goal = (distance: string, fiveKPace: string) =>
      defaultGoal({ distance: parseDistance(distance), fiveKPace });
    expect(goal('marathon', '7:30')).toMatch(/^3:3\d:00$/);
    expect(goal('5K', '7:30')).toBe('22:50');
  });
});

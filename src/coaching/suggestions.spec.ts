import { describe, expect, it } from 'vitest';
import { plainPlan } from '../../test/support/plain-plans.js';
import { layBlueprint } from './blueprint.js';
import { addDays } from './calendar.js';
import { HALF_MARATHON_MILES } from './distance.js';
import type { PlanInputs } from './model.js';
import {
  suggestionsFor,
  type Performance,
  type ProposedSuggestion,
  type SuggestionLook,
} from './suggestions.js';

/** Sixteen weeks to a half marathon; taper from week 14 on, Monday 31 May. A 5K pace of 7:30 predicts 1:47:15. */
const INPUTS: PlanInputs = {
  raceDistanceMiles: HALF_MARATHON_MILES,
  startDate: '2027-03-01',
  raceDate: '2027-06-20',
  goalTimeSeconds: 6300,
  fiveKPace: 450,
  baseline: 30,
  preferredDays: [2, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  phases: null,
};
const DRAWN = layBlueprint(INPUTS);

interface Case extends Partial<SuggestionLook> {
  /** Weeks 1 to `until` are run at this share of plan. */
  ran?: { until: number; share: number };
}

function suggest({ ran = { until: 0, share: 1 }, ...look }: Case): ProposedSuggestion[] {
  const { weekNumber = 6 } = look;
  const { asOf = addDays('2027-02-28', 7 * (weekNumber - 1)), performances = [] } = look;
  const runs = DRAWN.weeks
    .slice(0, ran.until)
    .flatMap((week) => week.days)
    .filter(({ miles }) => miles > 0)
    .map(({ date, miles }) => ({ date, miles: Math.round(100 * miles * ran.share) / 100 }));
  // Who tells of a race reports.
  const told = performances.length > 0 ? [asOf] : [];
  const reportDates = [...runs.map(({ date }) => date), ...told];
  const record = { runs, reportDates, timeOff: [], tracksActivities: false };
  return suggestionsFor({
    inputs: INPUTS,
    drawn: DRAWN,
    current: DRAWN,
    weeks: plainPlan({ inputs: INPUTS, blueprint: DRAWN }).weeks.slice(0, weekNumber - 1),
    weekNumber,
    record,
    asOf,
    performances,
    paceSetOn: '2027-02-20',
    ...look,
  });
}

describe('activities.silent', () => {
  const told = {
    rule: 'activities.silent',
    weekNumber: null,
    key: 'activities.silent:2027-03-08',
    proposal: {},
  };

  it('after 14 days without a report of somebody who reported', () => {
    expect(suggest({ ran: { until: 1, share: 1 }, asOf: '2027-03-21' })).toEqual([]);
    const suggestions = suggest({ ran: { until: 1, share: 1 }, asOf: '2027-03-22' });
    expect(suggestions).toMatchObject([told]);
    expect(suggestions[0]?.text).toBe(
      'Nothing was reported for 14 days, since 2027-03-08: ask how the running goes.',
    );
  });

  it('is one silence however long', () => {
    expect(suggest({ ran: { until: 1, share: 1 }, asOf: '2027-03-29' })).toMatchObject([told]);
  });

  it('of who is known to report counts from the start of the plan', () => {
    const record = { runs: [], reportDates: [], timeOff: [], tracksActivities: true };
    expect(suggest({ record, asOf: '2027-03-14' })).toEqual([]);
    expect(suggest({ record, asOf: '2027-03-15' })).toMatchObject([{ key: 'activities.silent:2027-03-01' }]);
  });

  it('is one and the same for who never reports, and is not said of who has time off', () => {
    const record = { runs: [], reportDates: [], timeOff: [], tracksActivities: false };
    for (const asOf of ['2027-03-15', '2027-04-15']) {
      expect(suggest({ record, asOf })).toMatchObject([{ key: 'activities.silent:2027-03-01' }]);
    }
    const timeOff = [{ startDate: '2027-04-14', endDate: '2027-04-20' }];
    expect(suggest({ record: { ...record, tracksActivities: true, timeOff }, asOf: '2027-04-15' })).toEqual(
      [],
    );
  });
});

describe('load.raise', () => {
  const overrun = { until: 8, share: 1.21 };

  it('after two weeks over 120 % of plan, up to 10 % over the highest of the last three', () => {
    // Week 9 has 37; the weeks before it 34.5, 34.5 and 27.5.
    expect(suggest({ weekNumber: 9, ran: overrun })).toEqual([
      {
        rule: 'load.raise',
        weekNumber: 9,
        key: 'load.raise:2027-04-19',
        text: 'The last two weeks were each run at more than 120 % of plan: week 9 could have 37.5 miles instead of 37.',
        proposal: { level: 37.5 },
      },
    ]);
  });

  it('not at 120 %, nor after one week', () => {
    expect(suggest({ weekNumber: 9, ran: { until: 8, share: 1.2 } })).toEqual([]);
    expect(suggest({ weekNumber: 2, ran: { until: 1, share: 1.3 } })).toEqual([]);
  });

  it('not for the miles of a tune-up race', () => {
    const weeks = plainPlan({ inputs: INPUTS, blueprint: DRAWN }).weeks.slice(0, 8);
    const raced = weeks.map((week) => ({
      ...week,
      trainingMiles: week.trainingMiles - (week.days[5]?.miles ?? 0),
      days: week.days.map((day, index) => (index === 5 ? { ...day, workoutType: 'race' as const } : day)),
    }));
    expect(suggest({ weekNumber: 9, ran: { until: 8, share: 1.2 }, weeks: raced })).toEqual([]);
    expect(suggest({ weekNumber: 9, ran: overrun, weeks: raced })).toHaveLength(1);
  });

  it('not where the table or the days are reached', () => {
    expect(suggest({ weekNumber: 13, ran: { until: 12, share: 1.3 } })).toEqual([]);
    const current = { ...DRAWN, capacity: 37 };
    expect(suggest({ weekNumber: 9, ran: overrun, current })).toEqual([]);
  });

  it('not in a recovery week nor from the first taper week on', () => {
    expect(suggest({ weekNumber: 8, ran: { until: 7, share: 1.3 } })).toEqual([]);
    expect(suggest({ weekNumber: 14, ran: { until: 13, share: 1.3 } })).toEqual([]);
  });

  it('not where sessions are missed beside', () => {
    const look = { weekNumber: 9, ran: overrun };
    const all = suggest(look);
    expect(all).toHaveLength(1);
    const runs = DRAWN.weeks
      .slice(0, 8)
      .map((week) => ({ date: week.endDate, miles: 1.5 * week.targetMiles }));
    const record = { runs, reportDates: runs.map(({ date }) => date), timeOff: [], tracksActivities: true };
    expect(suggest({ ...look, record })).toEqual([]);
  });
});

describe('after a race or time trial', () => {
  const trial = (fiveKPace: number, over: Partial<Performance> = {}): Performance => ({
    date: '2027-03-28',
    source: 'time_trial',
    miles: 3.10686,
    seconds: 3.10686 * fiveKPace,
    ...over,
  });

  it('pace.update, either way from two per cent on', () => {
    expect(suggest({ performances: [trial(441.5)] })).toEqual([]);
    expect(suggest({ performances: [trial(458.5)] })).toEqual([]);
    expect(suggest({ performances: [trial(441)] })).toMatchObject([
      {
        rule: 'pace.update',
        weekNumber: 6,
        key: 'pace.update:2027-03-28',
        text: 'The time trial of 2027-03-28, 3.11 miles in 22:50, shows a 5K pace of 7:21 per mile, faster than the 7:30 of the plan.',
        proposal: { fiveKPace: 441, date: '2027-03-28', source: 'time_trial' },
      },
    ]);
    const slower = suggest({ performances: [trial(459, { source: 'race' })] });
    expect(slower[0]).toMatchObject({ proposal: { fiveKPace: 459, source: 'race' } });
    expect(slower[0]?.text).toContain('The race of 2027-03-28');
    expect(slower[0]?.text).toContain('slower than the 7:30');
  });

  it('of other distances by the equivalent pace', () => {
    // A half marathon in 1:40:00 is worth a 5K in about 21:45.
    const [pace] = suggest({ performances: [trial(0, { miles: HALF_MARATHON_MILES, seconds: 6000 })] });
    expect(pace?.rule === 'pace.update' && pace.proposal.fiveKPace).toBe(420);
  });

  it.each([
    ['shorter than a mile and a half', { miles: 1.49, seconds: 1.49 * 400 }],
    ['longer than a marathon', { miles: 31, seconds: 31 * 480 }],
    ['before the pace was set', { date: '2027-02-19' }],
    ['in the future', { date: '2027-04-05' }],
  ])('none %s', (_, over) => {
    expect(suggest({ performances: [trial(420, over)] })).toEqual([]);
  });

  it('by the newest, against the pace in force', () => {
    const newer = trial(430, { date: '2027-04-01' });
    expect(suggest({ performances: [newer, trial(470)] })[0]?.key).toBe('pace.update:2027-04-01');
    const inputs = { ...INPUTS, changes: [{ fromWeek: 6, fiveKPace: 430 }] };
    expect(suggest({ inputs, performances: [newer] })).toEqual([]);
  });

  it('only slower from the first taper week on', () => {
    const taper = { weekNumber: 14, asOf: '2027-05-30' };
    expect(suggest({ ...taper, performances: [trial(430)] })).toEqual([]);
    expect(suggest({ ...taper, performances: [trial(470)] }).map(({ rule }) => rule)).toContain(
      'pace.update',
    );
  });

  it('goal.review where the goal is out of reach by now', () => {
    expect(suggest({ performances: [trial(520)] })[1]).toEqual({
      rule: 'goal.review',
      weekNumber: 6,
      key: 'goal.review:2027-03-28',
      text: 'The time trial of 2027-03-28, 3.11 miles in 26:56, predicts 2:04:00 for the race: the goal of 1:45:00 is out of reach in the weeks left.',
      proposal: { goalTimeSeconds: 7440 },
    });
  });

  it('goal.review where today’s fitness gives more', () => {
    const goal = suggest({ performances: [trial(420)] }).find(({ rule }) => rule === 'goal.review');
    expect(goal?.text).toContain('asks for less than that');
    expect(goal?.rule === 'goal.review' && goal.proposal.goalTimeSeconds % 5).toBe(0);
    expect(goal?.rule === 'goal.review' && goal.proposal.goalTimeSeconds < 6300).toBe(true);
  });

  it('no review of a goal within reach, or of none', () => {
    expect(suggest({ performances: [trial(441)] }).map(({ rule }) => rule)).toEqual(['pace.update']);
    const inputs = { ...INPUTS, goalTimeSeconds: null };
    expect(suggest({ inputs, performances: [trial(520)] }).map(({ rule }) => rule)).toEqual(['pace.update']);
  });
});

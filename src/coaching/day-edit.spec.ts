import { describe, expect, it } from 'vitest';
import { goldenPlans } from '../../test/support/plain-plans.js';
import { auditPlan } from './audit.js';
import { editedDay, exchangedDays, isEasier, swappedDay, withDays } from './day-edit.js';
import type { AlternativeSession, PlannedDay } from './model.js';
import { restretched } from './restretch.js';

const laps = (...miles: number[]) =>
  miles.map((distanceMiles, at) => ({ lapIndex: at + 1, distanceMiles, paceGoal: null }));

const REST = { workoutType: 'rest', warmup: [], workout: [], cooldown: [] } as const;

function run(workoutType: PlannedDay['workoutType'], miles: number) {
  return { workoutType, warmup: laps(0.5), workout: laps(miles - 1), cooldown: laps(0.5) };
}

function session(workoutType: PlannedDay['workoutType'], miles: number): AlternativeSession {
  return { ...run(workoutType, miles), workoutId: 'easy-relaxed', notes: 'Instead.' };
}

const DAY: PlannedDay = {
  ...run('tempo', 6),
  date: '2026-11-24',
  dayNumber: 2,
  miles: 6,
  notes: 'Steady.',
  alternative: session('easy', 5),
  workoutId: 'tempo-steady',
  locked: false,
  outsidePlan: false,
};

describe('an edited day', () => {
  it('has the miles of its laps to the hundredth, and is held', () => {
    const edit = { ...run('tempo', 6), workout: laps(1.1, 2.2, 1.05), notes: 'Mine.' };
    expect(editedDay(DAY, edit)).toEqual({
      ...DAY,
      ...edit,
      miles: 5.35,
      workoutId: null,
      locked: true,
    });
  });

  it('keeps the library workout behind it where only its words are others', () => {
    const { workoutType, warmup, workout, cooldown } = DAY;
    const edited = editedDay(DAY, { workoutType, warmup, workout, cooldown, notes: 'Mine.' });
    expect(edited).toEqual({ ...DAY, notes: 'Mine.', locked: true });
    const paced = workout.map((lap) => ({ ...lap, paceGoal: '7:30' }));
    expect(editedDay(DAY, { ...edited, workout: paced }).workoutId).toBeNull();
  });

  it('keeps an alternative that is still the easier run', () => {
    expect(editedDay(DAY, { ...run('easy', 5.5), notes: '' }).alternative).toEqual(DAY.alternative);
    expect(editedDay(DAY, { ...run('easy', 5), notes: '' }).alternative).toBeNull();
    expect(
      editedDay(DAY, { ...REST, warmup: [], workout: [], cooldown: [], notes: '' }).alternative,
    ).toBeNull();
  });
});

describe('isEasier', () => {
  it.each([
    ['less of the same', run('easy', 4), run('easy', 4.5), true],
    ['as many miles of an easier kind', run('easy', 6), run('tempo', 6), true],
    ['rest', REST, run('recovery', 2), true],
    ['the same', run('easy', 4), run('easy', 4), false],
    ['more miles of an easier kind', run('easy', 7), run('tempo', 6), false],
    ['fewer miles of a harder kind', run('intervals', 4), run('easy', 6), false],
  ] as const)('%s', (_, one, other, expected) => {
    const plain = ({ warmup, workout, cooldown, ...rest }: typeof one | typeof other) => ({
      ...rest,
      warmup: [...warmup],
      workout: [...workout],
      cooldown: [...cooldown],
    });
    expect(isEasier(plain(one), plain(other))).toBe(expected);
  });
});

describe('a swapped day', () => {
  it('is its alternative, and has what it was as its alternative', () => {
    const swapped = swappedDay(DAY);
    expect(swapped).toMatchObject({ ...session('easy', 5), miles: 5, locked: true, date: DAY.date });
    expect(swapped && swappedDay(swapped)).toEqual({ ...DAY, locked: true });
  });

  it('is none where there is no alternative', () => {
    expect(swappedDay({ ...DAY, alternative: null })).toBeNull();
  });
});

it('exchanged days keep their dates and nothing else', () => {
  const other: PlannedDay = {
    ...DAY,
    ...run('easy', 4),
    date: '2026-11-26',
    dayNumber: 4,
    miles: 4,
    notes: 'Easy.',
    alternative: null,
    workoutId: null,
  };
  const [one, two] = exchangedDays(DAY, other);
  expect(one).toEqual({ ...other, date: DAY.date, dayNumber: DAY.dayNumber, locked: true });
  expect(two).toEqual({ ...DAY, date: other.date, dayNumber: other.dayNumber, locked: true });
});

describe('a week with other days', () => {
  const [plan] = goldenPlans();
  const week = plan?.weeks.at(-1);
  if (!plan || !week) throw new Error('There is no golden plan');

  it('has their miles, the race not among those of training', () => {
    const day = week.days.find(({ workoutType }) => workoutType === 'easy');
    if (!day) throw new Error('No easy day');
    const changed = withDays(week, [{ ...day, miles: day.miles + 0.35 }]);
    expect(changed.miles).toBeCloseTo(week.miles + 0.35, 6);
    expect(changed.trainingMiles).toBeCloseTo(week.trainingMiles + 0.35, 6);
  });

  it('has the stretch its runs need, and says so', () => {
    const middle = plan.weeks[4];
    const at = middle?.days.findIndex(({ workoutType }) => workoutType === 'easy') ?? -1;
    const day = middle?.days[at];
    if (!middle || !day) throw new Error('No easy day');
    const stretchOf = (miles: number) => {
      const changed = withDays(middle, [{ ...day, miles, workout: laps(miles - 1) }]);
      const weeks = plan.weeks.map((each) => (each === middle ? changed : each));
      const stretched = restretched(changed, { ...plan, weeks });
      const after = auditPlan({ ...plan, weeks: weeks.map((each) => (each === changed ? stretched : each)) });
      expect(after.filter(({ code }) => code === 'E.stretch')).toEqual([]);
      return stretched;
    };
    const longer = stretchOf(day.miles + 3);
    expect(longer.stretch).toBeGreaterThan(middle.stretch);
    expect(longer.notes.filter(({ code }) => code === 'week.stretched')).toHaveLength(1);
    expect(stretchOf(day.miles)).toMatchObject({ stretch: middle.stretch });
    const shorter = stretchOf(day.miles - 2);
    expect(shorter.stretch).toBeLessThanOrEqual(middle.stretch);
  });
});

import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, mondayOf, totalWeeksBetween, weekdayOf } from '../coaching/calendar.js';
import { Chance } from './simulate-chance.js';
import { deedsOf, type DayAsked } from './simulate-day.js';
import { PERSONAS, type Life, type Persona } from './simulate-lives.js';
import { drawRunner, FIRST_MONDAY, type Runner } from './simulate-runners.js';

const SEASON = { weeks: 16, seed: 1 };
const runners = Array.from({ length: 400 }, (_, index) => drawRunner(index + 1, SEASON));

function ofKind(persona: Persona): Runner[] {
  return runners.filter((runner) => runner.persona === persona);
}

describe('chance', () => {
  it('falls the same for the same parts, in every order of drawing', () => {
    const draw = (...parts: (string | number)[]) => {
      const chance = new Chance(...parts);
      return [chance.share(), chance.whole(1, 6), chance.pick(['a', 'b', 'c']), chance.happens(0.5)];
    };
    const first = draw(1, 'runner', 7);
    draw(1, 'runner', 8);
    expect(draw(1, 'runner', 7)).toEqual(first);
    expect(draw(2, 'runner', 7)).not.toEqual(first);
  });

  it('reaches both ends, evenly', () => {
    const chance = new Chance('dice');
    const counts = new Map<number, number>();
    for (let throws = 0; throws < 6000; throws += 1) {
      const eyes = chance.whole(1, 6);
      counts.set(eyes, (counts.get(eyes) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('draws some of many in their order, and days within others', () => {
    const chance = new Chance('some');
    for (let tries = 0; tries < 50; tries += 1) {
      const some = chance.some([1, 2, 3, 4, 5, 6, 7], 3);
      expect(some).toEqual([...new Set(some)].sort((a, b) => a - b));
      expect(some).toHaveLength(3);
      const span = chance.span({ from: '2027-02-27', to: '2027-03-05' }, { least: 2, most: 4 });
      expect(span.from >= '2027-02-27' && span.from <= span.to && span.to <= '2027-03-05').toBe(true);
      expect(daysBetween(span.from, span.to)).toBeLessThan(4);
    }
  });
});

describe('the runners of a season', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(drawRunner(7, SEASON)).toEqual(runners[6]);
    expect(drawRunner(7, { ...SEASON, seed: 2 })).not.toEqual(runners[6]);
  });

  it('are of every kind, zone, start, distance, level and number of days, each kind in every zone', () => {
    const seen = (of: (runner: Runner) => unknown) => new Set(runners.map(of)).size;
    expect(seen(({ persona, timeZone }) => `${persona} ${timeZone}`)).toBe(4 * PERSONAS.length);
    expect(seen(({ startDate }) => weekdayOf(startDate))).toBe(7);
    expect(seen(({ raceDate }) => weekdayOf(raceDate))).toBe(7);
    expect(seen(({ distance }) => distance.name)).toBe(5);
    expect(seen(({ athlete }) => athlete.experience)).toBe(4);
    expect(seen(({ athlete }) => athlete.preferredDays?.length)).toBe(6);
    expect(seen(({ mode }) => mode)).toBe(2);
    expect(seen(({ athlete }) => athlete.email)).toBe(runners.length);
  });

  it('mostly race within the season, after at least half of its weeks', () => {
    const seasonEnds = addDays(FIRST_MONDAY, 7 * SEASON.weeks);
    const whole = runners.filter(({ raceDate }) => raceDate < seasonEnds);
    expect(whole.length / runners.length).toBeGreaterThan(0.7);
    for (const { startDate, raceDate, signsUpOn } of runners) {
      expect(totalWeeksBetween(startDate, raceDate)).toBeGreaterThanOrEqual(8);
      expect(totalWeeksBetween(startDate, raceDate)).toBeLessThanOrEqual(24);
      expect(startDate >= FIRST_MONDAY).toBe(true);
      // A plan may be made in its first week, and not after it.
      expect(signsUpOn <= addDays(mondayOf(startDate), 6)).toBe(true);
    }
    expect(runners.some(({ signsUpOn, startDate }) => signsUpOn > startDate)).toBe(true);
  });

  it('fit into the shortest season too', () => {
    for (let number = 1; number <= 100; number += 1) {
      const { startDate, raceDate } = drawRunner(number, { weeks: 4, seed: 3 });
      expect(totalWeeksBetween(startDate, raceDate)).toBeGreaterThanOrEqual(4);
    }
  });
});

describe('a day lived', () => {
  const asked: DayAsked = { type: 'easy', miles: 5, longest: 10 };
  const steady = ofKind('as_planned')[0];
  if (!steady) throw new Error('There is a runner of every kind');
  const day = addDays(steady.startDate, 9);
  const live = (life: Partial<Life>, what: { date?: string; asked?: DayAsked | null } = {}) =>
    deedsOf({ ...steady, life: { ...steady.life, ...life } }, { date: day, asked, seed: 1, ...what });
  const rest: DayAsked = { type: 'rest', miles: 0, longest: 10 };

  it('is run as planned and told of that evening', () => {
    expect(live({})).toEqual([
      {
        activity: { date: day, kind: 'run', miles: 5, durationSeconds: expect.any(Number) },
        toldOn: day,
        correction: null,
      },
    ]);
    expect(live({}, { asked: rest })).toEqual([]);
  });

  it('is longer or shorter by the share of the runner', () => {
    const milesOn = (life: Partial<Life>) =>
      Array.from({ length: 50 }, (_, index) => live(life, { date: addDays(day, index % 14) }))
        .flat()
        .map(({ activity }) => activity.miles);
    expect(Math.min(...milesOn({ spread: 0.1 }))).toBeGreaterThanOrEqual(4.5);
    expect(Math.max(...milesOn({ spread: 0.1 }))).toBeLessThanOrEqual(5.5);
    expect(Math.min(...milesOn({ surplus: [0.2, 0.4] }))).toBeGreaterThanOrEqual(6);
    expect(Math.max(...milesOn({ surplus: [0.2, 0.4] }))).toBeLessThanOrEqual(7);
  });

  it.each<[string, Partial<Life>]>([
    ['missed', { missChance: 1 }],
    ['idle', { idle: [{ from: day, to: day }] }],
    ['off', { timesOff: [{ from: day, to: day, reason: 'illness', enteredOn: addDays(day, 3) }] }],
    ['silent', { silentFrom: day }],
  ])('is without a report when it is %s', (_, life) => {
    expect(live(life)).toEqual([]);
    expect(live({ ...life, missChance: 0 }, { date: addDays(day, -1) })).toHaveLength(1);
  });

  it('brings the race, the time trial, the run nobody asked for and the ride', () => {
    const race = live({}, { date: steady.raceDate, asked: null });
    expect(race[0]?.activity).toMatchObject({
      kind: 'race',
      miles: Number(steady.distance.miles.toFixed(2)),
    });
    const trial = live({ trials: [{ on: day, kind: 'time_trial', share: 0.95 }] });
    expect(trial[0]?.activity).toMatchObject({ kind: 'time_trial', miles: 3.11 });
    const pace = (trial[0]?.activity.durationSeconds ?? 0) / 3.10686;
    expect(pace / steady.fiveKPace).toBeCloseTo(0.95, 2);
    expect(live({ extraChance: 1 }, { asked: rest })[0]?.activity).toMatchObject({ kind: 'run', miles: 10 });
    expect(live({ otherChance: 1 }, { asked: rest })[0]?.activity.kind).toBe('other');
  });

  it('goes on as before until the plan begins, and ends with the race', () => {
    const before = Array.from({ length: 7 }, (_, index) => addDays(steady.startDate, index - 7));
    const runs = before.flatMap((date) => live({}, { date, asked: null }));
    const { preferredDays, currentWeeklyMileage } = steady.athlete;
    expect(runs).toHaveLength(preferredDays?.length ?? 0);
    const miles = runs.reduce((sum, { activity }) => sum + activity.miles, 0);
    expect(Math.abs(miles - (currentWeeklyMileage ?? 0))).toBeLessThan(0.1);
    expect(live({}, { date: addDays(steady.raceDate, 1) })).toEqual([]);
  });

  it('is told of late, corrected or taken back, and by name where a watch tells it', () => {
    const late = Array.from({ length: 14 }, (_, index) =>
      live({ delayDays: 3, correctsChance: 1 }, { date: addDays(day, index) }),
    ).flat();
    const delays = late.map(({ activity, toldOn }) => daysBetween(activity.date, toldOn));
    expect(new Set(delays)).toEqual(new Set([0, 1, 2, 3]));
    for (const { correction, toldOn } of late) expect(correction && correction.on > toldOn).toBe(true);
    const weekly = Array.from({ length: 14 }, (_, index) =>
      live({ tellsEvery: 7 }, { date: addDays(day, index) }),
    ).flat();
    expect(new Set(weekly.map(({ toldOn }) => weekdayOf(toldOn)))).toEqual(new Set([7]));
    for (const { activity, toldOn } of weekly) {
      expect(daysBetween(activity.date, toldOn)).toBe(7 - weekdayOf(activity.date));
    }
    expect(live({ removesChance: 1 })[0]?.correction?.miles).toBeNull();
    expect(live({ tracksActivities: true })[0]?.activity).toMatchObject({
      source: 'watch',
      externalId: `${steady.number}/${day}`,
    });
  });
});

describe('the lives of a kind', () => {
  it('hold what the kind is named for', () => {
    const has = (persona: Persona, what: (runner: Runner) => boolean) =>
      ofKind(persona).length > 20 && ofKind(persona).every(what);
    expect(has('never_reports', ({ life, signsUpOn }) => life.silentFrom === signsUpOn)).toBe(true);
    expect(
      has('goes_silent', ({ life, startDate }) => life.silentFrom !== null && life.silentFrom > startDate),
    ).toBe(true);
    expect(has('misses_some', ({ life }) => life.missChance >= 0.1)).toBe(true);
    expect(has('misses_a_block', ({ life }) => life.idle.length === 1 && !life.tracksActivities)).toBe(true);
    expect(has('stops', ({ life }) => life.idle.length === 1 && life.tracksActivities)).toBe(true);
    expect(has('overreaches', ({ life }) => life.surplus[0] === 0.2 && life.surplus[1] === 0.4)).toBe(true);
    expect(has('races', ({ life }) => life.trials.length > 0)).toBe(true);
    expect(has('enters_late', ({ life }) => life.delayDays >= 2 && life.correctsChance > 0)).toBe(true);
    for (const { life, signsUpOn, raceDate } of [
      ...ofKind('goes_on_holiday'),
      ...ofKind('tells_of_holidays_only'),
    ]) {
      const [off] = life.timesOff;
      expect(off && off.enteredOn >= signsUpOn && off.to < raceDate).toBe(true);
    }
    const late = ofKind('falls_ill').filter(({ life }) =>
      life.timesOff.some(({ enteredOn, to }) => enteredOn > to),
    );
    expect(late.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThan(ofKind('falls_ill').length);
  });
});

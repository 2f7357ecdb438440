import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, daysBetween, mondayOf, totalWeeksBetween } from '../../src/coaching/calendar.js';
import { DAY_NUMBERS } from '../../src/coaching/model.js';
import { CLOCK, type Clock } from '../../src/common/clock.js';
import type { PlanResponse } from '../../src/plans/plan-response.dto.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { inTimeZone } from '../support/time-zone.js';

/** Each with how far UTC is off in July there, to be sure that the process really is there. */
const ZONES = [
  ['America/Los_Angeles', 420],
  ['Asia/Kolkata', -330],
  ['Pacific/Auckland', -720],
] as const;

/** Mondays from which six weeks pass each clock change of these zones, a leap day and a New Year. */
const STARTS = ['2027-02-22', '2028-02-07', '2026-12-07', '2027-09-13', '2027-10-18'] as const;
const FIVE_K = { metres: 5000 };
const GOAL = { goalTime: '25:00', goalTimeSeconds: 1500 };

let today = '2026-11-23';
const clock: Clock = { now: () => new Date(`${today}T12:00:00Z`), today: () => today };
let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ override: (builder) => builder.overrideProvider(CLOCK).useValue(clock) });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

/** Makes a plan and gives it as it is read over HTTP, with its dates as the database has them. */
async function planned(
  startDate: string,
  raceDate: string,
): Promise<{ plan: PlanResponse; stored: string[] }> {
  const { id } = await aDraft(test, {
    draft: { ...GOAL, startDate },
    race: { ...FIVE_K, date: raceDate },
  });
  const body = { trainingPlanId: id, mode: 'complete' };
  const answer = await test.http.post('/api/training-plan/generate').set(admin.headers).send(body);
  if (answer.status !== 200) throw new Error(`${startDate} to ${raceDate}: ${answer.text}`);
  const rows = await test.orm.em
    .fork()
    .getConnection()
    .execute<{ date: string }[]>(
      `select date::text as date from training_plan_day where plan_id = '${id}' order by date`,
    );
  const { body: plan } = await test.http.get(`/api/training-plan/${id}`).set(admin.headers);
  return { plan, stored: rows.map(({ date }) => date) };
}

/** Every day from the Monday of week 1 to the Sunday of race week. */
function calendar(startDate: string, raceDate: string): string[] {
  const first = mondayOf(startDate);
  const days = daysBetween(first, addDays(mondayOf(raceDate), 7));
  return Array.from({ length: days }, (_, index) => addDays(first, index));
}

/** The dates of a plan, as stored and as read, in every form they come in. */
async function datesOf(startDate: string, raceDate: string) {
  const { plan, stored } = await planned(startDate, raceDate);
  const weeks = plan.phases?.flatMap((phase) => phase.weeks ?? []) ?? [];
  const days = weeks.flatMap((week) => week.days ?? []);
  return {
    stored,
    read: days.map(({ date }) => date),
    weekdays: days.map(({ dayNumber }) => dayNumber),
    weeks: weeks.map((week) => `${week.weekNumber}: ${week.startDate} to ${week.endDate}`),
    raceDays: days.filter(({ workoutType }) => workoutType === 'race').map(({ date }) => date),
    outsidePlan: days.filter(({ outsidePlan }) => outsidePlan).map(({ date }) => date),
  };
}

/** What they have to be. */
function datesFor(startDate: string, raceDate: string) {
  const dates = calendar(startDate, raceDate);
  const weeks = Array.from({ length: totalWeeksBetween(startDate, raceDate) }, (_, index) => index);
  return {
    stored: dates,
    read: dates,
    weekdays: weeks.flatMap(() => DAY_NUMBERS),
    weeks: weeks.map((index) => `${index + 1}: ${dates[7 * index]} to ${dates[7 * index + 6]}`),
    raceDays: [raceDate],
    outsidePlan: dates.filter((date) => date < startDate),
  };
}

describe.each(ZONES)('with the process in %s', (zone, julyOffset) => {
  const share = ZONES.findIndex(([name]) => name === zone);

  beforeAll(() => inTimeZone(zone));

  it('lives there', () => {
    expect(new Date(2027, 6, 1).getTimezoneOffset()).toBe(julyOffset);
  });

  // Every pair of weekdays once, each zone its share of every row and column.
  it.each(DAY_NUMBERS)(
    'dates run through from a start on weekday %d to a race on other weekdays',
    async (day) => {
      for (const raceDay of DAY_NUMBERS.filter((each) => (day + each) % ZONES.length === share)) {
        today = STARTS[(day + raceDay) % STARTS.length] ?? today;
        const raceMonday = addDays(today, 35);
        const dates = [addDays(today, day - 1), addDays(raceMonday, raceDay - 1)] as const;
        expect(await datesOf(...dates)).toEqual(datesFor(...dates));
      }
    },
  );

  it.each([
    ['a leap day', '2028-02-29', '2028-04-09'],
    ['the last day of a year', '2027-12-31', '2028-02-27'],
    ['the day the clocks change in California', '2027-03-14', '2027-04-25'],
    ['the day the clocks change in New Zealand', '2027-09-26', '2027-11-07'],
    ['a leap day, to a race a year on', '2028-02-29', '2029-02-18'],
    ['a Monday, to a race on a leap day', '2028-01-03', '2028-02-29'],
  ])('a plan may start on %s', async (_, startDate, raceDate) => {
    today = mondayOf(startDate);
    expect(await datesOf(startDate, raceDate)).toEqual(datesFor(startDate, raceDate));
  });
});

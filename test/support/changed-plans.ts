import fc from 'fast-check';
import { expect } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import { lapMiles, sumMiles } from '../../src/coaching/hundredths.js';
import type {
  DayResponse,
  PhaseResponse,
  VersionHead,
  WeekResponse,
} from '../../src/plans/cascade-response.dto.js';
import type { VersionComparisonResponse } from '../../src/plans/version-comparison.dto.js';
import type { MovedClock } from './moved-clock.js';
import type { Person } from './people.js';
import { aDraft, TODAY } from './plans.js';
import type { TestApp } from './test-app.js';
import { look, settled } from './unattended.js';

/** What people and time do to a plan. `a` and `b` choose among the weeks, days and versions that there are. */
export const aStep = fc.record({
  kind: fc.constantFrom(
    'rewrite week',
    'rewrite phase',
    'replan',
    'edit',
    'move',
    'swap',
    'unlock',
    'revert',
    'compare',
    'shift',
    'change',
    'move race',
    'run',
    'live',
  ),
  a: fc.nat(1000),
  b: fc.nat(1000),
});
export type Step = typeof aStep extends fc.Arbitrary<infer S> ? S : never;

/** A plan's life from its making on: in which mode, how many days before it begins, and all that is done to it. */
export const aLife = fc.record({
  mode: fc.constantFrom('progressive', 'complete'),
  early: fc.nat(20),
  steps: fc.array(aStep, { minLength: 4, maxLength: 12 }),
});

interface State {
  revision: number;
  startDate: string;
  weeks: WeekResponse[];
  phases: PhaseResponse[];
  versions: VersionHead[];
  race: { id: string; date: string };
}

interface Scene {
  test: TestApp;
  clock: MovedClock;
  coach: Person;
  admin: Person;
}

/** What stands in a day, whatever was run on it. */
function plain(shown: DayResponse) {
  const { compliance: _, ...day } = shown;
  return day;
}

const daysOf = (weeks: readonly WeekResponse[]) => weeks.flatMap(({ days = [] }) => days.map(plain));

/** A plan that random things are done to, and that is looked at after each. */
export class ChangedPlan {
  /** What was done to it, and not refused. */
  readonly done: Step['kind'][] = [];
  private readonly ran = new Set<string>();

  private constructor(
    private readonly scene: Scene,
    private readonly plan: { id: string; athleteId: string },
  ) {}

  static async made(scene: Scene, { mode, early }: { mode: string; early: number }): Promise<ChangedPlan> {
    const { test, clock, coach } = scene;
    clock.set(addDays(TODAY, -early));
    const plan = await aDraft(test, { coach });
    const made = new ChangedPlan(scene, plan);
    const { status } = await made.send('post', '/training-plan/generate', { trainingPlanId: plan.id, mode });
    expectSame(status, 200);
    await settled(test, plan.id);
    return made;
  }

  /** Does one thing, and checks that the plan is whole and holds what it is to hold. */
  async take(step: Step): Promise<void> {
    const before = await this.read();
    const answer = await this.act(step, before);
    await settled(this.scene.test, this.plan.id);
    const after = await this.read();
    this.expectWhole(after);
    await this.expectOnRecord(after);
    this.expectOverUntouched(step, { before, after });
    if (!answer) return;
    expectSame(answer.status < 500 ? null : answer.body, null);
    if (answer.status < 400) this.done.push(step.kind);
    if (step.kind === 'revert' && answer.status === 200) await this.expectBack(answer.body);
    if (REWRITES.has(step.kind)) expectLocked(before, after);
    if (CHANGES.has(step.kind)) expectFollowed(answer, { before, after });
    if (answer.status >= 400) expectSame(daysOf(after.weeks), daysOf(before.weeks));
  }

  private async act({ kind, a, b }: Step, state: State) {
    const { weeks, versions, revision, startDate, phases, race } = state;
    const { id } = this.plan;
    const path = `/training-plan/${id}`;
    const days = daysOf(weeks);
    const day = days[a % days.length];
    const week = weeks[a % weeks.length];
    const [v, w] = [1 + (a % versions.length), 1 + (b % versions.length)];
    const ifMatch = `"${b % 10 === 0 ? revision - 1 : revision}"`;
    const dayPath = `${path}/days/${day?.date}`;
    switch (kind) {
      case 'rewrite week':
        return this.send('post', '/training-plan/week/generate', {
          trainingPlanId: id,
          weekNumber: week?.weekNumber,
          regenerate: true,
        });
      case 'rewrite phase':
        return this.send('post', `${path}/phases/${week?.phase}/regenerate`, {});
      case 'replan':
        return this.send('post', `${path}/replan`, {});
      case 'edit': {
        const laps = (miles: number) => [{ distanceMiles: miles, paceGoal: null }];
        const session = {
          workoutType: 'easy',
          warmup: laps(0.5),
          workout: laps(2 + (b % 4)),
          cooldown: laps(0.5),
          notes: `Edit ${b}`,
        };
        return this.send('put', `${dayPath}${b % 2 === 0 ? '?force=true' : ''}`, session, ifMatch);
      }
      case 'move': {
        const to = days[(a + 1 + (b % 3)) % days.length]?.date;
        return this.send('post', `${dayPath}/move${b % 2 === 0 ? '?force=true' : ''}`, { to }, ifMatch);
      }
      case 'swap':
        return this.send('post', `${dayPath}/alternative`, {}, ifMatch);
      case 'unlock': {
        const locked = days.filter((each) => each.locked);
        const { date } = locked[a % Math.max(1, locked.length)] ?? { date: day?.date };
        return this.send('post', `${path}/days/${date}/unlock`, {}, ifMatch);
      }
      case 'revert':
        return this.send('post', `${path}/versions/${v}/revert`, {}, ifMatch);
      case 'compare':
        return this.compare(v, w);
      case 'shift':
        return this.send('post', `${path}/shift`, { weeks: b % 2 === 0 ? 1 : -1 }, ifMatch);
      case 'change':
        return this.send('patch', path, changeOf(a, b, { startDate, phases }), ifMatch);
      case 'move race': {
        const moved = { date: addDays(race.date, (a % 57) - 28), replan: true };
        return this.send('patch', `/races/${race.id}`, moved, ifMatch);
      }
      case 'run':
        return this.run(a, b, days);
      case 'live':
        return this.live(1 + (a % 9));
    }
  }

  private async send(
    method: 'get' | 'post' | 'put' | 'patch',
    path: string,
    body?: object,
    ifMatch?: string,
  ) {
    const { test, coach, admin } = this.scene;
    // Nobody has made the races of tests: then they are for admins to move.
    const who = path.startsWith('/races') ? admin : coach;
    const headers = { ...who.headers, ...(ifMatch !== undefined && { 'if-match': ifMatch }) };
    const { status, body: answer } = await test.http[method](`/api${path}`).set(headers).send(body);
    return { status, body: answer };
  }

  /** What is told of two versions is what they differ in. */
  private async compare(v: number, w: number) {
    const path = `/training-plan/${this.plan.id}/versions`;
    const { status, body } = await this.send('get', `${path}/${v}/compare/${w}`);
    const { added, removed, changed }: VersionComparisonResponse = body;
    const named = [...added, ...removed, ...changed].map(({ date }) => date).toSorted();
    const [from, to] = [await this.version(v), await this.version(w)];
    const byDate = (days: readonly DayResponse[]) =>
      new Map(days.map((day) => [day.date, JSON.stringify(day)]));
    const [was, is] = [byDate(daysOf(from)), byDate(daysOf(to))];
    const dates = new Set([...was.keys(), ...is.keys()]);
    expectSame(named, [...dates].filter((date) => was.get(date) !== is.get(date)).toSorted());
    return { status, body };
  }

  private async run(a: number, b: number, days: readonly DayResponse[]) {
    const today = this.scene.clock.today('UTC');
    const due = days.filter(
      ({ date, miles, workoutType }) => date <= today && miles > 0 && workoutType !== 'race',
    );
    const day = due[a % Math.max(1, due.length)];
    if (!day) return null;
    this.ran.add(day.date);
    const miles = Math.max(0.5, Math.round(day.miles * (0.5 + (b % 6) / 10) * 100) / 100);
    const items = [{ date: day.date, kind: 'run', miles }];
    return this.send('post', `/athletes/${this.plan.athleteId}/activities/bulk`, { items });
  }

  private async live(days: number): Promise<null> {
    for (let day = 0; day < days; day += 1) {
      this.scene.clock.advance({ days: 1 });
      await look(this.scene.test);
      await settled(this.scene.test, this.plan.id);
    }
    return null;
  }

  private async read(): Promise<State> {
    const { body } = await this.send('get', `/training-plan/${this.plan.id}`);
    const { body: list } = await this.send('get', `/training-plan/${this.plan.id}/versions?limit=200`);
    const weeks = body.phases.flatMap((phase: PhaseResponse) => phase.weeks ?? []);
    const { revision, startDate, phases, race } = body;
    return { revision, startDate, phases, race, weeks, versions: list.items };
  }

  private async version(number: number): Promise<WeekResponse[]> {
    const { body } = await this.send('get', `/training-plan/${this.plan.id}/versions/${number}`);
    return body.phases.flatMap((phase: PhaseResponse) => phase.weeks ?? []);
  }

  /** Seven days a week, each on its date, and every total the sum of what it is made of. */
  private expectWhole({ weeks, phases, startDate }: State): void {
    expectSame(
      weeks.map(({ weekNumber }) => weekNumber),
      weeks.map((_, index) => index + 1),
    );
    const all = daysOf(weeks);
    expectSame(
      all.map(({ date }) => date),
      all.map((_, index) => addDays(startDate, index)),
    );
    for (const { days = [], miles } of weeks) {
      expectSame(days.length, 7);
      expectSame(miles, sumMiles(days.map((day) => day.miles)));
    }
    for (const { warmup = [], workout = [], cooldown = [], miles } of all) {
      expectSame(miles, lapMiles(warmup, workout, cooldown));
    }
    for (const { totalMiles, weeks: own = [] } of phases) {
      expectSame(totalMiles, sumMiles(own.map(({ miles }) => miles)));
    }
  }

  /** Versions count without gaps, each is another than the one before, and the last is what the plan holds. */
  private async expectOnRecord({ versions, weeks }: State): Promise<void> {
    expectSame(
      versions.map(({ number }) => number),
      versions.map((_, index) => versions.length - index),
    );
    expectSame(daysOf(await this.version(versions.length)), daysOf(weeks));
  }

  private expectOverUntouched({ kind }: Step, { before, after }: { before: State; after: State }): void {
    const today = this.scene.clock.today('UTC');
    const isOver = ({ date }: DayResponse) => date < today || this.ran.has(date);
    // Before today came, time passed day by day; what was over when it began is over.
    if (kind === 'live') return;
    const made = after.versions.slice(0, after.versions.length - before.versions.length);
    // What is due by then is written by itself, with versions of its own.
    expectSame(made.filter(({ actorId }) => actorId !== null).slice(1), []);
    const kept = daysOf(before.weeks).filter(isOver);
    const dates = new Set(kept.map(({ date }) => date));
    expectSame(
      daysOf(after.weeks).filter(({ date }) => dates.has(date)),
      kept,
    );
  }

  /** All that was not run and is not past is as the version had it; of it nothing else is there but what had begun. */
  private async expectBack({ revertedTo, version }: { revertedTo: number; version: number | null }) {
    const today = this.scene.clock.today('UTC');
    const ahead = (days: readonly DayResponse[]) =>
      days.filter(({ date }) => date >= today && !this.ran.has(date));
    const then = await this.version(revertedTo);
    const made = await this.version(version ?? revertedTo);
    const had = new Set(then.map(({ weekNumber }) => weekNumber));
    const others = made.filter(({ weekNumber }) => !had.has(weekNumber));
    expectSame(
      others.every(({ startDate }) => startDate <= today),
      true,
    );
    expectSame(ahead(daysOf(made.filter((week) => !others.includes(week)))), ahead(daysOf(then)));
  }
}

function expectSame(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected);
}

const CHANGES: ReadonlySet<Step['kind']> = new Set(['change', 'move race']);
const REWRITES: ReadonlySet<Step['kind']> = new Set([
  ...CHANGES,
  'rewrite week',
  'rewrite phase',
  'replan',
  'live',
]);

/** Other days, phases, goal, settings or start, as they may be asked for. */
function changeOf(a: number, b: number, { startDate, phases }: Pick<State, 'startDate' | 'phases'>): object {
  switch (b % 5) {
    case 0:
      return {
        preferredDays: [1, 2, 3, 4, 5, 6, 7].filter((day) => (a >> (day - 1)) % 2 === 1 || day === 3),
      };
    case 1: {
      const weeks = phases.map(({ weekCount }) => weekCount);
      const [from, to] = [a % 4, (a + 1) % 4];
      const moved = weeks.map((count, at) => count + (at === from ? -1 : at === to ? 1 : 0));
      const [base, build, peak, taper] = moved;
      return { phases: { base, build, peak, taper } };
    }
    case 2:
      return { goalTime: `3:${10 + (a % 50)}:00` };
    case 3:
      return { settings: { mostMiles: a % 2 === 0 ? 20 + (a % 30) : null, recoveryEvery: 2 + (a % 3) } };
    default:
      return { startDate: addDays(startDate, a % 2 === 0 ? 7 : -7) };
  }
}

/** A change that is not refused is one version, or none where nothing is other than before. */
function expectFollowed(
  answer: { status: number; body: { change?: unknown; replanned?: string[] } },
  { before, after }: { before: State; after: State },
): void {
  const { change, replanned } = answer.body;
  const isOther = answer.status === 200 && (change || (replanned?.length ?? 0) > 0);
  const made = after.versions.filter(
    ({ number, reason }) => number > before.versions.length && /^(plan.changed|race.moved)$/.test(reason),
  );
  expectSame(made.length, isOther ? 1 : 0);
  const races = daysOf(after.weeks).filter(({ workoutType }) => workoutType === 'race');
  expectSame(
    races.every(({ date }) => date === after.race.date),
    true,
  );
}

/** Whatever writes weeks anew lays them around the days that staff hold. */
function expectLocked(before: State, after: State): void {
  const locked = daysOf(before.weeks).filter((day) => day.locked);
  const dates = new Set(locked.map(({ date }) => date));
  expect(daysOf(after.weeks).filter(({ date }) => dates.has(date))).toEqual(locked);
}

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WeekWriter } from '../../src/ai/week-writer.js';
import { WORKOUTS } from '../../src/coaching/workouts/library.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { lockWaits } from '../support/lock-waits.js';
import { anotherWorkout, OWN_EASY, OWN_INTERVALS } from '../support/own-workouts.js';
import { WorkoutTemplate } from '../../src/workouts/workout-template.entity.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
let coach: Person;
let other: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  admin = await signedIn(test, 'admin');
  coach = await signedIn(test, 'coach');
  other = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const get = (path: string, person = coach) => test.http.get(`/api/workouts${path}`).set(person.headers);
const post = (body: object, person = coach) => test.http.post('/api/workouts').set(person.headers).send(body);
const patch = (id: string, body: object, person = coach) =>
  test.http.patch(`/api/workouts/${id}`).set(person.headers).send(body);
const remove = (id: string, person = coach) => test.http.delete(`/api/workouts/${id}`).set(person.headers);

async function made(person = coach, change: object = {}): Promise<string> {
  const { status, body } = await post({ ...anotherWorkout(), ...change }, person);
  expect([status, body.errors]).toEqual([201, undefined]);
  return body.id;
}

/** A plan written in full for an athlete of the coach, with the ids of its workouts. */
async function generated(person: Person | null) {
  const { id, raceId } = await aDraft(test, person ? { coach: person } : {});
  const sent = { trainingPlanId: id, mode: 'complete' };
  const { status } = await test.http.post('/api/training-plan/generate').set(admin.headers).send(sent);
  expect(status).toBe(200);
  return { id, raceId, days: await drawnIn(id) };
}

async function drawnIn(plan: string): Promise<Set<string | null>> {
  const days = await test.orm.em.fork().find(TrainingPlanDay, { plan });
  return new Set(days.map(({ workoutId }) => workoutId));
}

const drawnFor = async (person: Person | null) => (await generated(person)).days;

describe('the workout library', () => {
  it('lists staff’s own before the built-in, page by page, each once', async () => {
    const ids = [await made(), await made(admin)];
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(`?limit=40${cursor}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual([...ids.toReversed(), ...WORKOUTS.map(({ id }) => id)]);
  });

  it.each([
    ['source=own&dayType=easy', []],
    ['source=built-in&dayType=shakeout&q=NAP', []],
    ['q=Cruise friendly', ['tempo-short-cruise']],
    [
      'dayType=intervals&phase=base&class=5k&level=novice&source=built-in&q=hill steady climb',
      ['intervals-hill-long'],
    ],
    ['phase=base&dayType=long_run&q=goal pace', []],
  ])('finds by %s', async (query, expected) => {
    const { body } = await get(`?${query}`);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(expected);
  });

  it('finds staff’s own by words, phase, class and level', async () => {
    const id = await made(coach, {
      name: 'Towpath 100%',
      phases: ['peak'],
      classes: ['half'],
      levels: ['novice'],
    });
    const found = async (query: string) =>
      (await get(`?${query}`)).body.items.map((each: { id: string }) => each.id);
    expect(await found('q=towpath 100%25&phase=peak&class=half&level=novice')).toEqual([id]);
    expect(await found('q=towpath&phase=base')).toEqual([]);
    expect(await found('q=towpath&class=5k')).toEqual([]);
    expect(await found('q=towpath&level=advanced')).toEqual([]);
    expect((await get('?cursor=bm90LW91cnM')).status).toBe(400);
  });

  it('shows a built-in workout, and leaves it as it is', async () => {
    const { status, body } = await get('/tempo-cruise');
    expect([status, body.source, body.name, body.shared]).toEqual([
      200,
      'built-in',
      'Cruise intervals',
      true,
    ]);
    expect(await patch('tempo-cruise', { name: 'Mine' }, admin)).toMatchObject({
      status: 403,
      body: { code: 'workout.built_in' },
    });
    expect((await remove('tempo-cruise', admin)).body.code).toBe('workout.built_in');
    expect((await get('/tempo-nothing')).body.errors[0].pointer).toBe('/id');
  });
});

describe('a workout of staff’s own', () => {
  it('is stored as it was sent, and shown to all staff', async () => {
    const sent = anotherWorkout();
    const { body } = await post(sent);
    expect(body).toMatchObject({
      ...sent,
      source: 'own',
      shared: false,
      createdById: coach.id,
      retiredAt: null,
    });
    expect((await get(`/${body.id}`, other)).body).toEqual(body);
    expect((await post(anotherWorkout(), admin)).body.shared).toBe(true);
  });

  it('is refused with everything that stands against it, by rule', async () => {
    const steps = [{ minutes: 7, zone: 'interval' }];
    const structure = { kind: 'sets', steps, fewest: 3, most: 6, jog: 2 };
    const { status, body } = await post({ ...anotherWorkout(), name: 'On and off', easier: 'x', structure });
    expect([status, body.code]).toEqual([400, 'workout.rule_broken']);
    expect(body.errors).toEqual([
      expect.objectContaining({ pointer: '/structure/steps/0/minutes', rule: 'K' }),
      expect.objectContaining({ pointer: '/structure/jog', rule: 'K' }),
      { pointer: '/name', detail: 'Is the name of "On and off" already.' },
      expect.objectContaining({ pointer: '/easier' }),
    ]);
  });

  it.each([
    [{ structure: { kind: 'laps' } }, '/structure/kind'],
    [{ structure: [] }, '/structure'],
    [{ structure: { kind: 'sets', steps: [null], fewest: 1, most: 1, jog: 0 } }, '/structure/steps'],
    [
      { structure: { kind: 'parts', parts: [{ share: '1', zone: 'easy', x: 1 }] } },
      '/structure/parts/0/share',
    ],
    [{ phases: ['base', 'base'] }, '/phases'],
    [{ classes: [] }, '/classes'],
    [{ name: null }, '/name'],
  ])('is refused for %j', async (change, pointer) => {
    const { status, body } = await post({ ...anotherWorkout(), ...change });
    expect([status, body.code]).toEqual([400, 'request.invalid']);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  it('has a name of its own, also when two are sent at once', async () => {
    const sent = anotherWorkout();
    const twin = { ...anotherWorkout(), name: sent.name.toUpperCase() };
    const answers = await Promise.all([post(sent), post(twin)]);
    const outcomes = answers.map(({ status, body }) => String(body.code ?? status));
    expect(outcomes).toContain('201');
    expect(outcomes.some((each) => /^workout\.(name_taken|rule_broken)$/.test(each))).toBe(true);
  });

  it('is held against those that are sent at the same time', async () => {
    const sent = anotherWorkout();
    const alike = ['Over the bridge', 'Round the lake', 'Along the wall'].map((name) => ({ ...sent, name }));
    const answers = await Promise.all(alike.map((each) => post(each)));
    const tally = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([tally(201), tally(400)]).toEqual([1, 2]);
  });

  it('is not held by who retires it while others change the library', async () => {
    const id = await made();
    const { sent } = await test.orm.em.fork().transactional(async (em) => {
      const run = (sql: string) => em.getConnection().execute(sql, [], 'run', em.getTransactionContext());
      await run('lock table workout_template in share row exclusive mode');
      const sent = remove(id).then((answer) => answer);
      await lockWaits(test);
      // Were it held, this would wait for somebody who waits for this transaction.
      await run(`select 1 from workout_template where id = '${id}' for update nowait`);
      return { sent };
    });
    expect((await sent).status).toBe(204);
  });

  it('is changed by whoever made it, and checked anew', async () => {
    const id = await made();
    expect((await patch(id, { feel: 'Strong all the way, and glad of it at the end.' })).body.feel).toMatch(
      /glad/,
    );
    expect((await patch(id, { minMiles: 2 })).body.errors).toMatchObject([
      { pointer: '/minMiles', rule: 'E' },
    ]);
    expect((await patch(id, { feel: 'Any feel at all is well enough.' }, other)).status).toBe(403);
    expect((await get(`/${id}`)).body.minMiles).toBe(4);
  });

  it('is drawn for all when an admin made it, for the coach’s athletes when a coach did, and never once retired', async () => {
    const easy = { ...OWN_INTERVALS, dayType: 'easy', family: 'easy_mix', id: undefined };
    const run = (words: string, share: number) => ({
      ...easy,
      name: `Run ${words}`,
      purpose: `Keeps an easy run awake, ${words}.`,
      feel: `A little lighter after every bend, ${words}.`,
      phases: ['base', 'build', 'peak', 'taper'],
      structure: {
        kind: 'parts',
        parts: [
          { share, zone: 'easy' },
          { share: Number((1 - share).toFixed(2)), zone: 'easy', shade: 'free' },
        ],
      },
    });
    const shared = await made(admin, run('for all', 0.41));
    const coachs = await made(coach, run('of the coach', 0.42));
    const retired = await made(coach, run('yesteryear', 0.43));
    expect((await remove(retired)).status).toBe(204);
    const [mine, others] = [await drawnFor(coach), await drawnFor(other)];
    expect([mine.has(shared), mine.has(coachs), mine.has(retired)]).toEqual([true, true, false]);
    expect([others.has(shared), others.has(coachs)]).toEqual([true, false]);
    const { body } = await get(`/${retired}`);
    expect([body.name, body.retiredAt === null]).toEqual(['Run yesteryear', false]);
    expect((await get('?q=yesteryear')).body.items).toEqual([]);
    expect((await patch(retired, { minMiles: 5 })).body.code).toBe('workout.retired');
    // Its name is free again.
    await made(coach, run('yesteryear', 0.44));
  });

  async function inLibrary(by: Person, name: string): Promise<string> {
    const em = test.orm.em.fork();
    const { id: _, phases, classes, levels, ...rest } = OWN_EASY;
    const suits = { phases: [...phases], classes: [...classes], levels: [...levels] };
    const own = { ...rest, ...suits, name, shared: false, createdBy: by.id, retiredAt: null };
    const { id } = em.create(WorkoutTemplate, own);
    await em.flush();
    return id;
  }

  const move = async (raceId: string) =>
    test.http.patch(`/api/races/${raceId}`).set(admin.headers).send({ date: '2027-03-28', replan: true });

  it('leaves nobody without a plan: where its weeks break a rule, they are from the built-in library', async () => {
    const by = await signedIn(test, 'coach');
    const own = await inLibrary(by, 'Too far');
    const writer = test.app.get(WeekWriter, { strict: false });
    const sound = writer.write.bind(writer);
    const far = vi.spyOn(writer, 'write').mockImplementation(async (task) => {
      const laid = await sound(task);
      if (!task.ownWorkouts?.length) return laid;
      return laid.map(({ week, provenance }) => {
        const days = week.days.map((day) => ({ ...day, miles: 2 * day.miles }));
        return { week: { ...week, days }, provenance };
      });
    });
    const { days } = await generated(by);
    expect(far).toHaveBeenCalledTimes(2);
    far.mockRestore();
    expect([days.size > 5, days.has(own)]).toEqual([true, false]);
  });

  it('is drawn for weeks that are written anew because a race moves', async () => {
    const by = await signedIn(test, 'coach');
    const { id, raceId } = await generated(by);
    const own = [await inLibrary(by, 'Along the river'), await inLibrary(by, 'Up the river')];
    const { status, body } = await move(raceId);
    expect([status, body.replanned]).toEqual([200, [id]]);
    const drawn = await drawnIn(id);
    expect(own.filter((each) => drawn.has(each))).not.toEqual([]);
  });
});

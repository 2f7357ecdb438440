import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhaseResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { PlanVersion } from '../../src/plans/plan-version.entity.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY, type DraftOptions } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const post = (path: string, body: object = {}) =>
  test.http.post(`/api/training-plan${path}`).set(coach.headers).send(body);
const get = (path: string) => test.http.get(`/api/training-plan${path}`).set(coach.headers);
const generateWeek = (trainingPlanId: string, weekNumber: number, body: object = {}) =>
  post('/week/generate', { trainingPlanId, weekNumber, ...body });

const QUALITY: ReadonlySet<string> = new Set(['tempo', 'intervals']);

/** Starts in two weeks: no week has begun. */
const AHEAD = { draft: { startDate: '2026-12-07' } } satisfies DraftOptions;

async function aPlan(mode: 'progressive' | 'complete', options: DraftOptions = {}): Promise<string> {
  const { id } = await aDraft(test, { coach, ...options });
  await post('/generate', { trainingPlanId: id, mode }).expect(200);
  return id;
}

async function phasesOf(id: string): Promise<PhaseResponse[]> {
  const { body } = await get(`/${id}`).expect(200);
  return body.phases;
}

async function weeksOf(id: string): Promise<WeekResponse[]> {
  return (await phasesOf(id)).flatMap(({ weeks }) => weeks ?? []);
}

/** What the athlete runs, without the keys and the author's marks of one plan. */
function runs(weeks: readonly WeekResponse[]) {
  return weeks.map(({ weekNumber, miles, notes, days }) => ({ weekNumber, miles, notes, days }));
}

describe('a plan written week by week', () => {
  it.each<[string, DraftOptions]>([
    ['from a Monday', {}],
    ['from a Thursday', { draft: { startDate: '2026-11-26' } }],
    ['to a race on a Tuesday', { race: { date: '2027-02-09' } }],
  ])('is the plan written at once, %s', async (_, options) => {
    const seeded = { ...options, draft: { ...options.draft, seed: 4711 } };
    const whole = await aPlan('complete', seeded);
    const stepwise = await aPlan('progressive', seeded);
    const weeks = await weeksOf(whole);
    for (const { weekNumber } of weeks.slice(1)) await generateWeek(stepwise, weekNumber).expect(200);
    expect(runs(await weeksOf(stepwise))).toEqual(runs(weeks));
    const totals = async (id: string) => (await phasesOf(id)).map(({ totalMiles }) => totalMiles);
    expect(await totals(stepwise)).toEqual(await totals(whole));
  });

  it('is the same by phases', async () => {
    const seeded = { draft: { seed: 4711 } };
    const id = await aPlan('progressive', seeded);
    for (const [name, weeks] of [
      ['base', 3],
      ['build', 6],
      ['peak', 3],
      ['taper', 3],
    ] as const) {
      const { status, body } = await post(`/${id}/phases/${name}/generate`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ trainingPlanId: id, phase: name, weeksGenerated: weeks });
    }
    expect(runs(await weeksOf(id))).toEqual(runs(await weeksOf(await aPlan('complete', seeded))));
    const again = await post(`/${id}/phases/peak/generate`);
    expect([again.status, again.body.code]).toEqual([409, 'week.exists']);
  });

  it('follows the athlete as they were when it was generated', async () => {
    const seeded = { draft: { seed: 12 } };
    const { id, athleteId } = await aDraft(test, { coach, ...seeded });
    await post('/generate', { trainingPlanId: id }).expect(200);
    await test.orm.em
      .fork()
      .nativeUpdate(
        Athlete,
        { id: athleteId },
        { fiveKPace: 300, currentWeeklyMileage: 60, preferredDays: [1, 3] },
      );
    await generateWeek(id, 2).expect(200);
    const whole = await aPlan('complete', seeded);
    expect(runs(await weeksOf(id))).toEqual(runs((await weeksOf(whole)).slice(0, 2)));
  });

  it('answers with the week as it is read later', async () => {
    const id = await aPlan('progressive');
    const { body } = await generateWeek(id, 2);
    expect(body).toMatchObject({ trainingPlanId: id, weekNumber: 2 });
    expect((await get(`/${id}/weeks/2`)).body).toEqual(body.week);
    expect((await weeksOf(id)).at(1)).toEqual(body.week);
  });

  it('stays in order', async () => {
    const id = await aPlan('progressive');
    const code = async (weekNumber: number, body = {}) => {
      const answer = await generateWeek(id, weekNumber, body);
      return `${answer.status} ${answer.body.code}`;
    };
    expect(await code(3)).toBe('400 week.previous_missing');
    expect(await code(3, { regenerate: true })).toBe('400 week.previous_missing');
    expect(await code(1)).toBe('409 week.exists');
    for (const weekNumber of [0, -1, 17, 1e9]) expect(await code(weekNumber)).toBe('400 week.out_of_range');
    const phase = await post(`/${id}/phases/peak/generate`);
    expect([phase.status, phase.body.code]).toEqual([400, 'week.previous_missing']);
  });

  it('is for plans that are active', async () => {
    const { id } = await aDraft(test, { coach });
    expect((await generateWeek(id, 1)).body.code).toBe('plan.not_active');
    expect((await post(`/${id}/phases/base/generate`)).body.code).toBe('plan.not_active');
    const paused = await aPlan('progressive');
    await post(`/${paused}/pause`).expect(200);
    expect((await generateWeek(paused, 2)).body.code).toBe('plan.not_active');
  });
});

describe('writing a week anew', () => {
  it('changes the sessions, not the days and their miles, and keeps what was before as a version', async () => {
    const id = await aPlan('complete', AHEAD);
    const before = await weeksOf(id);
    const { status, body } = await generateWeek(id, 6, { regenerate: true });
    expect(status).toBe(200);
    const after = await weeksOf(id);
    expect(after.filter(({ weekNumber }) => weekNumber !== 6)).toEqual(
      before.filter(({ weekNumber }) => weekNumber !== 6),
    );
    const shape = ({ days = [] }: WeekResponse) =>
      days.map(({ date, workoutType, miles }) => [date, workoutType, miles]);
    const [was, is] = [before[5], after[5]];
    expect(is).toEqual(body.week);
    expect(was && is && shape(is)).toEqual(was && shape(was));
    expect(is?.days).not.toEqual(was?.days);

    const versions = await get(`/${id}/versions`);
    expect(versions.body.items).toMatchObject([
      { number: 2, reason: 'week.regenerated', actorId: coach.id },
      { number: 1, reason: 'generated', actorId: coach.id },
    ]);
    const first = await get(`/${id}/versions/1`);
    expect(first.body.phases.flatMap(({ weeks }: PhaseResponse) => weeks)).toEqual(before);
    const second = await get(`/${id}/versions/2`);
    expect(second.body.phases).toEqual(await phasesOf(id));
    expect((await get(`/${id}/versions/3`)).body.code).toBe('version.not_found');
    expect((await get(`/${id}`)).headers['etag']).toBe('"3"');
  });

  it('passes the audit, whatever week it is, again and again', async () => {
    const id = await aPlan('complete', AHEAD);
    for (const weekNumber of [1, 4, 8, 11, 14, 14, 14]) {
      await generateWeek(id, weekNumber, { regenerate: true }).expect(200);
    }
    const { body } = await get(`/${id}/audit`);
    expect(body.findings.filter(({ severity }: { severity: string }) => severity === 'blocking')).toEqual([]);
    expect(await test.orm.em.fork().count(PlanVersion, { plan: id })).toBe(8);
  });

  it('does not touch a week that has begun', async () => {
    const id = await aPlan('complete');
    const begun = await generateWeek(id, 1, { regenerate: true });
    expect([begun.status, begun.body.code]).toEqual([400, 'week.begun']);
    const partWeek = await aPlan('complete', { draft: { startDate: '2026-11-24' } });
    await generateWeek(partWeek, 1, { regenerate: true }).expect(200);
  });

  it('leaves locked days as they are, unless it is told to overwrite them', async () => {
    const id = await aPlan('complete', AHEAD);
    const locked = (await weeksOf(id))[5]?.days?.find(({ workoutType }) => QUALITY.has(workoutType));
    if (!locked) throw new Error('A build week has a quality day');
    const row = { plan: id, date: locked.date };
    await test.orm.em.fork().nativeUpdate(TrainingPlanDay, row, { locked: true });
    const dayOf = (week: WeekResponse) => week.days?.find(({ date }) => date === row.date);
    const kept = await generateWeek(id, 6, { regenerate: true });
    locked.locked = true;
    expect(dayOf(kept.body.week)).toEqual(locked);
    expect((await weeksOf(id))[5]).toEqual(kept.body.week);
    const overwritten = await generateWeek(id, 6, { regenerate: true, overwriteEdits: true });
    expect(dayOf(overwritten.body.week)).toMatchObject({ locked: false });
    expect(dayOf(overwritten.body.week)?.workout).not.toEqual(locked.workout);
  });
});

describe('reading', () => {
  it('a week not yet written says when it is due', async () => {
    const id = await aPlan('progressive');
    const { status, body } = await get(`/${id}/weeks/2`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      weekNumber: 2,
      phase: 'base',
      startDate: '2026-11-30',
      endDate: '2026-12-06',
      dueDate: '2026-11-20',
      inReview: false,
      days: [],
    });
    for (const n of ['0', '17', '1e15']) {
      const missing = await get(`/${id}/weeks/${n}`);
      expect([missing.status, missing.body.code]).toEqual([404, 'week.not_found']);
    }
    expect((await get(`/${id}/weeks/two`)).status).toBe(400);
    const { id: draft } = await aDraft(test, { coach });
    expect((await get(`/${draft}/weeks/1`)).body.code).toBe('week.not_found');
  });

  it('gives a plan with exactly the fields it is to have', async () => {
    const id = await aPlan('complete', AHEAD);
    const { body } = await get(`/${id}`);
    const keys = (value: object | undefined) => Object.keys(value ?? {}).sort();
    expect(keys(body)).toEqual(
      expect.arrayContaining(
        (
          'id status mode name athleteId race goalTime startDate totalWeeks goalPace5K goalRacePace ' +
          'predictedRacePace realism readiness revision warnings phases'
        ).split(' '),
      ),
    );
    const [phase] = body.phases;
    expect(keys(phase)).toEqual(['name', 'plannedMiles', 'totalMiles', 'weekCount', 'weeks']);
    expect(keys(phase.weeks[0])).toEqual(
      'adaptation days endDate miles notes phase provenance releasedAt startDate stretch targetMiles trainingMiles weekNumber'.split(
        ' ',
      ),
    );
    expect(keys(phase.weeks[0].days[1])).toEqual(
      'alternative cooldown date dayNumber locked miles notes outsidePlan warmup workout workoutType'.split(
        ' ',
      ),
    );
    expect(keys(phase.weeks[0].days[1].workout[0])).toEqual(['distanceMiles', 'lapIndex', 'paceGoal']);
  });

  it.each([
    ['plan', (phases: PhaseResponse[] | undefined) => phases === undefined],
    ['phases', (phases) => phases?.[0] !== undefined && phases[0].weeks === undefined],
    ['weeks', (phases) => phases?.[0]?.weeks?.[0] !== undefined && phases[0].weeks[0].days === undefined],
    ['weeks,phases,days', (phases) => phases?.[0]?.weeks?.[0]?.days?.[1]?.workout === undefined],
    ['laps', (phases) => (phases?.[0]?.weeks?.[0]?.days?.[1]?.workout?.length ?? 0) > 0],
  ] satisfies [string, (phases: PhaseResponse[] | undefined) => boolean][])(
    'is trimmed by ?include=%s',
    async (include, isTrimmed) => {
      const id = await aPlan('progressive');
      const { status, body } = await get(`/${id}?include=${include}`);
      expect(status).toBe(200);
      expect(isTrimmed(body.phases)).toBe(true);
    },
  );

  it('refuses an include it does not know', async () => {
    const id = await aPlan('progressive');
    for (const query of [
      'include=everything',
      'include=',
      'include=days,',
      'include=days&include=laps&x=1',
    ]) {
      expect({ query, status: (await get(`/${id}?${query}`)).status }).toEqual({ query, status: 400 });
    }
  });
});

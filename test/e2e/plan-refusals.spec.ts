import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { CLOCK, type Clock } from '../../src/common/clock.js';
import { Generation } from '../../src/plans/generation.entity.js';
import type { PlanResponse } from '../../src/plans/plan-response.dto.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
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

const auditOf = (subjectId: string) =>
  test.orm.em.fork().find(AuditEntry, { subjectId }, { orderBy: { id: 'asc' } });
const bring = (id: string, action: 'pause' | 'archive') =>
  test.http.post(`/api/training-plan/${id}/${action}`).set(coach.headers).expect(200);
const generate = (trainingPlanId: string, body: object = {}, person = coach) =>
  test.http
    .post('/api/training-plan/generate')
    .set(person.headers)
    .send({ trainingPlanId, ...body });

describe('what is missing', () => {
  it('is said all at once, each with its code and field', async () => {
    const { id, athleteId } = await aDraft(test, {
      coach,
      draft: { goalTime: null, goalTimeSeconds: null, startDate: null },
    });
    const em = test.orm.em.fork();
    await em.nativeUpdate(
      Athlete,
      { id: athleteId },
      { fiveKPace: null, currentWeeklyMileage: null, preferredDays: null },
    );
    await em.getConnection().execute(`delete from race_training_plan where plan_id = '${id}'`);
    const { status, body } = await generate(id);
    expect([status, body.code]).toEqual([400, 'plan.goal_time_missing']);
    expect(body.errors).toMatchObject([
      { code: 'plan.goal_time_missing', pointer: '/goalTime' },
      { code: 'plan.start_date_missing', pointer: '/startDate' },
      { code: 'plan.race_missing', pointer: '/raceId' },
      { code: 'athlete.pace_missing', pointer: '/athlete/fiveKPace' },
      { code: 'athlete.mileage_missing', pointer: '/currentWeeklyMileage' },
      { code: 'athlete.preferred_days_missing', pointer: '/preferredDays' },
    ]);
    expect(await test.orm.em.fork().count(Generation, { plan: id })).toBe(0);
  });

  it.each([
    ['goalTime', 'plan.goal_time_missing'],
    ['startDate', 'plan.start_date_missing'],
  ] as const)('is said alone: %s', async (field, code) => {
    const draft = field === 'goalTime' ? { goalTime: null, goalTimeSeconds: null } : { startDate: null };
    const { id } = await aDraft(test, { coach, draft });
    const { body } = await generate(id);
    expect(body.errors.map((error: { code: string }) => error.code)).toEqual([code]);
  });

  it('may be said by the draft where the athlete says nothing', async () => {
    const { id, athleteId } = await aDraft(test, { coach, draft: { preferredDays: [1, 3, 6] } });
    await test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId }, { preferredDays: null });
    expect((await generate(id)).status).toBe(200);
  });
});

describe('dates that do not fit', () => {
  const refusal = async (startDate: string, date: string, athlete: DraftOptions['athlete'] = {}) => {
    const { id } = await aDraft(test, { coach, draft: { startDate }, race: { date }, athlete });
    const { status, body } = await generate(id);
    return { status, code: body.code, detail: body.detail };
  };

  it('a race yesterday: what would be early and late enough, and since when it is too late', async () => {
    const { status, code, detail } = await refusal(TODAY, '2026-11-22');
    expect([status, code]).toEqual([400, 'plan.too_short']);
    for (const date of ['2026-12-14', '2027-11-21', '2026-11-01']) expect(detail).toContain(date);
  });

  it('a race 14 days off', async () => {
    const { status, code, detail } = await refusal(TODAY, '2026-12-07');
    expect([status, code]).toEqual([400, 'plan.too_short']);
    for (const date of ['2026-12-14', '2027-11-21', '2026-11-22']) expect(detail).toContain(date);
  });

  it('a race 53 weeks off', async () => {
    const { status, code, detail } = await refusal(TODAY, '2027-11-29');
    expect([status, code]).toEqual([400, 'plan.too_long']);
    for (const date of ['2026-12-14', '2027-11-21', '2026-12-07']) expect(detail).toContain(date);
  });

  it('a start after the race: the start that makes it work', async () => {
    const { status, code, detail } = await refusal('2027-03-20', '2027-03-14');
    expect([status, code]).toEqual([400, 'plan.too_short']);
    for (const date of ['2027-04-05', '2028-03-12', '2027-02-15']) expect(detail).toContain(date);
  });

  it('a start in a week that is over', async () => {
    const { status, code, detail } = await refusal('2026-11-22', '2027-03-14');
    expect([status, code]).toEqual([400, 'plan.start_in_past']);
    expect(detail).toContain('2026-11-23');
  });

  it('works with the dates that the refusals name', async () => {
    for (const [startDate, date] of [
      [TODAY, '2026-12-14'],
      [TODAY, '2027-11-21'],
      ['2026-12-07', '2027-11-29'],
      ['2027-02-15', '2027-03-14'],
      ['2027-02-21', '2027-03-14'],
    ] as const) {
      const { id } = await aDraft(test, {
        coach,
        draft: { startDate, goalTime: '25:00', goalTimeSeconds: 1500 },
        race: { date, metres: 5000 },
      });
      expect({ startDate, date, status: (await generate(id)).status }).toEqual({
        startDate,
        date,
        status: 200,
      });
    }
  });

  it('takes this week for the one it is where the athlete lives', async () => {
    const sundayButInAuckland: Clock = {
      now: () => new Date('2026-11-22T12:00:00Z'),
      today: (timeZone) => (timeZone === 'Pacific/Auckland' ? '2026-11-23' : '2026-11-22'),
    };
    const midnight = await startTestApp({
      override: (builder) => builder.overrideProvider(CLOCK).useValue(sundayButInAuckland),
    });
    try {
      const admin = await signedIn(midnight, 'admin');
      const codes: string[] = [];
      for (const timeZone of ['Pacific/Auckland', 'America/Los_Angeles']) {
        const { id } = await aDraft(midnight, { draft: { startDate: '2026-11-18' }, athlete: { timeZone } });
        const { body } = await midnight.http
          .post('/api/training-plan/generate')
          .set(admin.headers)
          .send({ trainingPlanId: id });
        codes.push(body.code ?? body.status);
      }
      expect(codes).toEqual(['plan.start_in_past', 'active']);
    } finally {
      await midnight.close();
    }
  });
});

describe('a plan that does not prepare for its race', () => {
  const unready: DraftOptions = {
    athlete: { currentWeeklyMileage: 5, fiveKPace: 700 },
    race: { date: '2026-12-27' },
    draft: { goalTime: '5:30:00', goalTimeSeconds: 19_800 },
  };

  it('needs staff to accept the risk, which is written down', async () => {
    const { id } = await aDraft(test, { coach, ...unready });
    const refused = await generate(id);
    expect([refused.status, refused.body.code]).toEqual([400, 'plan.not_ready']);
    expect(refused.body.detail).toContain('acceptRisk');
    expect((await generate(id, { acceptRisk: false })).status).toBe(400);

    const accepted = await generate(id, { acceptRisk: true });
    expect(accepted.status).toBe(200);
    expect(accepted.body.warnings).toContainEqual(expect.objectContaining({ code: 'readiness.not_ready' }));
    expect(await auditOf(id)).toMatchObject([
      { action: 'plan.risk_accepted', actorId: coach.id, detail: { readiness: 'not_ready' } },
      { action: 'plan.generated', actorId: coach.id },
    ]);
  });

  it('cannot be had by an athlete', async () => {
    const { id, athleteId } = await aDraft(test, { coach, ...unready });
    const athlete = await signedIn(test, 'athlete', athleteId);
    expect((await generate(id, {}, athlete)).body.code).toBe('plan.not_ready');
    const forbidden = await generate(id, { acceptRisk: true }, athlete);
    expect([forbidden.status, forbidden.body.code]).toEqual([403, 'access.denied']);
    expect(await auditOf(id)).toEqual([]);
  });

  it('accepts no risk where there is none', async () => {
    const { id } = await aDraft(test, { coach });
    expect((await generate(id, { acceptRisk: true })).status).toBe(200);
    expect(await auditOf(id)).toMatchObject([{ action: 'plan.generated' }]);
  });
});

describe('who writes', () => {
  it('is one of the authors there are', async () => {
    const { id } = await aDraft(test, { coach });
    const unknown = await generate(id, { model: 'gpt-9' });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'request.invalid']);
    expect(unknown.body.errors).toMatchObject([{ pointer: '/model' }]);
    expect(unknown.body.detail).toContain('built-in-coach');
    expect((await generate(id, { model: 'built-in-coach' })).status).toBe(200);
  });

  it('is not for an athlete to choose', async () => {
    const { id, athleteId } = await aDraft(test, { coach });
    const athlete = await signedIn(test, 'athlete', athleteId);
    expect((await generate(id, { model: 'built-in-coach' }, athlete)).status).toBe(403);
    expect((await generate(id, {}, athlete)).status).toBe(200);
  });
});

describe('a plan of the same athlete', () => {
  it('may not lie on days of another that is active or paused', async () => {
    const first = await aDraft(test, { coach });
    await generate(first.id).expect(200);
    const later = async (startDate: string, date: string) => {
      const { id } = await aDraft(test, { coach, draft: { startDate }, race: { date } });
      await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { athlete: first.athleteId });
      return id;
    };
    const overlapping = await later('2027-03-14', '2027-07-04');
    for (const status of ['active', 'paused'] as const) {
      if (status === 'paused') await bring(first.id, 'pause');
      const refused = await generate(overlapping);
      expect([refused.status, refused.body.code]).toEqual([409, 'athlete.plan_overlaps']);
      expect(refused.body.detail).toContain('2027-03-14');
    }
    expect((await generate(await later('2027-03-15', '2027-07-04'))).status).toBe(200);
    await bring(first.id, 'archive');
    expect((await generate(await later('2026-11-23', '2027-03-14'))).status).toBe(200);
  });

  it('may not end on the day on which another begins', async () => {
    const [startDate, date] = ['2027-03-14', '2027-07-04'];
    const later = await aDraft(test, { coach, draft: { startDate }, race: { date } });
    await generate(later.id).expect(200);
    const { id } = await aDraft(test, { coach, race: { date: startDate } });
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, { athlete: later.athleteId });
    const refused = await generate(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'athlete.plan_overlaps']);
  });

  it('is one of two that are generated at once', async () => {
    const first = await aDraft(test, { coach });
    const second = await aDraft(test, { coach });
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id: second.id }, { athlete: first.athleteId });
    const answers = await Promise.all([generate(first.id), generate(second.id)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('athlete.plan_overlaps');
  });
});

describe('a goal out of reach', () => {
  it('is a plan with a warning, trained at the pace of today', async () => {
    const { id } = await aDraft(test, {
      coach,
      athlete: { fiveKPace: 900 },
      draft: { goalTime: '1:59:00', goalTimeSeconds: 7140 },
    });
    // Three hours at this pace are no preparation for a marathon either, so staff have to take that on themselves.
    const answer = await generate(id, { mode: 'complete', acceptRisk: true });
    expect(answer.status).toBe(200);
    expect(answer.body.warnings).toContainEqual(expect.objectContaining({ code: 'goal.unrealistic' }));
    const plan = await test.http.get(`/api/training-plan/${id}`).set(coach.headers);
    expect(plan.body).toMatchObject({ realism: 'unrealistic', goalTime: '1:59:00', goalRacePace: '4:32' });
    const cascade: PlanResponse = plan.body;
    const minutes = (cascade.phases ?? [])
      .flatMap(({ weeks }) => weeks ?? [])
      .flatMap(({ days }) => days ?? [])
      .filter(({ workoutType }) => workoutType !== 'race')
      .flatMap(({ workout }) => workout ?? [])
      .flatMap(({ paceGoal }) => (paceGoal === null ? [] : Number.parseInt(paceGoal, 10)));
    expect(minutes.length).toBeGreaterThan(10);
    expect(Math.min(...minutes)).toBeGreaterThan(12);
  });
});

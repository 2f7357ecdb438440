import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AthletePace } from '../../src/athletes/athlete-pace.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import type { PlanInputs } from '../../src/coaching/model.js';
import { CLOCK, createClock } from '../../src/common/clock.js';
import type { FindingResponse } from '../../src/plans/cascade-response.dto.js';
import { Suggestion } from '../../src/plans/suggestion.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, MARATHON_DAY, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Proposed = Partial<Pick<Suggestion, 'rule' | 'proposal' | 'key' | 'state' | 'weekNumber'>>;

const PACE: Proposed = {
  rule: 'pace.update',
  proposal: { fiveKPace: 440, date: addDays(TODAY, -1), source: 'race' },
};
const GOAL: Proposed = { rule: 'goal.review', proposal: { goalTimeSeconds: 14_400 } };
const SILENT: Proposed = { rule: 'activities.silent', proposal: {} };

let today = TODAY;
let test: TestApp;
let coach: Person;
let admin: Person;
beforeAll(async () => {
  const clock = { now: () => createClock(today).now(), today: () => today };
  test = await startTestApp({ override: (builder) => builder.overrideProvider(CLOCK).useValue(clock) });
  coach = await signedIn(test, 'coach');
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());
beforeEach(() => {
  today = TODAY;
});

interface Target {
  id: string;
  athleteId: string;
  sid: string;
}

/** An active plan with one suggestion. */
async function aTarget(suggestion: Proposed = SILENT): Promise<Target> {
  const { id, athleteId } = await aDraft(test, { coach });
  const body = { trainingPlanId: id };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  return { id, athleteId, sid: await suggest(id, suggestion) };
}

async function suggest(plan: string, suggestion: Proposed): Promise<string> {
  const em = test.orm.em.fork();
  const { rule = 'activities.silent', proposal = {}, key = rule, ...rest } = suggestion;
  const { id } = em.create(Suggestion, {
    plan,
    rule,
    proposal,
    key,
    text: 'Something.',
    weekNumber: null,
    ...rest,
  });
  await em.flush();
  return id;
}

function decide({ id, sid }: Target, decision: 'accept' | 'dismiss', as: Person = coach, ifMatch?: string) {
  const request = test.http.post(`/api/training-plan/${id}/suggestions/${sid}/${decision}`).set(as.headers);
  return ifMatch === undefined ? request : request.set('if-match', ifMatch);
}

const planOf = (id: string) => test.orm.em.fork().findOneOrFail(TrainingPlan, id);
const athleteOf = (id: string) => test.orm.em.fork().findOneOrFail(Athlete, id);

function inputsOf({ inputs }: TrainingPlan): PlanInputs {
  if (!inputs) throw new Error('The plan has no inputs');
  return inputs;
}

describe('suggestions', () => {
  it('are listed newest first, in pages, by state', async () => {
    const { id, sid } = await aTarget({ ...SILENT, key: 'a' });
    const others = [
      await suggest(id, { ...SILENT, key: 'b', state: 'withdrawn' }),
      await suggest(id, { ...GOAL, key: 'c', weekNumber: 3 }),
    ];
    const list = async (query: string) =>
      (await test.http.get(`/api/training-plan/${id}/suggestions${query}`).set(coach.headers).expect(200))
        .body;
    const ids = ({ items }: { items: { id: string }[] }) => items.map((item) => item.id);
    const all = await list('');
    expect(ids(all)).toEqual([...others.toReversed(), sid]);
    expect(all.items[0]).toEqual({
      id: others[1],
      weekNumber: 3,
      rule: 'goal.review',
      text: 'Something.',
      proposal: { goalTimeSeconds: 14_400 },
      state: 'open',
      decidedBy: null,
      decidedAt: null,
      createdAt: expect.any(String),
    });
    const first = await list('?limit=1');
    expect(ids(first)).toEqual([others[1]]);
    expect(ids(await list(`?limit=5&cursor=${first.nextCursor}`))).toEqual([others[0], sid]);
    expect(ids(await list('?state=withdrawn'))).toEqual([others[0]]);
    await test.http.get(`/api/training-plan/${id}/suggestions?state=x`).set(coach.headers).expect(400);
  });

  it('are decided once: the same decision again changes nothing, another is refused', async () => {
    const target = await aTarget(GOAL);
    const { body, headers } = await decide(target, 'accept').expect(200);
    expect(body).toMatchObject({ state: 'accepted', decidedBy: coach.id, decidedAt: expect.any(String) });
    const accepted = await planOf(target.id);
    expect(headers['etag']).toBe(`"${accepted.revision}"`);
    expect((await decide(target, 'accept', admin).expect(200)).body).toEqual(body);
    expect((await decide(target, 'dismiss').expect(409)).body.code).toBe('suggestion.decided');
    expect(await planOf(target.id)).toEqual(accepted);
    expect(inputsOf(accepted).changes).toHaveLength(1);
  });

  it('are accepted once when two do so at the same moment', async () => {
    const target = await aTarget(PACE);
    const answers = await Promise.all([decide(target, 'accept'), decide(target, 'accept', admin)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(inputsOf(await planOf(target.id)).changes).toHaveLength(1);
    expect(await test.orm.em.fork().count(AthletePace, { athlete: target.athleteId })).toBe(1);
  });

  it('change nothing when they are dismissed', async () => {
    const target = await aTarget(PACE);
    const before = await planOf(target.id);
    const { body } = await decide(target, 'dismiss').expect(200);
    expect(body).toMatchObject({ state: 'dismissed', decidedBy: coach.id });
    const { inputs, revision } = await planOf(target.id);
    expect({ inputs, revision }).toEqual({ inputs: before.inputs, revision: before.revision + 1 });
    expect((await athleteOf(target.athleteId)).fiveKPace).toBe(450);
    expect((await decide(target, 'dismiss').expect(200)).body).toEqual(body);
    expect((await decide(target, 'accept').expect(409)).body.code).toBe('suggestion.decided');
  });

  it('cannot be decided when they are withdrawn, for a plan that is no more theirs, or where there is none', async () => {
    const target = await aTarget({ ...PACE, state: 'withdrawn' });
    for (const decision of ['accept', 'dismiss'] as const) {
      expect((await decide(target, decision).expect(409)).body.code).toBe('suggestion.withdrawn');
    }
    const other = await aTarget();
    expect((await decide({ ...other, sid: target.sid }, 'accept').expect(404)).body.code).toBe(
      'suggestion.not_found',
    );
    expect((await decide({ ...other, sid: 'x' }, 'accept').expect(400)).body.code).toBe('request.invalid');
  });

  it('heed the state of the plan they were read in, where it is sent', async () => {
    const target = await aTarget(GOAL);
    const { revision } = await planOf(target.id);
    const statusFor = async (tag: string) => (await decide(target, 'accept', coach, tag)).status;
    expect(await statusFor(`"${revision + 1}"`)).toBe(412);
    expect(await statusFor(`"${revision}"`)).toBe(200);
    // What is done already is answered whatever was read.
    expect(await statusFor(`"${revision}"`)).toBe(200);
  });

  it('leave an entry in the audit log', async () => {
    const target = await aTarget(PACE);
    await decide(target, 'accept', admin).expect(200);
    await decide(target, 'accept', admin).expect(200);
    const entries = await test.orm.em.fork().find(AuditEntry, { subjectId: target.id, actorId: admin.id });
    expect(entries).toMatchObject([
      {
        actorId: admin.id,
        action: 'suggestion.accepted',
        detail: { suggestionId: target.sid, rule: 'pace.update' },
      },
    ]);
  });
});

describe('accepting', () => {
  it('a new pace gives it to the athlete and, from the first week that has not begun, to the plan', async () => {
    const target = await aTarget(PACE);
    const before = await planOf(target.id);
    // Thursday of week 1.
    today = addDays(TODAY, 3);
    await decide(target, 'accept').expect(200);
    const athlete = await athleteOf(target.athleteId);
    expect(athlete).toMatchObject({ fiveKPace: 440, runningChangedAt: expect.any(Date) });
    const paces = await test.http.get(`/api/athletes/${athlete.id}/paces`).set(coach.headers).expect(200);
    expect(paces.body.items).toMatchObject([{ fiveKPace: '7:20', date: addDays(TODAY, -1), source: 'race' }]);
    const plan = await planOf(target.id);
    expect(inputsOf(plan)).toEqual({ ...before.inputs, changes: [{ fromWeek: 2, fiveKPace: 440 }] });
    expect(plan.predictedRacePace).toBeLessThan(before.predictedRacePace ?? 0);
    expect(plan.goalRacePace).toBe(before.goalRacePace);
    expect(plan.blueprint).toEqual(before.blueprint);
    expect(plan.revision).toBe(before.revision + 1);
  });

  it('a new goal gives it to the plan, with its paces', async () => {
    const target = await aTarget(GOAL);
    const before = await planOf(target.id);
    await decide(target, 'accept').expect(200);
    const plan = await planOf(target.id);
    expect(inputsOf(plan).changes).toEqual([{ fromWeek: 2, goalTimeSeconds: 14_400 }]);
    expect(plan).toMatchObject({ goalTimeSeconds: 14_400, goalTime: '4:00:00' });
    expect(plan.goalRacePace).toBeGreaterThan(before.goalRacePace ?? Infinity);
    expect(plan.goalPace5K).toBeGreaterThan(before.goalPace5K ?? Infinity);
    expect((await athleteOf(target.athleteId)).fiveKPace).toBe(450);
    const shown = await test.http.get(`/api/training-plan/${plan.id}`).set(coach.headers).expect(200);
    expect(shown.body).toMatchObject({ goalTime: '4:00:00', revision: before.revision + 1 });
  });

  it.each([GOAL, PACE])(
    'is held against no week that is still to be written anew: $rule',
    async (proposed) => {
      const { id, athleteId } = await aDraft(test, { coach });
      const body = { trainingPlanId: id, mode: 'complete' };
      await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
      await decide({ id, athleteId, sid: await suggest(id, proposed) }, 'accept').expect(200);
      const blocking = async () => {
        const audit = await test.http.get(`/api/training-plan/${id}/audit`).set(coach.headers).expect(200);
        return audit.body.findings.filter(({ severity }: FindingResponse) => severity === 'blocking');
      };
      expect(await blocking()).toEqual([]);
      // One is up to date then, among those that are not.
      const again = { trainingPlanId: id, weekNumber: 5, regenerate: true };
      await test.http.post('/api/training-plan/week/generate').set(coach.headers).send(again).expect(200);
      expect(await blocking()).toEqual([]);
    },
  );

  it('keeps what staff were warned of meanwhile, and warns anew of what follows', async () => {
    const target = await aTarget({ ...GOAL, proposal: { goalTimeSeconds: 9_000 } });
    const risk = { code: 'goal.at_risk', detail: 'Four weeks without a run.' };
    const { warnings } = await planOf(target.id);
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id: target.id }, { warnings: [...warnings, risk] });
    await decide(target, 'accept').expect(200);
    const plan = await planOf(target.id);
    expect(plan.realism).toBe('unrealistic');
    expect(plan.warnings).toContainEqual(risk);
    expect(plan.warnings.map(({ code }) => code)).toContain('goal.unrealistic');
  });

  it('that somebody is silent is only taken note of', async () => {
    const target = await aTarget(SILENT);
    const before = await planOf(target.id);
    await decide(target, 'accept').expect(200);
    const { inputs } = await planOf(target.id);
    expect(inputs).toEqual(before.inputs);
    expect((await athleteOf(target.athleteId)).runningChangedAt).toBeNull();
  });

  it('is refused when no week lies ahead, or the plan does not run', async () => {
    const target = await aTarget(PACE);
    today = addDays(MARATHON_DAY, -6);
    expect((await decide(target, 'accept').expect(400)).body.code).toBe('suggestion.too_late');
    today = addDays(MARATHON_DAY, -7);
    await test.orm.em.fork().nativeUpdate(TrainingPlan, { id: target.id }, { status: 'completed' });
    expect((await decide(target, 'accept').expect(400)).body.code).toBe('plan.not_active');
    expect((await athleteOf(target.athleteId)).fiveKPace).toBe(450);
    await decide(target, 'dismiss').expect(200);
  });
});

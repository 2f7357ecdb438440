// over 300 lines because every kind is tried on the same few helpers
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Activity, type ActivityKind } from '../../src/athletes/activity.entity.js';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { ATTENTION_KINDS, type AttentionKind } from '../../src/athletes/attention-kinds.js';
import { TimeOff } from '../../src/athletes/time-off.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import type { RuleId } from '../../src/coaching/model.js';
import { CLOCK, createClock } from '../../src/common/clock.js';
import type { AttentionItem, AttentionResponse } from '../../src/plans/attention.dto.js';
import type { WeekResponse } from '../../src/plans/cascade-response.dto.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { Suggestion } from '../../src/plans/suggestion.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, MARATHON_DAY, TODAY } from '../support/plans.js';
import { watchStatements } from '../support/statements.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Where it is the next day already. */
const EARLIER = 'Pacific/Auckland';

let today = TODAY;
let test: TestApp;
let admin: Person;
let coach: Person;
beforeAll(async () => {
  const clock = {
    now: () => createClock(today).now(),
    today: (zone: string) => (zone === EARLIER ? addDays(today, 1) : today),
  };
  test = await startTestApp({ override: (builder) => builder.overrideProvider(CLOCK).useValue(clock) });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());
beforeEach(async () => {
  today = TODAY;
  coach = await signedIn(test, 'coach');
});

interface Target {
  id: string;
  athleteId: string;
}

/** An active plan of the coach's, its first week written. */
async function aPlan(of: Person = coach): Promise<Target> {
  const target = await aDraft(test, { coach: of });
  const body = { trainingPlanId: target.id };
  const day = today;
  today = TODAY;
  await test.http.post('/api/training-plan/generate').set(of.headers).send(body).expect(200);
  today = day;
  return target;
}

async function get<T>(path: string, as: Person = coach): Promise<T> {
  return (await test.http.get(`/api${path}`).set(as.headers).expect(200)).body;
}

const attention = (query = '', as: Person = coach) => get<AttentionResponse>(`/attention${query}`, as);
const idsOf = async (path: string) =>
  (await get<{ items: { id: string }[] }>(path)).items.map(({ id }) => id);
const kindsOf = ({ items }: AttentionResponse) => items.map(({ kind }) => kind);

async function ran(athlete: string, runs: readonly [date: string, miles: number, kind?: ActivityKind][]) {
  const em = test.orm.em.fork();
  for (const [date, miles, kind = 'run'] of runs) em.create(Activity, { athlete, date, miles, kind });
  await em.flush();
}

async function suggest(plan: string, values: Partial<Suggestion> = {}): Promise<string> {
  const em = test.orm.em.fork();
  const made = {
    plan,
    rule: 'load.raise',
    proposal: {},
    key: v7(),
    text: 'Run a little more.',
    weekNumber: 2,
  } as const;
  const { id } = em.create(Suggestion, { ...made, ...values, plan });
  await em.flush();
  return id;
}

const setPlan = (id: string, values: Partial<TrainingPlan>) =>
  test.orm.em.fork().nativeUpdate(TrainingPlan, { id }, values);

/** Makes one thing about a plan that wants a person. */
const CASES: readonly [AttentionKind, (target: Target) => Promise<Partial<AttentionItem>>][] = [
  [
    'suggestion',
    async ({ id }) => ({ suggestionId: await suggest(id), weekNumber: 2, detail: 'Run a little more.' }),
  ],
  [
    'red_week',
    async ({ athleteId }) => {
      today = addDays(TODAY, 7);
      await ran(athleteId, [[addDays(TODAY, 1), 2.5]]);
      const detail = expect.stringMatching(/^Ana Berg ran 2\.50? of [\d.]+ miles in week 1\.$/);
      return { weekNumber: 1, since: `${today}T00:00:00.000Z`, detail };
    },
  ],
  [
    'silent_athlete',
    async () => {
      today = addDays(TODAY, 14);
      return { since: `${TODAY}T00:00:00.000Z`, detail: 'Ana Berg has reported nothing for 14 days.' };
    },
  ],
  [
    'fallback_week',
    async ({ id }) => {
      const em = test.orm.em.fork();
      const week = await em.findOneOrFail(TrainingPlanWeek, { plan: id, weekNumber: 1 });
      week.provenance = { ...week.provenance, fallbackReason: 'luna: status_500' };
      await em.flush();
      const detail = 'The built-in coach wrote week 1, because no model could (luna: status_500).';
      return { weekNumber: 1, since: week.updatedAt.toISOString(), detail };
    },
  ],
  [
    'rule_kept',
    async ({ id }) => {
      const em = test.orm.em.fork();
      const week = await em.findOneOrFail(TrainingPlanWeek, { plan: id, weekNumber: 1 });
      const kept = (rule: RuleId, text: string) => ({ rule, code: 'edit.kept', text });
      week.notes = [...week.notes, kept('C', 'Too much.'), kept('S', 'Too far.')];
      await em.flush();
      return { weekNumber: 1, since: week.updatedAt.toISOString(), detail: 'Too much. Too far.' };
    },
  ],
  [
    'goal_at_risk',
    async ({ id }) => {
      await setPlan(id, { warnings: [{ code: 'goal.at_risk', detail: 'Four weeks without a run.' }] });
      return { detail: 'Four weeks without a run.' };
    },
  ],
  [
    'race_soon',
    async ({ athleteId }) => {
      today = addDays(MARATHON_DAY, -14);
      await ran(athleteId, [[addDays(today, -1), 5]]);
      const detail = `Ana Berg races in 14 days, on ${MARATHON_DAY}.`;
      return { since: `${today}T00:00:00.000Z`, detail };
    },
  ],
  [
    'generation_failed',
    async ({ id }) => {
      const { finishedAt } = await aRun(id, 'failed', 'models.all_failed');
      const detail = 'The last try to write week 2 failed: All of them said no.';
      return { weekNumber: 2, since: finishedAt?.toISOString() ?? '', detail };
    },
  ],
];

let fence = 10;
async function aRun(plan: string, state: 'failed' | 'succeeded', code = ''): Promise<Generation> {
  const em = test.orm.em.fork();
  fence += 1;
  const error = state === 'failed' ? { code, detail: 'All of them said no.' } : null;
  const held = { leaseUntil: null, actorId: null, finishedAt: new Date(`${today}T11:00:00Z`) };
  const run = em.create(Generation, { plan, scope: 'week:2', state, fence, error, ...held });
  await em.flush();
  return run;
}

describe('what wants a person', () => {
  it('is nothing where all is well', async () => {
    await aPlan();
    expect(await attention()).toEqual({
      items: [],
      nextCursor: null,
      counts: { total: 0, byKind: Object.fromEntries(ATTENTION_KINDS.map((kind) => [kind, 0])), byCoach: [] },
    });
  });

  it.each(CASES)('is a %s', async (kind, make) => {
    const target = await aPlan();
    const expected = await make(target);
    const { items, counts } = await attention();
    expect(items).toEqual([
      {
        kind,
        athlete: { id: target.athleteId, firstName: 'Ana', lastName: 'Berg' },
        coachId: coach.id,
        plan: { id: target.id, name: 'To the marathon' },
        weekNumber: null,
        suggestionId: null,
        since: expect.stringMatching(/Z$/),
        ...expected,
      },
    ]);
    const byKind = { ...Object.fromEntries(ATTENTION_KINDS.map((each) => [each, 0])), [kind]: 1 };
    expect(counts).toEqual({
      total: 1,
      byKind,
      byCoach: [{ coachId: coach.id, name: 'Some coach', total: 1, byKind }],
    });
    const another = ATTENTION_KINDS.find((each) => each !== kind);
    for (const filter of ['true', kind, another]) {
      const isMeant = filter !== another;
      expect(await idsOf(`/training-plan?attention=${filter}`)).toEqual(isMeant ? [target.id] : []);
      expect(await idsOf(`/athletes?attention=${filter}`)).toEqual(isMeant ? [target.athleteId] : []);
    }
  });

  it('has every kind a case', () => {
    expect(CASES.map(([kind]) => kind)).toEqual([...ATTENTION_KINDS]);
  });

  it('is nothing about plans that do not run', async () => {
    for (const status of ['paused', 'completed', 'archived'] as const) {
      const { id } = await aPlan();
      await suggest(id);
      const pausedOn = status === 'paused' ? TODAY : null;
      const archivedFrom = status === 'archived' ? 'active' : null;
      await setPlan(id, {
        status,
        pausedOn,
        archivedFrom,
        realism: 'unrealistic',
        warnings: [{ code: 'goal.at_risk', detail: '' }],
      });
      await aRun(id, 'failed', 'models.all_failed');
    }
    today = addDays(TODAY, 14);
    expect(kindsOf(await attention())).toEqual([]);
  });

  it('is no suggestion that is decided or withdrawn', async () => {
    const { id } = await aPlan();
    const by = { decidedBy: coach.id, decidedAt: new Date() };
    await suggest(id, { state: 'accepted', ...by });
    await suggest(id, { state: 'dismissed', ...by });
    await suggest(id, { state: 'withdrawn' });
    expect(kindsOf(await attention())).toEqual([]);
  });

  it('is no failure that has been made good, that somebody wanted, or that another run took over', async () => {
    const { id } = await aPlan();
    for (const code of ['operation.cancelled', 'plan.changed', 'generation.superseded']) {
      await aRun(id, 'failed', code);
      expect(kindsOf(await attention())).toEqual([]);
    }
    await aRun(id, 'failed', 'models.all_failed');
    await aRun(id, 'succeeded');
    expect(kindsOf(await attention())).toEqual([]);
  });

  it('is a draft that could not be generated', async () => {
    const { id } = await aDraft(test, { coach });
    await aRun(id, 'failed', 'models.all_failed');
    expect(kindsOf(await attention())).toEqual(['generation_failed']);
  });

  it('is a goal that was never realistic, and a plan that does not lead to the race', async () => {
    const { id } = await aPlan();
    await setPlan(id, { realism: 'unrealistic', readiness: 'not_ready' });
    expect((await attention()).items).toMatchObject([
      { kind: 'goal_at_risk', detail: expect.stringContaining('out of reach') },
    ]);
    await setPlan(id, { realism: 'ambitious' });
    expect((await attention()).items[0]?.detail).toContain('not make the athlete ready');
    await setPlan(id, { readiness: 'ready' });
    expect(kindsOf(await attention())).toEqual([]);
  });

  it('is no week that lies behind, nor one of an athlete who wants no model', async () => {
    const { id } = await aPlan();
    const em = test.orm.em.fork();
    const week = await em.findOneOrFail(TrainingPlanWeek, { plan: id, weekNumber: 1 });
    week.provenance = { ...week.provenance, fallbackReason: 'luna: status_500' };
    await em.flush();
    today = addDays(TODAY, 6);
    expect(kindsOf(await attention())).toEqual(['fallback_week']);
    today = addDays(TODAY, 7);
    expect(kindsOf(await attention())).toEqual([]);
    week.provenance = { ...week.provenance, fallbackReason: 'consent: declined' };
    await em.flush();
    today = TODAY;
    expect(kindsOf(await attention())).toEqual([]);
  });

  it('is no race that is over or far', async () => {
    const { athleteId } = await aPlan();
    const kindsOn = async (day: string) => {
      today = day;
      await ran(athleteId, [[day, 1]]);
      return kindsOf(await attention()).filter((kind) => kind === 'race_soon');
    };
    expect(await kindsOn(addDays(MARATHON_DAY, -15))).toEqual([]);
    expect(await kindsOn(MARATHON_DAY)).toEqual(['race_soon']);
    expect(await kindsOn(addDays(MARATHON_DAY, 1))).toEqual([]);
  });
});

describe('a silent athlete', () => {
  it('is one who has reported nothing for fourteen days of the plan', async () => {
    const { athleteId } = await aPlan();
    today = addDays(TODAY, 13);
    expect(kindsOf(await attention())).toEqual([]);
    await ran(athleteId, [[addDays(TODAY, 10), 0, 'other']]);
    today = addDays(TODAY, 24);
    expect(kindsOf(await attention('?kind=silent_athlete'))).toEqual([]);
    today = addDays(TODAY, 25);
    expect((await attention('?kind=silent_athlete')).items).toMatchObject([
      { since: `${addDays(TODAY, 11)}T00:00:00.000Z` },
    ]);
  });

  it('is none who is away, and one who is known to report whatever they run', async () => {
    today = addDays(TODAY, 20);
    const [promised, away] = [await aPlan(), await aPlan()];
    const em = test.orm.em.fork();
    await em.nativeUpdate(Athlete, { id: promised.athleteId }, { tracksActivities: true });
    const off = { startDate: addDays(TODAY, 1), endDate: addDays(TODAY, 6), reason: 'illness' } as const;
    em.create(TimeOff, { athlete: away.athleteId, ...off });
    await em.flush();
    const plansOf = ({ items }: AttentionResponse) => items.map(({ plan }) => plan.id).toSorted();
    expect(plansOf(await attention('?kind=silent_athlete'))).toEqual([promised.id]);
    today = addDays(TODAY, 21);
    expect(plansOf(await attention('?kind=silent_athlete'))).toEqual([promised.id, away.id].toSorted());
  });

  it('is told of once, and taken note of until they report and fall silent again', async () => {
    const { id, athleteId } = await aPlan();
    today = addDays(TODAY, 15);
    const sid = await suggest(id, { rule: 'activities.silent', weekNumber: null });
    expect((await attention()).items).toMatchObject([{ kind: 'silent_athlete', suggestionId: sid }]);
    await test.http.post(`/api/training-plan/${id}/suggestions/${sid}/accept`).set(coach.headers).expect(200);
    expect(kindsOf(await attention())).toEqual([]);
    await ran(athleteId, [[addDays(TODAY, 16), 5]]);
    today = addDays(TODAY, 31);
    expect(kindsOf(await attention('?kind=silent_athlete'))).toEqual(['silent_athlete']);
  });
});

/** Days from the first of the plan on; what was run, as a share of what was planned. */
type Runs = readonly (readonly [day: number, share: number, kind?: ActivityKind])[];

interface Known {
  tracksActivities?: boolean;
  off?: [from: number, to: number];
}

const ALL = [0, 1, 2, 3, 4, 5, 6];

describe('a red week', () => {
  it.each<[string, boolean, Runs, Known]>([
    ['run as planned', false, ALL.map((day) => [day, 1] as const), {}],
    ['run by exactly half', false, ALL.map((day) => [day, 0.5] as const), {}],
    [
      'run by a little less than half',
      true,
      [
        [1, 0.5],
        [3, 0.49],
        [5, 0.5],
        [6, 0.5],
      ],
      {},
    ],
    ['run by more than one and a half', true, ALL.map((day) => [day, 1.6] as const), {}],
    ['of which one day is known', true, [[1, 1]], {}],
    ['of which nothing is known', false, [], {}],
    ['of which nothing was run, by promise', true, [], { tracksActivities: true }],
    [
      'of which it is known that something else was done',
      true,
      ALL.map((day) => [day, 1, 'other'] as const),
      {},
    ],
    [
      'before and after which something was reported',
      true,
      [
        [-100, 1],
        [9, 1],
      ],
      {},
    ],
    ['before which something was reported long ago', false, [[-100, 1]], {}],
    ['fourteen days before whose first run something was reported', true, [[-13, 1]], {}],
    ['fifteen days before whose first run something was reported', false, [[-14, 1]], {}],
    ['of which what was not run was time off', false, [[1, 1]], { off: [2, 6] }],
    ['of which half was time off', true, [[1, 0.2]], { off: [4, 6] }],
  ])('a week %s: %s, as the week itself says', async (_, isRed, runs, { off, tracksActivities = false }) => {
    const { id, athleteId } = await aPlan();
    const { days = [] } = await get<WeekResponse>(`/training-plan/${id}/weeks/1`);
    const milesOf = (day: number, share: number) => Math.round((days[day]?.miles ?? 5) * share * 100) / 100;
    await ran(
      athleteId,
      runs.map(([day, share, kind]) => [addDays(TODAY, day), milesOf(day, share), kind ?? 'run']),
    );
    const em = test.orm.em.fork();
    if (off) {
      const [startDate, endDate] = [addDays(TODAY, off[0]), addDays(TODAY, off[1])];
      em.create(TimeOff, { athlete: athleteId, startDate, endDate, reason: 'illness' });
    }
    await em.flush();
    await em.nativeUpdate(Athlete, { id: athleteId }, { tracksActivities });
    today = addDays(TODAY, 10);
    const { compliance } = await get<WeekResponse>(`/training-plan/${id}/weeks/1`);
    expect(compliance?.status === 'red').toBe(isRed);
    expect(kindsOf(await attention('?kind=red_week'))).toEqual(isRed ? ['red_week'] : []);
  });

  it('is the last full one only', async () => {
    const { athleteId } = await aPlan();
    await ran(athleteId, [[addDays(TODAY, 1), 1]]);
    for (const [day, kinds] of [
      [6, []],
      [7, ['red_week']],
      [13, ['red_week']],
      [14, []],
    ] as const) {
      today = addDays(TODAY, day);
      expect({ day, kinds: kindsOf(await attention('?kind=red_week')) }).toEqual({ day, kinds });
    }
  });
});

describe('the list', () => {
  it('shows a coach their own, an admin all, each narrowed to a coach', async () => {
    const other = await signedIn(test, 'coach');
    for (const of of [coach, coach, other]) await suggest((await aPlan(of)).id);
    const total = async (query: string, as: Person) => (await attention(query, as)).counts.total;
    expect([await total('', coach), await total('', other)]).toEqual([2, 1]);
    expect([await total(`?coachId=${coach.id}`, admin), await total(`?coachId=${other.id}`, admin)]).toEqual([
      2, 1,
    ]);
    expect(await total(`?coachId=${other.id}`, coach)).toBe(0);
    const { counts } = await attention('', admin);
    expect(counts.byCoach).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ coachId: coach.id, total: 2 }),
        expect.objectContaining({ coachId: other.id, total: 1 }),
      ]),
    );
    expect(counts.total).toBe(counts.byCoach.reduce((sum, each) => sum + each.total, 0));
  });

  it('is newest first and goes on where a page ended', async () => {
    const { id, athleteId } = await aPlan();
    await ran(athleteId, [[addDays(TODAY, 1), 1]]);
    for (const day of [3, 1, 2]) await suggest(id, { createdAt: new Date(`2026-11-2${day}T08:00:00Z`) });
    for (let same = 0; same < 3; same += 1)
      await suggest(id, { createdAt: new Date('2026-11-21T08:00:00Z') });
    today = addDays(TODAY, 7);
    const all = await attention();
    expect(kindsOf(all)).toEqual(['red_week', ...Array(6).fill('suggestion')]);
    expect(all.items.map(({ since }) => since)).toEqual(
      all.items
        .map(({ since }) => since)
        .toSorted()
        .toReversed(),
    );
    const paged: AttentionItem[] = [];
    let cursor = '';
    do {
      const { items, nextCursor, counts } = await attention(`?limit=2${cursor}`);
      expect(counts).toEqual(all.counts);
      paged.push(...items);
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
    } while (cursor !== '');
    expect(paged).toEqual(all.items);
  });

  it('refuses what it cannot be asked', async () => {
    for (const query of [
      'kind=x',
      'coachId=x',
      'cursor=x',
      `cursor=${Buffer.from('2026-99-99T00:00:00+00:00 a 1').toString('base64url')}`,
      'limit=0',
    ]) {
      const { body } = await test.http.get(`/api/attention?${query}`).set(coach.headers).expect(400);
      expect(body.code).toBe('request.invalid');
    }
  });

  it('asks the database the same number of times however many there are', async () => {
    const count = async () => {
      const watch = watchStatements();
      await attention().finally(() => watch.stop());
      return watch.statements.length;
    };
    const none = await count();
    for (let each = 0; each < 4; each += 1) await suggest((await aPlan()).id);
    expect(await count()).toBe(none);
    // Who asks, the zones, the items.
    expect(none).toBeLessThanOrEqual(4);
  });

  it('knows which day it is where the athlete is', async () => {
    const [, ahead] = [await aPlan(), await aPlan()];
    await test.orm.em.fork().nativeUpdate(Athlete, { id: ahead.athleteId }, { timeZone: EARLIER });
    today = addDays(MARATHON_DAY, -15);
    const { items } = await attention('?kind=race_soon');
    expect(items.map(({ plan }) => plan.id)).toEqual([ahead.id]);
  });
});

describe('lists of athletes and of plans', () => {
  it('are narrowed to those that want a person, in any way or in one', async () => {
    const [calm, suggested, silent] = [await aPlan(), await aPlan(), await aPlan()];
    const planless = await anAthlete(test, coach);
    today = addDays(TODAY, 14);
    for (const { athleteId } of [calm, suggested]) await ran(athleteId, [[addDays(TODAY, 13), 0, 'other']]);
    await test.orm.em
      .fork()
      .nativeUpdate(Athlete, { id: [calm.athleteId, suggested.athleteId] }, { tracksActivities: false });
    await suggest(suggested.id);
    expect(await idsOf('/athletes')).toEqual([
      planless.id,
      silent.athleteId,
      suggested.athleteId,
      calm.athleteId,
    ]);
    expect(await idsOf('/athletes?attention=true')).toEqual([silent.athleteId, suggested.athleteId]);
    expect(await idsOf('/athletes?attention=suggestion')).toEqual([suggested.athleteId]);
    expect(await idsOf('/training-plan?attention=true')).toEqual([silent.id, suggested.id]);
    expect(await idsOf('/training-plan?attention=silent_athlete')).toEqual([silent.id]);
    expect(await idsOf('/training-plan?attention=true&limit=1')).toEqual([silent.id]);
    for (const path of ['/athletes', '/training-plan']) {
      await test.http.get(`/api${path}?attention=maybe`).set(coach.headers).expect(400);
    }
  });
});

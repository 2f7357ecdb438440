// over 300 lines because every change of a day is tried on the same few helpers
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Activity } from '../../src/athletes/activity.entity.js';
import { addDays } from '../../src/coaching/calendar.js';
import type {
  DayResponse,
  FindingResponse,
  LapResponse,
  PhaseResponse,
  WeekResponse,
} from '../../src/plans/cascade-response.dto.js';
import type { DayEditResponse } from '../../src/plans/day-edit.dto.js';
import { dumpDatabase } from '../support/dump.js';
import { MovedClock } from '../support/moved-clock.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { onClock } from '../support/unattended.js';

const clock = new MovedClock(TODAY);
let test: TestApp;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ override: onClock(clock) });
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());
beforeEach(() => clock.set(TODAY));

const MONDAY = TODAY;
const TUESDAY = addDays(TODAY, 1);
const WEDNESDAY = addDays(TODAY, 2);
const SATURDAY = addDays(TODAY, 5);
/** Of the fifth week, the first with quality. */
const TEMPO_DAY = addDays(TODAY, 31);
const EVE_OF_RACE = '2027-03-13';

interface Made {
  id: string;
  athleteId: string;
}

async function aPlan(mode = 'progressive', settings?: object): Promise<Made> {
  const made = await aDraft(test, { coach });
  if (settings) {
    await test.http
      .patch(`/api/training-plan/${made.id}`)
      .set({ ...coach.headers, 'if-match': '*' })
      .send({ settings })
      .expect(200);
  }
  const body = { trainingPlanId: made.id, mode };
  await test.http.post('/api/training-plan/generate').set(coach.headers).send(body).expect(200);
  return made;
}

interface Ask {
  as?: Person;
  ifMatch?: string;
}

const put = (id: string, path: string, body: object, { as = coach, ifMatch = '*' }: Ask = {}) =>
  test.http
    .put(`/api/training-plan/${id}/days/${path}`)
    .set({ ...as.headers, 'if-match': ifMatch })
    .send(body);
const post = (id: string, path: string, body: object = {}, { as = coach, ifMatch = '*' }: Ask = {}) =>
  test.http
    .post(`/api/training-plan/${id}/days/${path}`)
    .set({ ...as.headers, 'if-match': ifMatch })
    .send(body);
const get = async <T>(path: string, as = coach): Promise<T> =>
  (await test.http.get(`/api/training-plan/${path}`).set(as.headers).expect(200)).body;

const weeksOf = async (id: string) =>
  (await get<{ phases: PhaseResponse[] }>(id)).phases.flatMap(({ weeks = [] }) => weeks);
/** Without its class: to be compared, and spread. */
type Day = Pick<DayResponse, keyof DayResponse>;
async function dayOf(id: string, date: string): Promise<Day> {
  const day = (await weeksOf(id)).flatMap(({ days = [] }) => days).find((each) => each.date === date);
  if (!day) throw new Error(`No ${date}`);
  return day;
}
const lap = (distanceMiles: number, paceGoal: string | null = null) => ({ distanceMiles, paceGoal });
const easy = (miles: number) => ({
  workoutType: 'easy',
  warmup: [lap(0.5)],
  workout: [lap(miles - 1)],
  cooldown: [lap(0.5)],
  notes: 'As the coach wants it.',
});
const REST = { workoutType: 'rest', warmup: [], workout: [], cooldown: [], notes: '' };

const blocking = (findings: readonly FindingResponse[]) =>
  findings.filter(({ severity }) => severity === 'blocking').map(({ code }) => code);
const sum = (miles: readonly number[]) => Math.round(miles.reduce((all, one) => all + one * 100, 0)) / 100;
const milesOf = (laps: readonly LapResponse[]) => sum(laps.map(({ distanceMiles }) => distanceMiles));

/** Every total of a plan is the sum of what it is the total of. */
async function expectSums(id: string): Promise<void> {
  for (const phase of (await get<{ phases: PhaseResponse[] }>(id)).phases) {
    expect(phase.totalMiles).toBe(sum((phase.weeks ?? []).map(({ miles }) => miles)));
    for (const { miles, trainingMiles, days = [] } of phase.weeks ?? []) {
      expect(days).toHaveLength(7);
      expect(miles).toBe(sum(days.map((day) => day.miles)));
      const training = days.filter(({ workoutType }) => workoutType !== 'race');
      expect(trainingMiles).toBe(sum(training.map((day) => day.miles)));
      for (const { warmup = [], workout = [], cooldown = [], ...day } of days) {
        expect(day.miles).toBe(milesOf([...warmup, ...workout, ...cooldown]));
      }
    }
  }
}

const versionsOf = async (id: string) =>
  (await get<{ items: { number: number; reason: string; actorId: string }[] }>(`${id}/versions`)).items;

describe('an edit of a day', () => {
  it('is stored as one version with the laps as they came, and holds the day', async () => {
    const { id } = await aPlan();
    const read = await test.http.get(`/api/training-plan/${id}`).set(coach.headers);
    const { miles, alternative } = await dayOf(id, TUESDAY);
    const edit = { ...easy(miles), workout: [lap(1), lap(miles - 2)] };
    const answer = await put(id, TUESDAY, edit, { ifMatch: read.headers.etag ?? '' }).expect(200);
    const { day, week, findings, trainingPlanId }: DayEditResponse = answer.body;
    expect(trainingPlanId).toBe(id);
    expect(day).toMatchObject({ ...edit, date: TUESDAY, locked: true, miles, alternative });
    expect(day.workout).toEqual([
      { lapIndex: 1, distanceMiles: 1, paceGoal: null },
      { lapIndex: 2, distanceMiles: miles - 2, paceGoal: null },
    ]);
    expect(blocking(findings.before)).toEqual([]);
    expect(blocking(findings.after)).toEqual([]);
    expect(await dayOf(id, TUESDAY)).toEqual(day);
    expect((await weeksOf(id))[0]).toEqual(week);
    await expectSums(id);
    const [version, first, ...others] = await versionsOf(id);
    expect(version).toMatchObject({ number: 2, reason: 'day.edited', actorId: coach.id });
    expect([first?.reason, others]).toEqual(['generated', []]);
    const now = await test.http.get(`/api/training-plan/${id}`).set(coach.headers);
    expect(answer.headers.etag).toBe(now.headers.etag);
    expect(now.headers.etag).not.toBe(read.headers.etag);
    const of = { subjectId: id, actorId: coach.id, action: 'plan.day_edited' };
    const { detail } = await test.orm.em.fork().findOneOrFail(AuditEntry, of);
    expect(detail).toEqual({ date: TUESDAY, kept: [] });
  });

  it('that changes nothing makes no version', async () => {
    const { id } = await aPlan();
    await put(id, TUESDAY, easy(5.5)).expect(200);
    const before = await dumpDatabase(test.databaseUrl, ['refresh_token']);
    const { body } = await put(id, TUESDAY, easy(5.5)).expect(200);
    expect(body.findings.before).toEqual(body.findings.after);
    expect(await dumpDatabase(test.databaseUrl, ['refresh_token'])).toEqual(before);
  });

  it('against C, E, F or S is refused, or kept on record where staff insist', async () => {
    const { id } = await aPlan();
    const before = await dumpDatabase(test.databaseUrl);
    const refused = await put(id, TUESDAY, easy(6));
    expect([refused.status, refused.body.code]).toEqual([400, 'day.rule_broken']);
    expect(refused.body.errors).toContainEqual({
      pointer: '',
      code: 'C.target_not_met',
      detail: expect.stringContaining('week 1'),
      rule: 'C',
      expected: '25 training miles',
      actual: '25.5',
    });
    expect(await dumpDatabase(test.databaseUrl)).toEqual(before);

    const kept = await put(id, `${TUESDAY}?force=true`, easy(6)).expect(200);
    const { week, findings }: DayEditResponse = kept.body;
    expect(blocking(findings.before)).toEqual([]);
    expect(blocking(findings.after)).toEqual(['C.target_not_met']);
    expect(week).toMatchObject({ miles: 25.5, targetMiles: 25 });
    const noted = ({ notes }: WeekResponse) => notes.filter(({ code }) => code === 'edit.kept');
    expect(noted(week)).toEqual([{ rule: 'C', code: 'edit.kept', text: expect.stringContaining('25.5') }]);
    const audit = await get<{ findings: FindingResponse[] }>(`${id}/audit`);
    expect(audit.findings).toEqual(findings.after);
    await expectSums(id);
    const { items } = (await test.http.get('/api/attention').set(coach.headers).expect(200)).body;
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'rule_kept', plan: expect.objectContaining({ id }), weekNumber: 1 }),
    );

    // What stands already is no fault of the next edit, and what is mended is on record no more.
    await put(id, MONDAY, { ...REST, notes: 'Sleep.' }).expect(200);
    const mended = await put(id, TUESDAY, easy(5.5)).expect(200);
    expect(blocking(mended.body.findings.after)).toEqual([]);
    expect(noted(mended.body.week)).toEqual([]);
  });

  it.each<[rule: string, date: string, edit: object]>([
    ['G.side_total', TUESDAY, { ...easy(5.5), warmup: [lap(1), lap(1), lap(1)], workout: [lap(2)] }],
    ['G.lap_index', TUESDAY, { ...easy(5.5), workout: [{ ...lap(4.5), lapIndex: 2 }] }],
    ['K.easy_pace', TUESDAY, { ...easy(5.5), workout: [lap(4.5, '6:00')] }],
    ['I.race_day', TUESDAY, { ...easy(5.5), workoutType: 'race' }],
    ['G.rest_laps', TUESDAY, { ...easy(5.5), workoutType: 'rest' }],
    ['J.run_without_miles', TUESDAY, { ...REST, workoutType: 'easy' }],
    ['L.notes', TUESDAY, { ...easy(5.5), notes: 'See <b>this</b>.' }],
    ['D.day_before_race', EVE_OF_RACE, { ...easy(3) }],
    ['I.race_day', '2027-03-14', REST],
  ])('against %s is never kept', async (code, date, edit) => {
    const { id } = await aPlan(date === TUESDAY ? 'progressive' : 'complete');
    const before = await dumpDatabase(test.databaseUrl);
    const { status, body } = await put(id, `${date}?force=true`, edit);
    expect([status, body.code]).toEqual([400, 'day.rule_broken']);
    expect(body.errors.map((error: { code: string }) => error.code)).toContain(code);
    expect(await dumpDatabase(test.databaseUrl)).toEqual(before);
  });

  it('of the day before the race may be a mile or two, which only a locked day may have', async () => {
    const { id } = await aPlan('complete');
    const shakeout = { ...easy(2), workoutType: 'shakeout' };
    const { body } = await put(id, `${EVE_OF_RACE}?force=true`, shakeout).expect(200);
    expect(blocking(body.findings.after)).toEqual(['C.target_not_met']);
    const unlocked = await post(id, `${EVE_OF_RACE}/unlock`);
    expect([unlocked.status, unlocked.body.code]).toEqual([400, 'day.rule_broken']);
    expect(unlocked.body.errors[0].code).toBe('D.day_before_race');
  });

  it('names all fields that cannot be read', async () => {
    const { id } = await aPlan();
    const laps = [{ distanceMiles: 0.505, paceGoal: '7:60' }, 5];
    const { status, body } = await put(id, TUESDAY, {
      workoutType: 'jog',
      warmup: laps,
      workout: 1,
      more: 1,
    });
    expect([status, body.code]).toEqual([400, 'request.invalid']);
    const pointers = body.errors.map((error: { pointer: string }) => error.pointer).toSorted();
    expect(pointers).toEqual(
      expect.arrayContaining([
        '/cooldown',
        '/more',
        '/warmup/0/distanceMiles',
        '/warmup/0/paceGoal',
        '/workoutType',
      ]),
    );
    expect((await put(id, '2026-11-31', easy(5.5))).body.code).toBe('request.invalid');
  });

  it('is refused of what has been, of days that are none of the plan, and of weeks to come', async () => {
    const { id, athleteId } = await aPlan();
    const codeOf = async (date: string) => {
      const { status, body } = await put(id, date, REST);
      return `${status} ${body.code}`;
    };
    expect(await codeOf(addDays(TODAY, -1))).toBe('400 day.outside_plan');
    expect(await codeOf('2027-03-15')).toBe('400 day.outside_plan');
    expect(await codeOf(addDays(TODAY, 14))).toBe('400 week.not_written');
    const em = test.orm.em.fork();
    em.create(Activity, { athlete: athleteId, date: TUESDAY, miles: 5, kind: 'run' });
    await em.flush();
    // The athlete is ahead of us: it is Tuesday there, and they have run.
    clock.set(`${TUESDAY}T12:00:00Z`);
    expect(await codeOf(MONDAY)).toBe('400 day.past');
    expect(await codeOf(TUESDAY)).toBe('400 day.run');
    expect(await versionsOf(id)).toHaveLength(1);
    await test.http.post(`/api/training-plan/${id}/pause`).set(coach.headers).expect(200);
    expect(await codeOf(WEDNESDAY)).toBe('400 plan.not_active');
  });

  it('made by two from the same state loses nothing of the first', async () => {
    const { id } = await aPlan();
    const { headers } = await test.http.get(`/api/training-plan/${id}`).set(coach.headers);
    const ifMatch = headers.etag ?? '';
    const answers = await Promise.all([
      put(id, TUESDAY, easy(5.5), { ifMatch }).then(({ status }) => status),
      put(id, addDays(TODAY, 3), easy(5.5), { ifMatch }).then(({ status }) => status),
    ]);
    expect(answers.toSorted()).toEqual([200, 412]);
    const days = (await weeksOf(id)).flatMap(({ days: all = [] }) => all);
    expect(days.filter(({ locked }) => locked)).toHaveLength(1);
    expect(await versionsOf(id)).toHaveLength(2);
  });
});

describe('the easier alternative', () => {
  it('takes the place of the day, which becomes the alternative; once more gives it back', async () => {
    const { id, athleteId } = await aPlan('complete');
    const athlete = await signedIn(test, 'athlete', athleteId);
    const before = await dayOf(id, TEMPO_DAY);
    expect(before).toMatchObject({ workoutType: 'tempo', alternative: { workoutType: 'easy' } });
    const { body } = await post(id, `${TEMPO_DAY}/alternative`, {}, { as: athlete }).expect(200);
    const { workout, warmup, cooldown, notes } = before.alternative ?? {};
    expect(body.day).toMatchObject({ workoutType: 'easy', workout, warmup, cooldown, notes, locked: true });
    expect(body.day.alternative).toMatchObject({ workoutType: 'tempo', workout: before.workout });
    // The rest of the week is less than it was to be; that is on record.
    expect(blocking(body.findings.after)).toEqual(['C.target_not_met']);
    await expectSums(id);
    const back = await post(id, `${TEMPO_DAY}/alternative`, {}, { as: athlete }).expect(200);
    expect(back.body.day).toEqual({ ...before, locked: true });
    expect(blocking(back.body.findings.after)).toEqual([]);
    expect((await versionsOf(id)).map(({ reason }) => reason)).toEqual([
      'day.swapped',
      'day.swapped',
      'generated',
    ]);
  });

  it('of an easy day stands though the tempo run is more of the week then', async () => {
    const { id } = await aPlan('complete');
    const { body } = await post(id, `${addDays(TEMPO_DAY, -2)}/alternative`).expect(200);
    expect(blocking(body.findings.after)).toEqual(['C.target_not_met', 'K.tempo_work']);
  });

  it('is there for every day but rest, shakeout and race, and not in a week that is with the coach', async () => {
    const { id, athleteId } = await aPlan('progressive', { release: 'coach' });
    const athlete = await signedIn(test, 'athlete', athleteId);
    const none = await post(id, `${MONDAY}/alternative`);
    expect([none.status, none.body.code]).toEqual([400, 'day.no_alternative']);
    const held = await post(id, `${TUESDAY}/alternative`, {}, { as: athlete });
    expect([held.status, held.body.code]).toEqual([400, 'week.not_released']);
    await post(id, `${TUESDAY}/alternative`).expect(200);
  });
});

describe('a moved day', () => {
  it('changes places with another of its week, judged like any edit', async () => {
    const { id } = await aPlan('complete');
    const easyDay = addDays(TEMPO_DAY, -2);
    const [tempo, plain] = [await dayOf(id, TEMPO_DAY), await dayOf(id, easyDay)];
    const { body } = await post(id, `${TEMPO_DAY}/move`, { to: easyDay }).expect(200);
    expect(body.day).toEqual({ ...plain, date: TEMPO_DAY, dayNumber: 4, locked: true });
    expect(await dayOf(id, easyDay)).toEqual({ ...tempo, date: easyDay, dayNumber: 2, locked: true });
    await expectSums(id);
    const [{ reason } = { reason: '' }, ...others] = await versionsOf(id);
    expect([reason, others.length]).toEqual(['day.moved', 1]);
  });

  it('is refused beside the long run and on a day not preferred, unless staff insist', async () => {
    const { id } = await aPlan('complete');
    const codesOf = async (path: string, to: string) => {
      const { status, body } = await post(id, path, { to });
      return [status, ...(body.errors ?? []).map((error: { code: string }) => error.code)];
    };
    expect(await codesOf(`${TEMPO_DAY}/move`, addDays(TEMPO_DAY, 3))).toEqual(
      expect.arrayContaining([400, 'S.hard_neighbours']),
    );
    expect(await codesOf(`${TUESDAY}/move`, WEDNESDAY)).toEqual([400, 'F.not_preferred']);
    const { body } = await post(id, `${TUESDAY}/move?force=true`, { to: WEDNESDAY }).expect(200);
    expect(blocking(body.findings.after)).toEqual(['F.not_preferred']);
    expect(await codesOf('2027-03-14/move?force=true', '2027-03-12')).toEqual(
      expect.arrayContaining([400, 'I.race_day']),
    );
  });

  it('stays in its week, and comes from no other day than it goes to', async () => {
    const { id } = await aPlan();
    const other = await post(id, `${TUESDAY}/move`, { to: addDays(TUESDAY, 7) });
    expect([other.status, other.body.code, other.body.errors[0].pointer]).toEqual([
      400,
      'day.other_week',
      '/to',
    ]);
    const same = await post(id, `${TUESDAY}/move`, { to: TUESDAY });
    expect([same.status, same.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('an unlocked day', () => {
  it('is as it was, and goes with its week again', async () => {
    const { id } = await aPlan();
    const edited = await put(id, TUESDAY, easy(5.5)).expect(200);
    const { body } = await post(id, `${TUESDAY}/unlock`).expect(200);
    expect(body.day).toEqual({ ...edited.body.day, locked: false });
    await post(id, `${TUESDAY}/unlock`).expect(200);
    expect((await versionsOf(id)).map(({ reason }) => reason)).toEqual([
      'day.unlocked',
      'day.edited',
      'generated',
    ]);
  });
});

describe('a week written anew', () => {
  const regenerate = (id: string, weekNumber: number, more: object = {}) =>
    test.http
      .post('/api/training-plan/week/generate')
      .set(coach.headers)
      .send({ trainingPlanId: id, weekNumber, regenerate: true, ...more });

  it('is laid around its locked days: they stay, and the others carry its miles', async () => {
    const { id } = await aPlan('complete');
    const swapped = await post(id, `${TEMPO_DAY}/alternative`).expect(200);
    const { day, week: eased }: DayEditResponse = swapped.body;
    expect(eased.trainingMiles).toBeLessThan(eased.targetMiles);
    const { week }: { week: WeekResponse } = (await regenerate(id, 5).expect(200)).body;
    expect(week.days?.find(({ date }) => date === TEMPO_DAY)).toEqual(day);
    expect(week.trainingMiles).toBe(eased.targetMiles);
    expect(week.notes.map(({ code }) => code)).toContain('days.held');
    const { findings } = await get<{ findings: FindingResponse[] }>(`${id}/audit`);
    expect(blocking(findings)).toEqual([]);
    await expectSums(id);
    const free = await regenerate(id, 5, { overwriteEdits: true }).expect(200);
    const types = (free.body.week.days as DayResponse[]).map(({ workoutType }) => workoutType);
    expect(types[3]).toBe('tempo');
  });

  it('stays as it is where it cannot be sound around them, and the coach is told', async () => {
    const { id } = await aPlan('complete');
    // A short long run before the recovery week: what the others cannot carry would leave the target.
    await post(id, `${addDays(TODAY, 19)}/alternative`).expect(200);
    const before = await weeksOf(id);
    const { status, body } = await regenerate(id, 3);
    expect([status, body.code]).toEqual([400, 'week.held_days']);
    expect(await weeksOf(id)).toEqual(before);
    const { items } = (await test.http.get('/api/attention').set(coach.headers).expect(200)).body;
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'generation_failed', plan: expect.objectContaining({ id }) }),
    );

    // With others it is left out, and says so.
    await test.http.post(`/api/training-plan/${id}/replan`).set(coach.headers).send({}).expect(200);
    const after = await weeksOf(id);
    expect(after[2]?.days).toEqual(before[2]?.days);
    expect(after[2]?.notes.map(({ code }) => code)).toContain('week.held');
    expect(after[1]?.days).not.toEqual(before[1]?.days);
    await expectSums(id);
  });
});

describe('the weeks after an edit that was kept', () => {
  it.each([
    ['held', async () => {}],
    ['let go of again', (id: string) => post(id, `${SATURDAY}/unlock`).expect(200)],
  ])('are written all the same when it is %s: what carries no longer run is on record', async (_, after) => {
    const { id } = await aPlan();
    // With half a long run in week 1 the next one is a spike.
    const short = { ...easy(5), workoutType: 'long_run' };
    await put(id, `${SATURDAY}?force=true`, short).expect(200);
    await after(id);
    for (const weekNumber of [2, 3]) {
      const body = { trainingPlanId: id, weekNumber };
      await test.http.post('/api/training-plan/week/generate').set(coach.headers).send(body).expect(200);
    }
    const { findings } = await get<{ findings: FindingResponse[] }>(`${id}/audit`);
    expect(blocking(findings)).toContain('S.spike');
    await expectSums(id);
  });
});

import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { lockWaits } from '../support/lock-waits.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
let coach: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY: '2026-11-23' } });
  admin = await signedIn(test, 'admin');
  coach = await signedIn(test, 'coach');
});
afterAll(() => test.close());

const minimal = () => ({ firstName: 'Ana', lastName: 'Berg', email: `${v7()}@example.com` });
const full = () => ({
  ...minimal(),
  fiveKPace: '7:30',
  currentWeeklyMileage: 22.25,
  preferredDays: [7, 2, 4, 6],
  experience: 'intermediate',
  injuryRisk: 'high',
  injuryNotes: 'Left knee.\nSince spring.',
  timeZone: 'Europe/Berlin',
  tracksActivities: true,
  aiConsent: true,
});

const post = (body: object, person = coach) => test.http.post('/api/athletes').set(person.headers).send(body);
const patch = (id: string, body: object, person = coach) =>
  test.http.patch(`/api/athletes/${id}`).set(person.headers).send(body);
const get = (path: string, person = coach) => test.http.get(`/api/athletes${path}`).set(person.headers);

describe('adding an athlete', () => {
  it('keeps all that is given, days in order, and makes the coach theirs', async () => {
    const data = full();
    const { status, body } = await post(data);
    expect(status).toBe(201);
    expect(body).toEqual({
      ...data,
      preferredDays: [2, 4, 6, 7],
      id: expect.any(String),
      coachId: coach.id,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await get(`/${body.id}`)).body).toEqual(body);
  });

  it('needs a name and an address only', async () => {
    const { status, body } = await post({ ...minimal(), fiveKPace: null, preferredDays: null });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      fiveKPace: null,
      currentWeeklyMileage: null,
      preferredDays: null,
      experience: null,
      injuryRisk: 'normal',
      injuryNotes: null,
      timeZone: null,
      tracksActivities: false,
      aiConsent: null,
    });
  });

  it('stores seven preferred days: whether seven run is for the plan to say', async () => {
    expect((await post({ ...minimal(), preferredDays: [1, 2, 3, 4, 5, 6, 7] })).status).toBe(201);
  });

  it('lets an admin name the coach, and a coach only themselves', async () => {
    expect((await post({ ...minimal(), coachId: coach.id }, admin)).body.coachId).toBe(coach.id);
    expect((await post(minimal(), admin)).body.coachId).toBeNull();
    expect((await post({ ...minimal(), coachId: coach.id })).status).toBe(201);
    expect((await post({ ...minimal(), coachId: admin.id })).status).toBe(403);
    const { status, body } = await post({ ...minimal(), coachId: coach.id.toUpperCase() });
    expect([status, body.coachId]).toEqual([201, coach.id]);
    expect((await patch(body.id, { coachId: coach.id.toUpperCase() })).status).toBe(200);
  });

  it('refuses an address that is taken in another case', async () => {
    const data = minimal();
    await post(data);
    const { status, body } = await post({ ...data, email: data.email.toUpperCase() });
    expect([status, body.code]).toEqual([409, 'athlete.email_taken']);
  });

  it.each<[string, unknown]>([
    ['firstName', ''],
    ['firstName', '   '],
    ['firstName', 7],
    ['firstName', null],
    ['firstName', 'a\nb'],
    ['lastName', 'x'.repeat(101)],
    ['lastName', 'x\u0000'],
    ['email', 'nobody'],
    ['email', '"a\nb"@example.com'],
    ['email', ['a@example.com']],
    ['email', `${'x'.repeat(250)}@example.com`],
    ['fiveKPace', '3:49'],
    ['fiveKPace', '20:01'],
    ['fiveKPace', '7:60'],
    ['fiveKPace', '7.5'],
    ['fiveKPace', 450],
    ['fiveKPace', '-7:30'],
    ['currentWeeklyMileage', -0.5],
    ['currentWeeklyMileage', 150.01],
    ['currentWeeklyMileage', 20.123],
    ['currentWeeklyMileage', 1e-7],
    ['currentWeeklyMileage', '20'],
    ['currentWeeklyMileage', 1e308],
    ['preferredDays', []],
    ['preferredDays', [1]],
    ['preferredDays', [0, 8]],
    ['preferredDays', [1, 1]],
    ['preferredDays', [1, 2.5]],
    ['preferredDays', ['1', '2']],
    ['preferredDays', [1, 2, 3, 4, 5, 6, 7, 7]],
    ['preferredDays', { 0: 1, 1: 2, length: 2 }],
    ['preferredDays', 12],
    ['experience', 'expert'],
    ['experience', 1],
    ['injuryRisk', 'low'],
    ['injuryNotes', 5],
    ['injuryNotes', 'x'.repeat(2001)],
    ['timeZone', 'Berlin'],
    ['timeZone', '+01:00'],
    ['timeZone', '../../etc/passwd'],
    ['tracksActivities', 'yes'],
    ['tracksActivities', 1],
    ['aiConsent', 'true'],
    ['coachId', 'me'],
    ['coachId', v7()],
    ['id', v7()],
    ['coach', {}],
  ])('refuses %s: %j', async (field, value) => {
    for (const answer of [
      await post({ ...full(), [field]: value }, admin),
      await patch((await anAthlete(test)).id, { [field]: value }, admin),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
      expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([`/${field}`]);
      expect(answer.body.errors[0].detail).not.toBe('');
    }
  });

  it('names every wrong field in one answer', async () => {
    const { body } = await post({ fiveKPace: 'fast', preferredDays: [1], unknown: 1 });
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    expect(pointers).toEqual([
      '/email',
      '/firstName',
      '/fiveKPace',
      '/lastName',
      '/preferredDays',
      '/unknown',
    ]);
  });
});

describe('changing an athlete', () => {
  it('changes what is given and nothing else', async () => {
    const { body: before } = await post(full());
    const { status, body } = await patch(before.id, { lastName: 'Berger', preferredDays: [6, 1] });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...before,
      lastName: 'Berger',
      preferredDays: [1, 6],
      updatedAt: expect.any(String),
    });
    expect((await patch(before.id, {})).status).toBe(200);
  });

  it('sets optional fields back with null', async () => {
    const { body: before } = await post(full());
    const nulls = {
      fiveKPace: null,
      currentWeeklyMileage: null,
      preferredDays: null,
      experience: null,
      injuryRisk: null,
      injuryNotes: null,
      timeZone: null,
      tracksActivities: null,
      aiConsent: null,
    };
    const { body } = await patch(before.id, nulls);
    expect(body).toMatchObject({ ...nulls, injuryRisk: 'normal', tracksActivities: false });
  });

  it('leaves it to admins to give an athlete to another coach', async () => {
    const other = await signedIn(test, 'coach');
    const { body } = await post(minimal());
    expect((await patch(body.id, { coachId: other.id })).status).toBe(403);
    expect((await patch(body.id, { coachId: null })).status).toBe(403);
    expect((await patch(body.id, { coachId: coach.id })).status).toBe(200);
    expect((await patch(body.id, { coachId: other.id }, admin)).body.coachId).toBe(other.id);
    expect((await get(`/${body.id}`)).status).toBe(403);
    expect((await patch(body.id, { coachId: null }, admin)).body.coachId).toBeNull();
  });

  it('refuses the address of another', async () => {
    const [one, two] = [minimal(), minimal()];
    await post(one);
    const { body } = await post(two);
    const answer = await patch(body.id, { email: one.email });
    expect([answer.status, answer.body.code]).toEqual([409, 'athlete.email_taken']);
  });
});

it('keeps a history of 5K paces, one row for each change', async () => {
  const { body } = await post({ ...minimal(), fiveKPace: '8:00' });
  await patch(body.id, { fiveKPace: '8:00' });
  await patch(body.id, { fiveKPace: null });
  await patch(body.id, { fiveKPace: '7:45', lastName: 'Other' });
  const paces = await get(`/${body.id}/paces`);
  expect(paces.status).toBe(200);
  expect(paces.body.nextCursor).toBeNull();
  const row = { id: expect.any(String), date: '2026-11-23', source: 'staff' };
  expect(paces.body.items).toEqual([
    { ...row, fiveKPace: '7:45' },
    { ...row, fiveKPace: '8:00' },
  ]);
});

describe('the list', () => {
  it('holds a coach their own, newest first, and an admin all', async () => {
    const mine = await signedIn(test, 'coach');
    const other = await signedIn(test, 'coach');
    const first = (await post(minimal(), mine)).body;
    const foreign = (await post(minimal(), other)).body;
    const second = (await post(minimal(), mine)).body;
    expect((await get('', mine)).body).toEqual({ items: [second, first], nextCursor: null });
    expect((await get(`?coachId=${other.id}`, mine)).body.items).toEqual([]);
    expect((await get(`?coachId=${other.id}`, admin)).body.items).toEqual([foreign]);
    const page = (await get('?limit=1', mine)).body;
    expect(page.items).toEqual([second]);
    expect((await get(`?limit=1&cursor=${page.nextCursor}`, mine)).body).toEqual({
      items: [first],
      nextCursor: null,
    });
    // A cursor grants nothing: another's starts the same list elsewhere.
    expect((await get(`?cursor=${page.nextCursor}`, other)).body.items).toEqual([foreign]);
  });

  it('is searched by words in name and address, wildcards taken as they are', async () => {
    const mine = await signedIn(test, 'coach');
    const ana = (await post({ ...minimal(), firstName: 'Ana María', lastName: 'Núñez' }, mine)).body;
    const percent = (await post({ ...minimal(), firstName: '100%', lastName: 'Under_score' }, mine)).body;
    const found = async (q: string) =>
      (await test.http.get('/api/athletes').query({ q }).set(mine.headers)).body.items;
    expect(await found('núñez ana')).toEqual([ana]);
    expect(await found(ana.email.slice(10, 36))).toEqual([ana]);
    expect(await found('%')).toEqual([percent]);
    expect(await found('r_s')).toEqual([percent]);
    expect(await found(String.raw`\ `)).toEqual([]);
    expect(await found('ana nobody')).toEqual([]);
  });
});

describe('deleting an athlete', () => {
  it('takes the paces along', async () => {
    const { body } = await post(full());
    expect((await test.http.delete(`/api/athletes/${body.id}`).set(coach.headers)).status).toBe(204);
    expect((await get(`/${body.id}`)).status).toBe(404);
  });

  it('is refused while there are plans', async () => {
    const { body } = await post(full());
    const em = test.orm.em.fork();
    em.create(TrainingPlan, { athlete: body.id, name: 'Draft', seed: 1 });
    await em.flush();
    const answer = await test.http.delete(`/api/athletes/${body.id}`).set(coach.headers);
    expect([answer.status, answer.body.code]).toEqual([409, 'athlete.has_plans']);
    expect((await get(`/${body.id}`)).status).toBe(200);
  });
});

describe('reassigning many athletes', () => {
  const bulk = (body: object, person = admin) =>
    test.http.post('/api/athletes/bulk').set(person.headers).send(body);
  const made = async () => String((await post(minimal())).body.id);

  it('gives them one coach or none, and says for how many that is a change', async () => {
    const other = await signedIn(test, 'coach');
    const ids = [await made(), await made(), await made()];
    const first = ids.slice(0, 1);
    expect((await bulk({ athleteIds: first, coachId: other.id })).body).toEqual({ changed: 1 });
    const all = { athleteIds: ids.map((id) => id.toUpperCase()), coachId: other.id };
    const { status, body } = await bulk(all);
    expect([status, body]).toEqual([200, { changed: 2 }]);
    const coaches = await Promise.all(ids.map(async (id) => (await get(`/${id}`, admin)).body.coachId));
    expect(coaches).toEqual([other.id, other.id, other.id]);
    expect((await bulk({ athleteIds: ids, coachId: null })).body).toEqual({ changed: 3 });
    expect((await get(`/${ids[0]}`, admin)).body.coachId).toBeNull();
  });

  it('changes nobody when one is unknown, and names each', async () => {
    const id = await made();
    const { status, body } = await bulk({ athleteIds: [v7(), id, v7()], coachId: null });
    expect([status, body.code]).toEqual([404, 'athlete.not_found']);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/athleteIds/0',
      '/athleteIds/2',
    ]);
    expect((await get(`/${id}`)).body.coachId).toBe(coach.id);
  });

  it.each([
    [() => ({ athleteIds: [], coachId: null }), '/athleteIds'],
    [() => ({ athleteIds: ['x'], coachId: null }), '/athleteIds'],
    [() => ({ athleteIds: Array.from({ length: 501 }, () => v7()), coachId: null }), '/athleteIds'],
    [() => ({ athleteIds: [v7()] }), '/coachId'],
    [() => ({ athleteIds: [v7()], coachId: v7() }), '/coachId'],
  ])('refuses %s', async (body, pointer) => {
    const answer = await bulk(body());
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
  });

  it('is for admins', async () => {
    expect((await bulk({ athleteIds: [await made()], coachId: coach.id }, coach)).status).toBe(403);
  });
});

describe('a sheet of athletes', () => {
  const send = (sheet: string | Buffer, { query = '', person = admin, type = 'text/csv', key = '' } = {}) =>
    test.http
      .post(`/api/athletes/import${query}`)
      .set({ ...person.headers, 'content-type': type, ...(key && { 'idempotency-key': key }) })
      .send(sheet);
  const address = () => `${v7()}@example.com`;
  const sheetOf = (...emails: string[]) =>
    ['firstName,lastName,email', ...emails.map((email) => `Ana,Berg,${email}`)].join('\n');
  const known = async (email: string) => (await get(`?q=${email}`, admin)).body.items.length;
  const faultsOf = (body: { errors: { pointer: string; detail: string }[] }) =>
    body.errors.map(({ pointer, detail }): [string, string] => [pointer, detail]);

  it('adds all of them as POST /athletes does, with what goes on record', async () => {
    const [first, second] = [address(), address()];
    const coachEmail = `coach-${v7()}@example.com`;
    const em = test.orm.em.fork();
    await em.nativeUpdate(Staff, { id: coach.id }, { email: coachEmail });
    const sheet = [
      '\uFEFFemail;firstName;lastName;fiveKPace;currentWeeklyMileage;preferredDays;injuryNotes;aiConsent;coach',
      `${first};Ana;=HYPERLINK(1);7:30;22,25;2 4 6 7;"Knee.\nLeft.";WAHR;${coachEmail.toUpperCase()}`,
      `${second};Bo;Berg;;;"Tue;Thu;Sat";;;${coach.id.toUpperCase()}`,
      ';;;;;;;;',
    ].join('\r\n');
    const { status, body } = await send(sheet);
    expect([status, body]).toEqual([
      201,
      {
        created: 2,
        athletes: [
          { line: 3, id: expect.any(String), email: first },
          { line: 4, id: expect.any(String), email: second },
        ],
      },
    ]);
    const [{ id }, { id: otherId }] = body.athletes;
    expect((await get(`/${id}`)).body).toMatchObject({
      lastName: '=HYPERLINK(1)',
      fiveKPace: '7:30',
      currentWeeklyMileage: 22.25,
      preferredDays: [2, 4, 6, 7],
      injuryNotes: 'Knee.\nLeft.',
      injuryRisk: 'normal',
      aiConsent: true,
      coachId: coach.id,
    });
    expect((await get(`/${id}/paces`)).body.items).toHaveLength(1);
    expect((await get(`/${otherId}`)).body).toMatchObject({ preferredDays: [2, 4, 6], aiConsent: null });
    const entries = await em.find(AuditEntry, { subjectType: 'athlete', subjectId: id });
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'athlete.ai_consent_changed',
      'athlete.created',
    ]);
  });

  it('adds nobody when anything is wrong, and says all of it', async () => {
    const [good, taken] = [address(), String((await post(minimal())).body.email)];
    const sheet = [
      'firstName,lastName,email,fiveKPace,preferredDays,coachId,aiConsent,coach',
      `Ana,Berg,${good},,,,,`,
      `,Berg,${good.toUpperCase()},1:00,2,nobody@example.com,maybe,`,
      `Bo,Berg,${taken.toUpperCase()},9:99,,${coach.id},,${admin.id}`,
      `Bo,Berg,${address()},,,,,,more`,
    ].join('\n');
    const { status, body } = await send(sheet);
    const alone = await post({ ...minimal(), firstName: undefined, fiveKPace: '1:00', preferredDays: [2] });
    const words = new Map(faultsOf(alone.body));
    expect([status, body.code]).toEqual([400, 'request.invalid']);
    expect(new Map(faultsOf(body))).toEqual(
      new Map([
        ['/lines/3/firstName', words.get('/firstName')],
        ['/lines/3/fiveKPace', words.get('/fiveKPace')],
        ['/lines/3/preferredDays', words.get('/preferredDays')],
        ['/lines/3/aiConsent', 'must be a boolean value'],
        ['/lines/3/email', 'is on line 2 already'],
        ['/lines/3/coachId', 'must be the e-mail address or the id of a coach'],
        ['/lines/4/fiveKPace', words.get('/fiveKPace')],
        ['/lines/4/email', 'another athlete has this e-mail address'],
        ['/lines/4/coachId', 'must be empty where coach says who it is'],
        ['/lines/5', expect.stringContaining('9 cells')],
      ]),
    );
    expect(await known(good)).toBe(0);
  });

  it('only looks when it is asked to', async () => {
    const email = address();
    const { status, body } = await send(sheetOf(email), { query: '?dryRun=true' });
    expect([status, body]).toEqual([200, { created: 0, athletes: [{ line: 2, id: null, email }] }]);
    expect((await send(sheetOf('x'), { query: '?dryRun=true' })).status).toBe(400);
    expect((await send(sheetOf(email), { query: '?dryRun=perhaps' })).status).toBe(400);
    expect(await known(email)).toBe(0);
  });

  it('answers again under its key as it did, and refuses another sheet under it', async () => {
    const [sheet, key] = [sheetOf(address()), v7()];
    const first = await send(sheet, { key });
    const again = await send(sheet, { key });
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([
      201,
      first.body,
      'true',
    ]);
    expect((await send(sheetOf(address()), { key })).status).toBe(422);
  });

  it('sent twice at once is added once, and the other is told of every line', async () => {
    const emails = Array.from({ length: 20 }, address);
    const answers = await Promise.all([send(sheetOf(...emails)), send(sheetOf(...emails.toReversed()))]);
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status);
    expect(won?.status).toBe(201);
    expect([400, 409]).toContain(lost?.status);
    expect(lost?.body.errors).toEqual(
      emails.map((_, index) => ({
        pointer: `/lines/${index + 2}/email`,
        detail: 'another athlete has this e-mail address',
        code: 'athlete.email_taken',
      })),
    );
  });

  it('names those whom others add while it stores them', async () => {
    const emails = [address(), address()];
    const { sent } = await test.orm.em.fork().transactional(async (em) => {
      em.create(Athlete, {
        firstName: 'Ana',
        lastName: 'Berg',
        email: emails[1]?.toUpperCase() ?? '',
        fiveKPace: null,
        currentWeeklyMileage: null,
        preferredDays: null,
        experience: null,
        injuryNotes: null,
        timeZone: null,
        aiConsent: null,
        coach: null,
      });
      await em.flush();
      const sent = send(sheetOf(...emails)).then((answer) => answer);
      await lockWaits(test);
      // Within an object: bare, it would be waited for before the commit it waits for.
      return { sent };
    });
    const { status, body } = await sent;
    expect([status, body.code, faultsOf(body)]).toEqual([
      409,
      'athlete.email_taken',
      [['/lines/3/email', 'another athlete has this e-mail address']],
    ]);
    expect(await known(emails[0] ?? '')).toBe(0);
  });

  it('names a thousand faults, and how many more there are', async () => {
    const lines = Array.from({ length: 400 }, (_, index) => `,,x${index}`);
    const { status, body } = await send(['firstName,lastName,email', ...lines].join('\n'));
    expect([status, body.errors.length]).toEqual([400, 1_000]);
    expect(body.detail).toContain('1200 fields');
    expect(body.detail).toContain('200 more');
    const tooMany = Array.from({ length: 5_001 }, () => ',,x');
    expect((await send(['firstName,lastName,email', ...tooMany].join('\n'))).body.errors).toEqual([
      { pointer: '', detail: 'must have at most 5000 lines, not 5001' },
    ]);
  });

  it.each<[string, string | Buffer, string, number]>([
    ['nothing', '', 'text/csv', 400],
    ['Latin-1', Buffer.from(`${sheetOf('a@x.org')}\nJürgen`, 'latin1'), 'text/csv', 400],
    ['an open quote', `${sheetOf('a@x.org')}\n"Ana`, 'text/csv', 400],
    ['a NUL', sheetOf('a\0@x.org'), 'text/csv', 400],
    ['a cell of a megabyte', sheetOf('a'.repeat(1_100_000)), 'text/csv', 400],
    ['more than four megabytes', sheetOf('a'.repeat(4_200_000)), 'text/csv', 413],
    ['columns twice', 'firstName,lastName,email,email\nA,B,c@x.org,d@x.org', 'text/csv', 400],
    ['JSON', '{}', 'application/json', 415],
    ['plain text', sheetOf('a@x.org'), 'text/plain', 415],
  ])('is refused as %s', async (_, sheet, type, status) => {
    const answer = await send(sheet, { type });
    expect([answer.status, answer.body.status]).toEqual([status, status]);
  });

  it('is taken nowhere else, and from admins alone', async () => {
    const elsewhere = test.http.post('/api/athletes').set({ ...admin.headers, 'content-type': 'text/csv' });
    expect((await elsewhere.send(sheetOf(address()))).status).toBe(415);
    expect((await send(sheetOf(address()), { person: coach })).status).toBe(403);
  });
});

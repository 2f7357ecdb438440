import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Generation } from '../../src/plans/generation.entity.js';
import { IMPERSONAL_TABLES, PERSONAL_TABLES, THE_PERSON } from '../../src/privacy/personal-tables.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aKnownPerson, tablesWith, type KnownPerson } from '../support/personal-data.js';
import { aDraft, TODAY } from '../support/plans.js';
import { watchStatements } from '../support/statements.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
let person: KnownPerson;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY, WEBHOOK_ALLOW_PRIVATE: 'true' } });
  admin = await signedIn(test, 'admin');
  person = await aKnownPerson(test, admin);
});
afterAll(() => test.close());

const rowsOf = async (sql: string, values: unknown[] = []) =>
  test.orm.em.fork().getConnection().execute<Record<string, string>[]>(sql, values);
const exported = (id: string) => test.http.get(`/api/athletes/${id}/export`).set(admin.headers);
const erase = (id: string) => test.http.delete(`/api/athletes/${id}?erase=true`).set(admin.headers);

const aNewcomer = (name: string) => ({ firstName: 'Jo', lastName: 'Li', email: `${name}@example.com` });

/** Tables that lead to the athlete by foreign keys, at whatever distance. */
const LEADING_TO_ATHLETES = `
  with recursive bound as (
    select 'athlete'::regclass::oid as id
    union
    select c.conrelid from pg_constraint c join bound on c.confrelid = bound.id where c.contype = 'f')
  select id::regclass::text as name from bound`;

describe('the list of tables with personal data', () => {
  const personal = PERSONAL_TABLES.map(({ name }) => name);

  it('knows every table there is', async () => {
    const tables = await rowsOf(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const known = [...personal, ...Object.keys(IMPERSONAL_TABLES)];
    expect(known.toSorted()).toEqual(tables.map(({ name = '' }) => name).toSorted());
  });

  it('holds every table that leads to an athlete, directly or not', async () => {
    const unknown = async () =>
      (await rowsOf(LEADING_TO_ATHLETES))
        .map(({ name = '' }) => name)
        .filter((name) => !personal.includes(name));
    expect(await unknown()).toEqual([]);
    await rowsOf('create table probe (week_id uuid references training_plan_week (id))');
    expect(await unknown()).toEqual(['probe']);
    await rowsOf('drop table probe');
  });

  it('finds rows of a person in each of them', async () => {
    for (const { name, rows } of PERSONAL_TABLES) {
      const found = await rowsOf(`${THE_PERSON} select 1 from ${name} where ${rows}`, [person.id]);
      expect.soft(found.length, name).toBeGreaterThan(0);
      const another = await rowsOf(`${THE_PERSON} select 1 from ${name} where ${rows}`, [v7()]);
      expect.soft(another, name).toEqual([]);
    }
  });
});

describe('an export', () => {
  it('is a file that nobody keeps', async () => {
    const { headers, status } = await exported(person.id);
    expect([status, headers['cache-control'], headers['content-disposition']]).toEqual([
      200,
      'no-store',
      `attachment; filename="athlete-${person.id}.json"`,
    ]);
  });

  it('holds everything, each thing in its place', async () => {
    const { body } = await exported(person.id);
    const { word } = person;
    expect(body.person).toMatchObject({ id: person.id, firstName: `${word} first`, fiveKPace: '7:30' });
    expect(body.person.injuryNotes).toBe(`${word} knee`);
    expect(body.paceHistory).toMatchObject([{ athleteId: person.id, fiveKPace: '7:30', source: 'staff' }]);
    expect(body.activities).toMatchObject([{ date: TODAY, miles: 5, source: word }]);
    expect(body.timeOff).toMatchObject([{ startDate: '2027-02-01', reason: 'illness' }]);
    const [plan] = body.plans;
    expect(plan).toMatchObject({ id: person.planId, name: `${word} plan`, status: 'active' });
    expect(plan.phases[0].weeks[0].days).toHaveLength(7);
    expect(plan.phases[0].weeks[0].days[1].workout).toEqual(expect.any(Array));
    expect(plan.versions[0].snapshot.phases).toHaveLength(4);
    expect(plan.suggestions).toMatchObject([{ text: word }]);
    expect(plan.generations).toHaveLength(2);
    expect(plan.modelCalls).toMatchObject([{ usd: 0.0002, inputTokens: 700, reply: word }]);
    expect(plan.modelCalls[0]).not.toHaveProperty('prompt');
    expect(body.races).toMatchObject([{ id: plan.races[0].raceId }]);
    expect(body.operations[0].events.length).toBeGreaterThan(0);
    expect(body.weeksInBulk).toMatchObject([{ task: { subject: { injuryNotes: word } } }]);
    expect(body.accounts).toMatchObject([{ id: person.account.id, name: `${word} name`, role: 'athlete' }]);
    expect(body.accounts[0].sessions[0].refreshTokens).toHaveLength(1);
    expect(body.auditEntries.map(({ action }: { action: string }) => action)).toContain('plan.tried');
    expect(body.webhookDeliveries.length).toBeGreaterThan(0);
    expect(body.keptAnswers).toMatchObject([
      { status: 201, body: expect.stringContaining(`${word} knee`) },
      { status: 201, body: expect.stringContaining(word) },
    ]);
  });

  it('has the sections that its description names, and every row of every table', async () => {
    const ids: [table: string, id: string][] = [];
    for (const { name, rows } of PERSONAL_TABLES) {
      const found = await rowsOf(`${THE_PERSON} select id from ${name} where ${rows}`, [person.id]);
      for (const { id = '' } of found) ids.push([name, id]);
    }
    const { body } = await exported(person.id);
    const { body: api } = await test.http.get('/api/openapi.json');
    const described = Object.keys(api.components.schemas.PersonExportResponse.properties);
    expect(Object.keys(body).toSorted()).toEqual(described.toSorted());
    const text = JSON.stringify(body);
    expect(ids.length).toBeGreaterThan(35);
    expect(ids.filter(([, id]) => !text.includes(id))).toEqual([]);
  });

  it('tells no secret, and nothing of others', async () => {
    const { text } = await exported(person.id);
    const other = await anAthlete(test);
    expect(text).not.toMatch(/passwordHash|digest|usedBy|"answer"|secret/);
    expect(text).not.toContain(other.id);
  });

  it('asks as many queries for much as for little', async () => {
    const counted = async (id: string) => {
      const watch = watchStatements();
      await exported(id);
      watch.stop();
      return watch.statements.length;
    };
    const { athleteId } = await aDraft(test);
    expect(await counted(person.id)).toBe(await counted(athleteId));
  });

  it('goes on record', async () => {
    const em = test.orm.em.fork();
    const entry = await em.findOneOrFail(AuditEntry, { action: 'person.exported' });
    expect(entry).toMatchObject({ actorId: admin.id, subjectId: person.id, detail: {} });
  });
});

describe('an erasure', () => {
  /** What is counted: every figure that reports tell. */
  const statistics = async () => ({
    usage: (await test.http.get('/api/ai/usage?from=2026-01-01&to=2099-01-01').set(admin.headers)).body,
    experiments: (await test.http.get('/api/ai/experiments').set(admin.headers)).body,
    spent: await rowsOf('select * from model_spend order by scope'),
    generations: await rowsOf(
      `select id, scope, cost_usd, attempt from generation where state <> 'pending' order by id`,
    ),
  });

  it('is for admins', async () => {
    const coach = await signedIn(test, 'coach');
    const own = await anAthlete(test, coach);
    const path = `/api/athletes/${own.id}`;
    const asked = await test.http.delete(`${path}?erase=true`).set(coach.headers);
    expect([asked.status, asked.body.code]).toEqual([403, 'access.denied']);
    const asksMore = await test.http.delete(`${path}?erase=yes`).set(admin.headers);
    expect([asksMore.status, asksMore.body.errors[0].pointer]).toEqual([400, '/erase']);
    expect((await exported(own.id)).status).toBe(200);
  });

  it('is asked for: deleting an athlete with plans is still refused', async () => {
    for (const query of ['', '?erase=false']) {
      const answer = await test.http.delete(`/api/athletes/${person.id}${query}`).set(admin.headers);
      expect([answer.status, answer.body.code]).toEqual([409, 'athlete.has_plans']);
    }
  });

  it('leaves nothing of a person anywhere, and every count as it was', async () => {
    const other = await aKnownPerson(test, admin);
    const before = await statistics();
    expect(before.usage.total).toMatchObject({ calls: 2, usd: 0.0004 });
    expect((await tablesWith(test, person.word)).length).toBeGreaterThan(10);
    const othersTables = await tablesWith(test, other.word);

    expect((await erase(person.id)).status).toBe(204);

    expect(await tablesWith(test, person.word)).toEqual([]);
    expect(await tablesWith(test, person.id)).toEqual(['audit_entry']);
    expect(await tablesWith(test, person.account.id)).toEqual(['audit_entry']);
    expect(await tablesWith(test, person.planId)).toEqual(['audit_entry', 'model_call']);
    expect(await tablesWith(test, '192.0.2.7')).toEqual(['audit_entry']);
    expect(await tablesWith(test, other.word)).toEqual(othersTables);
    expect(await statistics()).toEqual(before);
  });

  it('closes the account, and gives up what was under way', async () => {
    const me = await test.http.get('/api/auth/me').set(person.account.headers);
    expect(me.status).toBe(401);
    const em = test.orm.em.fork();
    const forgotten = await em.find(Generation, { plan: null }, { orderBy: { id: 'asc' } });
    expect(forgotten.map(({ scope, state }) => [scope, state])).toEqual([
      ['plan', 'succeeded'],
      ['week:2', 'cancelled'],
    ]);
    const jobs = await test.http.get('/api/jobs').set(admin.headers);
    expect(jobs.body.items.map(({ athleteId }: { athleteId: string }) => athleteId)).not.toContain(person.id);
    const retry = await test.http.post(`/api/jobs/${forgotten[1]?.id}/retry`).set(admin.headers);
    expect([retry.status, retry.body.code]).toEqual([404, 'job.not_found']);
  });

  it('takes the answers back that were kept, and does nothing again', async () => {
    const { body: values } = await test.http.post('/api/athletes').set(admin.headers).send(aNewcomer('one'));
    const repeat = (email: string) =>
      test.http
        .post('/api/athletes')
        .set({ ...admin.headers, 'idempotency-key': 'x' })
        .send(aNewcomer(email));
    const { body: first } = await repeat('two');
    expect((await erase(values.id)).status).toBe(204);
    expect((await repeat('two')).body).toEqual(first);
    expect((await erase(first.id)).status).toBe(204);
    const again = await repeat('two');
    expect([again.status, again.body.code]).toEqual([409, 'idempotency.answer_withheld']);
  });

  it('is on record, and what was done before still is', async () => {
    const em = test.orm.em.fork();
    const about = await em.find(AuditEntry, { subjectId: [person.id, person.planId, person.account.id] });
    expect(about.find(({ action }) => action === 'person.erased')).toMatchObject({ actorId: admin.id });
    expect(about.find(({ action }) => action === 'plan.tried')).toMatchObject({
      actorId: person.account.id,
      detail: {},
      address: null,
      userAgent: null,
    });
    // Where an admin was is no datum of the person’s.
    expect(about.find(({ action }) => action === 'user.reset_link_made')?.address).not.toBeNull();
  });

  it('is done once', async () => {
    const again = await erase(person.id);
    expect([again.status, again.body.code]).toEqual([404, 'athlete.not_found']);
    expect((await exported(person.id)).status).toBe(404);
  });
});

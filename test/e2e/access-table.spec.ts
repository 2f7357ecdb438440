import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { ACTIONS } from '../../src/auth/access.policy.js';
import { Operation } from '../../src/operations/operation.entity.js';
import { EVERYBODY, type Ids, type Row, type Who } from '../support/access/row.js';
import { ACCESS_TABLE } from '../support/access/table.js';
import { NAMES, RECIPES, type Recipe, type Target } from '../support/access/targets.js';
import { makeWorld, type World } from '../support/access/world.js';
import { signedIn, type Person } from '../support/people.js';
import { TODAY } from '../support/plans.js';
import { startTestApp } from '../support/test-app.js';

const isAllowed = ({ expected }: Row, who: Who) => expected[who] !== 401 && expected[who] !== 403;
const allowed = (row: Row) => EVERYBODY.filter((who) => isAllowed(row, who));
const refused = (row: Row) => EVERYBODY.filter((who) => !isAllowed(row, who));

/** Reading leaves its target as it is. */
const isRead = ({ route }: Row) => route.startsWith('GET ');

let world: World;
/** Targets that nobody has asked for yet, for those who may change them. */
const fresh = new Map<Recipe, Target[]>();
/** One that all read, and another. */
const read = new Map<Recipe, Target[]>();
beforeAll(async () => {
  world = await makeWorld(await startTestApp({ env: { TODAY } }));
  await world.test.orm.em.getConnection().execute('create index on audit_entry (request_id)');
  const wanted = Map.groupBy(ACCESS_TABLE, ({ target }) => target);
  for (const [recipe, rows] of wanted) {
    if (!recipe) continue;
    // One for each who changes it, one for all who are refused, and two for each part of it.
    const count = rows
      .filter((row) => !isRead(row))
      .reduce((sum, row) => sum + allowed(row).length + 1 + 2 * (row.parts?.length ?? 0), 0);
    const made = await RECIPES[recipe](world, count + (rows.some(isRead) ? 2 : 0));
    read.set(recipe, made.splice(count));
    fresh.set(recipe, made);
  }
});
afterAll(() => world.test.close());

function take(row: Row, nth = 0): Target {
  const { target } = row;
  if (!target) return { ids: {}, athleteId: null };
  const next = isRead(row) ? read.get(target)?.[nth] : fresh.get(target)?.pop();
  if (!next) throw new Error(`There are too few of ${target}`);
  return next;
}

type Asker = Pick<Person, 'headers'> | null;

async function askerFor(row: Row, who: Who, { athleteId }: Target): Promise<Asker> {
  const { people } = world;
  const { need, also = [] } = row;
  const holder = isAllowed(row, 'coach') ? people.coach : people.admin;
  const right = [need, ...also];
  switch (who) {
    case 'nobody':
      return null;
    case 'athlete':
      return athleteId === null ? people.athlete : accountOf(athleteId);
    case 'readKey':
      return world.keyOf(holder, ['read']);
    case 'rightKey':
      return world.keyOf(holder, right);
    case 'otherKey':
      return world.keyOf(
        holder,
        ACTIONS.filter((action) => action !== need),
      );
    case 'othersKey':
      return world.keyOf(people.otherCoach, right);
    default:
      return people[who];
  }
}

const accounts = new Map<string, Promise<Person>>();
/** The account of an athlete, of which there is one. */
function accountOf(athleteId: string): Promise<Person> {
  const account = accounts.get(athleteId) ?? signedIn(world.test, 'athlete', athleteId);
  accounts.set(athleteId, account);
  return account;
}

function routeTo({ route, params, query }: Row, ids: Ids): string {
  const path = route.replaceAll(/:(\w+)|\*/g, (found, name: string | undefined) => {
    const key = name ?? found;
    return params?.[key] ?? ids[key] ?? found;
  });
  return query === undefined ? path : `${path}?${query}`;
}

/** By SQL, and by an index that only this test needs: it is asked ten thousand times. */
async function actionsOnRecord(requestId: string): Promise<string[]> {
  const sql = 'select action from audit_entry where request_id = ? order by id';
  const rows = await world.test.orm.em.getConnection().execute<{ action: string }[]>(sql, [requestId]);
  return rows.map(({ action }) => action);
}

async function ask(row: Row, who: Who, target: Target) {
  const as = await askerFor(row, who, target);
  const body = row.body?.(target.ids);
  const answer = await world.ask({ route: routeTo(row, target.ids), as, body });
  return { who, ...answer, audit: await actionsOnRecord(answer.requestId) };
}

const CODES: ReadonlyMap<number, string> = new Map([
  [401, 'auth.required'],
  [403, 'access.denied'],
]);
/** All that a refusal ever says: nothing of what it is about. */
const REFUSALS = [
  /^Sign in at POST \/api\/auth\/login and send the token/,
  /^Your role may not do this; ask an admin\.$/,
  /^This is not yours; ask the coach it belongs to, or an admin\.$/,
  /^An API key may not do this; sign in\.$/,
  /^The API key has no scope for [a-z_.]+; make one that has\.$/,
];

function expectRefusal({ status, text }: { status: number; text: string }, who: Who): void {
  const { code, detail, ...rest } = JSON.parse(text);
  expect({ who, code }).toEqual({ who, code: CODES.get(status) });
  expect(REFUSALS.some((said) => said.test(detail))).toBe(true);
  expect(Object.keys(rest).sort()).toEqual(['instance', 'status', 'title', 'traceId', 'type']);
}

it('has a row for every route of the application, and no other', () => {
  const routes = [...world.test.routes].sort();
  expect(routes.length).toBeGreaterThan(70);
  expect(ACCESS_TABLE.map(({ route }) => route).sort()).toEqual(routes);
});

describe.each(ACCESS_TABLE)('$route', (row) => {
  it(`refuses ${refused(row).join(', ') || 'nobody'}, and says and changes nothing`, async () => {
    const target = take(row);
    for (const who of refused(row)) {
      const { status, text, audit } = await ask(row, who, target);
      expect({ who, status, audit }).toEqual({ who, status: row.expected[who], audit: [] });
      expectRefusal({ status, text }, who);
    }
    // It is as it was: whoever may can still do it.
    if (row.target) expect(await ask(row, 'admin', target)).toMatchObject({ status: row.expected.admin });
  });

  it.each(allowed(row))('lets %s, and puts that on record', async (who) => {
    const { status, audit } = await ask(row, who, take(row));
    // What is done after the answer stands under its request too, and may have begun.
    const asked = status === 202 ? audit.slice(0, 1) : audit;
    const expected = { status: row.expected[who], audit: row.audit === null ? [] : [row.audit] };
    expect({ status, audit: asked }).toEqual(expected);
  });
});

/** Those for whom a target that is not there is a 404: who may do it to some. */
const mayToSome = (row: Row, who: Who) =>
  isAllowed(row, who) ||
  ((who === 'otherCoach' || (who === 'othersKey' && row.need !== 'person')) && isAllowed(row, 'coach')) ||
  (who === 'otherAthlete' && isAllowed(row, 'athlete'));

const ABOUT_ONE = ACCESS_TABLE.filter(({ target, expected }) => target && expected.nobody === 401);

describe.each(ABOUT_ONE)('$route', (row) => {
  const nowhere = (): Target => ({
    ids: new Proxy<Record<string, string>>({}, { get: () => v7() }),
    athleteId: null,
  });

  it.each(EVERYBODY)('of nothing, for %s', async (who) => {
    const { status, text, audit } = await ask(row, who, nowhere());
    const expected = who === 'nobody' ? 401 : mayToSome(row, who) ? 404 : 403;
    expect({ status, audit }).toEqual({ status: expected, audit: [] });
    if (expected !== 404) return expectRefusal({ status, text }, who);
    const { code } = JSON.parse(text);
    // A new draft is about an athlete, and becomes a plan.
    if (row.route.includes(':id')) expect(code).toBe(`${NAMES[row.target ?? 'draft']}.not_found`);
    else expect(code).toMatch(/^(?:athlete|plan)\.not_found$/);
  });

  it('of what is no id', async () => {
    if (!row.route.includes(':id')) return;
    const ids = new Proxy<Record<string, string>>({}, { get: (_, name) => (name === 'id' ? 'x' : v7()) });
    const { status, text } = await ask(row, 'admin', { ids, athleteId: null });
    expect([status, JSON.parse(text).errors[0].pointer]).toEqual([400, '/id']);
  });
});

const WITH_PARTS = ACCESS_TABLE.flatMap((row) => (row.parts ?? []).map((part) => ({ row, part })));

describe.each(WITH_PARTS)('$row.route', ({ row, part }) => {
  it('knows no part of another, for whoever may; for all others it is as if it were there', async () => {
    const [target, other] = [take(row), take(row, 1)];
    for (const id of [other.ids[part] ?? '', v7()]) {
      for (const who of EVERYBODY) {
        const { status, audit } = await ask(row, who, { ...target, ids: { ...target.ids, [part]: id } });
        const expected = isAllowed(row, who) ? 404 : row.expected[who];
        expect({ who, status, audit }).toEqual({ who, status: expected, audit: [] });
      }
    }
  });
});

async function one(recipe: Recipe): Promise<Target> {
  const [made] = await RECIPES[recipe](world, 1);
  if (!made) throw new Error(`No ${recipe} was made`);
  return made;
}

const statusFor = async (route: string, as: Person) => (await world.ask({ route, as })).status;

describe('whose something is', () => {
  const idsOf = (text: string): string[] => JSON.parse(text).items.map(({ id }: { id: string }) => id);

  it.each([
    ['athletes', 'athleteId'],
    ['training-plan', 'id'],
  ])('decides what a list of %s shows, however it is asked for', async (path, name) => {
    const { coach, otherCoach } = world.people;
    const { ids } = await one('draft');
    const route = `GET /api/${path}?limit=200`;
    expect(idsOf((await world.ask({ route, as: coach })).text)).toContain(ids[name]);
    expect(idsOf((await world.ask({ route, as: otherCoach })).text)).not.toContain(ids[name]);
    const named = `${route}&coachId=${coach.id}`;
    expect(idsOf((await world.ask({ route: named, as: otherCoach })).text)).toEqual([]);
  });

  it.each([
    ['athlete', 'athletes/:id'],
    ['draft', 'training-plan/:id'],
    ['operation', 'operations/:id'],
    ['endedOperation', 'operations/:id/events'],
  ] as const)('follows an athlete to another coach: %s', async (recipe, path) => {
    const { coach, otherCoach } = world.people;
    const { ids, athleteId } = await one(recipe);
    await world.test.orm.em.fork().nativeUpdate(Athlete, { id: athleteId ?? '' }, { coach: otherCoach.id });
    const route = `GET /api/${path.replace(':id', ids['id'] ?? '')}`;
    expect(await statusFor(route, coach)).toBe(403);
    expect(await statusFor(route, otherCoach)).toBe(200);
  });

  it('is, of work about nobody in particular, who began it', async () => {
    const { coach, admin, athlete, otherCoach, otherAthlete } = world.people;
    for (const route of ['GET /operations/:id', 'GET /operations/:id/events', 'DELETE /operations/:id']) {
      const { ids } = await one(route.endsWith('events') ? 'endedOperation' : 'operation');
      const id = ids['id'] ?? '';
      const em = world.test.orm.em.fork();
      await em.nativeUpdate(Operation, { id }, { athlete: null, actorId: coach.id });
      const path = route.replace(' ', ' /api').replace(':id', id);
      for (const other of [otherCoach, athlete, otherAthlete]) expect(await statusFor(path, other)).toBe(403);
      expect(await statusFor(path, coach)).toBe(200);
      expect(await statusFor(path, admin)).toBe(200);
    }
  });
});

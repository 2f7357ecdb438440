import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/coaching/calendar.js';
import { Suggestion } from '../../src/plans/suggestion.entity.js';
import { ApiDocument, type Operation } from '../support/openapi/api-document.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, MARATHON_DAY, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  admin = await signedIn(test, 'admin');
  await aRace(test, { date: addDays(MARATHON_DAY, 7) });
});
afterAll(() => test.close());

const ask = (method: string, path: string, { body, ifMatch }: { body?: object; ifMatch?: string } = {}) =>
  fetch(`${test.url}/api${path}`, {
    method,
    headers: {
      ...admin.headers,
      ...(body && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });

/** What is edited: where its state is read, and where the edit goes. */
interface Target {
  read: string;
  edit: string;
}

const ofPlan = (id: string, edit = ''): Target => {
  const read = `/training-plan/${id}`;
  return { read, edit: `${read}${edit}` };
};

async function aDraftToEdit(): Promise<Target> {
  return ofPlan((await aDraft(test)).id);
}

/** An active plan that has not begun, after these steps. */
function aPlan(edit: string, ...steps: string[]): () => Promise<Target> {
  return async () => {
    const { id } = await aDraft(test, { draft: { startDate: addDays(TODAY, 21) } });
    const generated = await ask('POST', '/training-plan/generate', { body: { trainingPlanId: id } });
    expect(generated.status).toBe(200);
    for (const step of steps) expect((await ask('POST', `/training-plan/${id}/${step}`)).status).toBe(200);
    return ofPlan(id, `/${edit}`);
  };
}

function aSuggestion(decision: string): () => Promise<Target> {
  return async () => {
    const { read } = await aPlan('')();
    const em = test.orm.em.fork();
    const rule = 'activities.silent' as const;
    const plan = read.replace('/training-plan/', '');
    const { id } = em.create(Suggestion, {
      plan,
      rule,
      key: rule,
      text: 'x',
      proposal: {},
      weekNumber: null,
    });
    await em.flush();
    return { read, edit: `${read}/suggestions/${id}/${decision}` };
  };
}

const theRoutes = (): Promise<Target> => Promise.resolve({ read: '/ai/routes', edit: '/ai/routes' });

/** A day of rest in the first week of a plan that has not begun. */
const MONDAY = addDays(TODAY, 21);
const REST = { workoutType: 'rest', warmup: [], workout: [], cooldown: [] };

/** Every edit that goes by a state, by its name in the description of the API. */
const EDITS: Record<string, { make: () => Promise<Target>; body?: object }> = {
  'PATCH /training-plan/{id}': { make: aDraftToEdit, body: { name: 'Other' } },
  'POST /training-plan/{id}/pause': { make: aPlan('pause') },
  'POST /training-plan/{id}/resume': { make: aPlan('resume', 'pause') },
  'POST /training-plan/{id}/archive': { make: aPlan('archive') },
  'POST /training-plan/{id}/restore': { make: aPlan('restore', 'archive') },
  'POST /training-plan/{id}/shift': { make: aPlan('shift'), body: { weeks: 1 } },
  'POST /training-plan/{id}/release': { make: aPlan('release'), body: {} },
  'POST /training-plan/{id}/versions/{v}/revert': { make: aPlan('versions/1/revert') },
  'POST /training-plan/{id}/suggestions/{sid}/accept': { make: aSuggestion('accept') },
  'POST /training-plan/{id}/suggestions/{sid}/dismiss': { make: aSuggestion('dismiss') },
  'PUT /training-plan/{id}/days/{date}': { make: aPlan(`days/${MONDAY}`), body: REST },
  'POST /training-plan/{id}/days/{date}/unlock': { make: aPlan(`days/${MONDAY}/unlock`) },
  'POST /training-plan/{id}/days/{date}/move': {
    make: aPlan(`days/${MONDAY}/move`),
    body: { to: addDays(MONDAY, 2) },
  },
  'POST /training-plan/{id}/days/{date}/alternative': {
    make: aPlan(`days/${addDays(MONDAY, 1)}/alternative`),
  },
  'PUT /ai/routes': { make: theRoutes, body: { builtInCoach: true } },
};

const { operations } = new ApiDocument();
const routeOf = ({ method, path }: Operation) => `${method} ${path.replace('/api', '')}`;

/** Whether each described operation that takes If-Match needs it. */
const DESCRIBED = new Map(
  operations.flatMap((operation) => {
    const header = operation.parameters.find(({ name }) => name === 'If-Match');
    return header ? [[routeOf(operation), header.required === true] as const] : [];
  }),
);

const tagOf = async ({ read }: Target) => (await ask('GET', read)).headers.get('etag') ?? '';

describe('If-Match', () => {
  it('is tried on every route that takes it, and on every edit of a plan that there is', () => {
    const routes = [...DESCRIBED.keys()];
    expect(routes.toSorted()).toEqual(Object.keys(EDITS).toSorted());
    expect(routes.every((route) => /^(PATCH|PUT|POST) /.test(route))).toBe(true);
    const edits = operations.map(routeOf).filter((route) => /^(PATCH|PUT) \/training-plan\//.test(route));
    expect(edits.length).toBeGreaterThan(0);
    expect(routes).toEqual(expect.arrayContaining(edits));
  });

  it.each(Object.entries(EDITS))('of %s', async (route, { make, body }) => {
    const [method = ''] = route.split(' ');
    const edit = (target: Target, ifMatch?: string) =>
      ask(method, target.edit, { ...(body && { body }), ...(ifMatch !== undefined && { ifMatch }) });
    const target = await make();
    const tag = await tagOf(target);
    expect(tag).toMatch(/^"\d+"$/);
    // A weak tag is no match for an edit, though it be of the same state (RFC 9110, 13.1.1).
    const others = ['"999"', `W/${tag}`, tag.replaceAll('"', ''), `"999", W/${tag}`, `"${tag}"`, '"*"'];
    const stale = await Promise.all(others.map((other) => edit(target, other)));
    const codes = await Promise.all(
      stale.map(async (answer) => ((await answer.json()) as { code: string }).code),
    );
    expect(stale.map(({ status }, index) => `${status} ${codes[index]}`)).toEqual(
      others.map(() => '412 request.stale'),
    );
    expect(await tagOf(target)).toBe(tag);
    const required = DESCRIBED.get(route);
    const without = await edit(target);
    expect(without.status).toBe(required ? 428 : 200);
    for (const current of [(state: string) => `"999" , ${state},"x"`, () => '*']) {
      const next = required ? target : await make();
      const { status, headers } = await edit(next, current(await tagOf(next)));
      expect([status, headers.get('etag')]).toEqual([200, await tagOf(next)]);
    }
  });
});

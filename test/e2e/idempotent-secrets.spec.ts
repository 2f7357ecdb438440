import { DiscoveryService, ModulesContainer, Reflector } from '@nestjs/core';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdempotencyKey } from '../../src/common/idempotency-key.entity.js';
import { SAID_ONCE } from '../../src/common/said-once.decorator.js';
import { dumpDatabase } from '../support/dump.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, TODAY } from '../support/plans.js';
import { contentOf, send } from '../support/repeatable.js';
import { startReplica, startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let replica: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  replica = await startReplica(test);
  admin = await signedIn(test, 'admin');
});
afterAll(async () => {
  await replica.close();
  await test.close();
});

const anAccount = async () => (await signedIn(test, 'coach')).id;

async function aPlan(): Promise<string> {
  const { id } = await aDraft(test);
  const generate = test.http.post('/api/training-plan/generate').set(admin.headers);
  await generate.send({ trainingPlanId: id }).expect(200);
  return id;
}

/** Routes whose answer holds a secret, where in it, and what `:id` is one of. */
const ROUTES = [
  { path: '/api-keys', body: { name: 'Key', scopes: ['read'] }, secret: 'key' },
  {
    path: '/users',
    body: { email: 'new@example.com', name: 'New', role: 'coach' },
    secret: 'oneTimePassword',
  },
  { path: '/users/:id/password-reset', body: {}, secret: 'token', id: anAccount },
  { path: '/training-plan/:id/calendar', body: {}, secret: 'token', id: aPlan },
  { path: '/webhooks', body: { url: 'https://r.example.com/hooks' }, secret: 'secret' },
];

describe.each(ROUTES)('the secret of POST $path', ({ path: route, body, secret, id }) => {
  let path: string;
  beforeAll(async () => (path = route.replace(':id', (await id?.()) ?? '')));

  it('is said once, kept nowhere for its key, and the work is not done again', async () => {
    const sent = { as: admin, key: v7(), path, body };
    const first = await send(test, sent);
    expect(first.status).toBe(201);
    const said = (JSON.parse(first.text) as Record<string, string>)[secret] ?? '';
    expect(said.length).toBeGreaterThan(10);
    const count = async () => (await dumpDatabase(test.databaseUrl)).get('audit_entry')?.length;
    const before = await count();
    const again = await send(replica, sent);
    expect([again.status, again.code]).toEqual([409, 'idempotency.answer_withheld']);
    expect(again.text).toMatch(
      /This was done when the key was sent first; .* said once and not kept\. \w+ .*\."/,
    );
    expect(again.headers.has('retry-after')).toBe(false);
    expect(await count()).toBe(before);
    const [kept] = await test.orm.em.fork().find(IdempotencyKey, {}, { orderBy: { id: 'desc' } });
    expect(kept).toMatchObject({ status: 201, headers: null, body: null });
    expect(JSON.stringify(kept)).not.toContain(said);
    expect((await send(replica, { ...sent, body: { ...body, name: 'Else' } })).code).toBe(
      'idempotency.key_reused',
    );
  });
});

it.each(ROUTES.slice(0, 2))(
  'a refusal of POST $path holds no secret and is given again',
  async ({ path }) => {
    const sent = { as: admin, key: v7(), path, body: { name: 1 } };
    const first = await send(test, sent);
    expect(first.status).toBe(400);
    expect(contentOf(await send(replica, sent))).toEqual(contentOf(first));
  },
);

interface Described {
  post?: {
    operationId: string;
    security?: object[];
    parameters?: object[];
    responses: Record<string, { content?: object }>;
  };
}

describe('the description of the API', () => {
  const describedApi = async () => {
    const { body } = await test.http.get('/api/openapi.json');
    return body as { paths: Record<string, Described>; components: { schemas: Record<string, object> } };
  };
  const posts = async () => Object.entries((await describedApi()).paths).filter(([, { post }]) => post);

  it('has the header and what it can lead to on every POST of somebody signed in, and on no other', async () => {
    const open: string[] = [];
    for (const [path, { post }] of await posts()) {
      const { parameters, responses, security } = post ?? {};
      const has = JSON.stringify(parameters ?? []).includes('parameters/IdempotencyKey');
      const isSignedIn = (security?.length ?? 0) > 0;
      expect.soft([path, has]).toEqual([path, isSignedIn]);
      if (!isSignedIn) open.push(path);
      else
        expect
          .soft([path, Object.keys(responses ?? {})])
          .toEqual([path, expect.arrayContaining(['409', '422'])]);
    }
    expect(open.sort()).toEqual([
      '/api/auth/login',
      '/api/auth/logout',
      '/api/auth/logout-everywhere',
      '/api/auth/password-reset',
      '/api/auth/refresh',
    ]);
  });

  it('says of no field that it is said once but where the answer is not kept', async () => {
    const { schemas } = (await describedApi()).components;
    const secret = Object.keys(schemas).filter((name) => /said once/i.test(JSON.stringify(schemas[name])));
    const answering = (await posts()).filter(([, { post }]) =>
      Object.entries(post?.responses ?? {}).some(
        ([status, response]) =>
          status < '3' && secret.some((name) => JSON.stringify(response).includes(`schemas/${name}"`)),
      ),
    );
    const names = answering.map(([path]) => path.replace('/api', '').replace('{id}', ':id'));
    expect(names.sort()).toEqual(ROUTES.map(({ path }) => path).sort());
    expect(markedRoutes(test)).toBe(ROUTES.length);
  });
});

/** How many methods of controllers are marked. */
function markedRoutes({ app }: TestApp): number {
  const reflector = app.get(Reflector);
  const controllers = new DiscoveryService(app.get(ModulesContainer)).getControllers();
  return controllers.flatMap(({ metatype }) => {
    const prototype: Record<string, unknown> = metatype?.prototype ?? {};
    const methods = Object.getOwnPropertyNames(prototype).map((name) => prototype[name]);
    return methods.filter((method) => typeof method === 'function' && reflector.get(SAID_ONCE, method));
  }).length;
}

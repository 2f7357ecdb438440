import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpDatabase } from '../support/dump.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let coach: Person;
let valid: { draft: object; generate: object; week: object; planId: string };
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  coach = await signedIn(test, 'coach');
  const athlete = await anAthlete(test, coach);
  const race = await aRace(test);
  const { id } = await aDraft(test, { coach });
  valid = {
    draft: { athleteId: athlete.id, raceId: race.id, goalTime: '3:45:00', startDate: TODAY },
    generate: { trainingPlanId: id },
    week: { trainingPlanId: id, weekNumber: 1 },
    planId: id,
  };
});
afterAll(() => test.close());

/** What no field of these bodies is. */
const NEVER: readonly unknown[] = [
  {},
  [],
  [[]],
  true,
  Infinity,
  -0.5,
  '',
  ' ',
  '\u0000',
  'x'.repeat(100_000),
];
const NOT_TEXT: readonly unknown[] = [1, {}, [], true, '', '   ', 'a\u0000b', '\ud800', 'x'.repeat(100_000)];

const SAME = v7();

const DRAFT: Record<string, readonly unknown[]> = {
  athleteId: [...NEVER, null, 1, 'not-a-uuid', `${v7()} `],
  raceId: [...NEVER, 1, 'not-a-uuid'],
  goalTime: [...NEVER, 13_500, '3h45', '3:99', '3:45:00:00', '-3:45:00', '３:４５', '12345:00', '3:45:00.5'],
  startDate: [
    ...NEVER,
    20_261_123,
    '2026-02-29',
    '2027-13-01',
    '2026-11-31',
    '23.11.2026',
    '2026-11-23T00:00:00Z',
  ],
  name: [...NOT_TEXT, 'x'.repeat(201), 'two\nlines'],
  preferredDays: [
    {},
    true,
    'x',
    [],
    [1],
    [0, 8],
    [1, 1],
    [1, 2, 2],
    [1, 8],
    [1.5, 2],
    ['1', '2'],
    [null, 1],
    '1,2',
  ],
  currentWeeklyMileage: [{}, [], true, '', '25', -1, 150.01, 1e9, 12.345],
  phases: [
    true,
    'x',
    [],
    {},
    { base: 4, build: 6, peak: 3 },
    { base: 4, build: 6, peak: 3, taper: 0 },
    { base: 4, build: 6, peak: 3, taper: 2.5 },
    { base: '4', build: 6, peak: 3, taper: 3 },
    { base: 4, build: 6, peak: 3, taper: 53 },
    { base: 4, build: 6, peak: 3, taper: 3, rest: 1 },
    [{ name: 'build', weekCount: 4 }],
    ['build', 'base', 'peak', 'taper'].map((name) => ({ name, weekCount: 4 })),
    [null, null, null, null],
  ],
  mode: [...NEVER, 'Complete', 'all'],
  tuneUpRaceIds: [
    {},
    true,
    'x',
    v7(),
    ['not-a-uuid'],
    [null],
    [1],
    [[v7()]],
    [SAME, SAME],
    Array.from({ length: 7 }, () => v7()),
  ],
  settings: [
    [],
    true,
    'coach',
    { release: 'never' },
    { release: ['coach'] },
    { horizonDays: 0 },
    { horizonDays: 61 },
    { horizonDays: 1.5 },
    { horizonDays: '10' },
    { colour: 'red' },
  ],
  status: ['active'],
  seed: [1],
  revision: [9],
  __proto: ['x'],
};

const GENERATE: Record<string, readonly unknown[]> = {
  trainingPlanId: [...NEVER, null, 1, 'not-a-uuid'],
  mode: [...NEVER, 'Complete'],
  model: [...NOT_TEXT, 'x'.repeat(101), 'no-such-author', 'http://example.com'],
  acceptRisk: [{}, [], 'true', 1, ''],
  force: [true],
};

const WEEK: Record<string, readonly unknown[]> = {
  trainingPlanId: [...NEVER, null, 'not-a-uuid'],
  weekNumber: [{}, [], true, '1', '', 1.5, null, Infinity],
  regenerate: [{}, [], 'true', 1],
  overwriteEdits: [{}, [], 'false', 0],
  model: [...NOT_TEXT, 'no-such-author'],
  week: [{}],
};

const RELEASE: Record<string, readonly unknown[]> = {
  weekNumbers: [{}, [], true, 1, '1', [0], [53], [1, 1], [1.5], ['1'], [null]],
  weeks: [[1]],
};

const ROUTES = [
  { route: 'POST /training-plan', fields: DRAFT, base: () => valid.draft },
  { route: 'POST /training-plan/preview', fields: DRAFT, base: () => valid.draft },
  { route: 'PATCH /training-plan/:id', fields: without(DRAFT, 'athleteId'), base: () => ({}) },
  { route: 'POST /training-plan/generate', fields: GENERATE, base: () => valid.generate },
  { route: 'POST /training-plan/week/generate', fields: WEEK, base: () => valid.week },
  {
    route: 'POST /training-plan/:id/phases/base/generate',
    fields: { model: [...NOT_TEXT, 'no-such-author'], weeks: [1] },
    base: () => ({}),
  },
  { route: 'POST /training-plan/:id/release', fields: RELEASE, base: () => ({}) },
];

function without(fields: typeof DRAFT, field: string): typeof DRAFT {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));
}

async function send(route: string, body: string) {
  const [method = '', path = ''] = route.replace(':id', valid.planId).split(' ');
  const answer = await fetch(`${test.url}/api${path}`, {
    method,
    headers: { ...coach.headers, 'if-match': '*', 'content-type': 'application/json' },
    body,
  });
  const problem: { code?: string; errors?: { pointer: string }[] } = JSON.parse(
    (await answer.text()) || '{}',
  );
  return { status: answer.status, type: answer.headers.get('content-type')?.split(';')[0], problem };
}

/** JSON as it is written, with a number that no double holds where one was meant. */
function json(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (item === Infinity ? '∞' : item)).replaceAll(
    '"∞"',
    '1e400',
  );
}

describe.each(ROUTES)('$route', ({ route, fields, base }) => {
  it.each(Object.entries(fields))(
    'refuses every %s it cannot take, and says which field',
    async (field, values) => {
      const before = await dumpDatabase(test.databaseUrl);
      for (const value of values) {
        const body = json({ ...base(), [field]: value });
        const { status, type, problem } = await send(route, body);
        const given = body.slice(0, 300);
        if (problem.code === 'plan.not_active') continue;
        expect({ given, status, type }).toMatchObject({ status: 400, type: 'application/problem+json' });
        expect({ given, code: problem.code }).toEqual({ given, code: 'request.invalid' });
        const pointers = problem.errors?.map(({ pointer }) => pointer.split('/')[1]);
        expect({ given, pointers }).toEqual({ given, pointers: expect.arrayContaining([field]) });
      }
      expect(await dumpDatabase(test.databaseUrl)).toEqual(before);
    },
  );

  it.each(['null', '[]', '"text"', '1', '{', '{"a":', '[{"athleteId":1}]'])(
    'refuses the body %j',
    async (body) => {
      const { status } = await send(route, body);
      expect(status).toBe(400);
    },
  );

  it('says every field that is wrong in one answer', async () => {
    const wrong = Object.fromEntries(Object.keys(fields).map((name) => [name, { not: 'this' }]));
    const { problem } = await send(route, JSON.stringify(wrong));
    const named = new Set(problem.errors?.map(({ pointer }) => pointer.split('/')[1]));
    expect(Object.keys(wrong).filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('absurd but well-formed', () => {
  it.each<[string, object]>([
    ['no miles a week', { currentWeeklyMileage: 0 }],
    ['150 miles a week on two days', { currentWeeklyMileage: 150, preferredDays: [1, 2] }],
    ['every day of the week', { preferredDays: [7, 6, 5, 4, 3, 2, 1] }],
    ['one long base', { phases: { base: 13, build: 1, peak: 1, taper: 1 } }],
    ['one long taper', { phases: { base: 1, build: 1, peak: 1, taper: 13 } }],
    ['a goal at walking pace', { goalTime: '10:55:00' }],
    ['a goal at world record pace and beyond', { goalTime: '1:05:33' }],
    ['a name of one letter', { name: 'x' }],
    ['a name in any script', { name: '‮𝓜𝔞𝔯𝔞 ﷽ 👩‍🦽' }],
  ])('%s: a plan, or a refusal that says why', async (_, values) => {
    const athlete = await anAthlete(test, coach);
    const draft = await send(
      'POST /training-plan',
      JSON.stringify({ ...valid.draft, athleteId: athlete.id, ...values }),
    );
    expect(draft.status).toBe(201);
    const { id } = Object(draft.problem);
    const body = JSON.stringify({ trainingPlanId: id, mode: 'complete', acceptRisk: true });
    const answer = await send('POST /training-plan/generate', body);
    expect({ status: answer.status, code: answer.problem.code }).toEqual({ status: 200, code: undefined });
  });
});

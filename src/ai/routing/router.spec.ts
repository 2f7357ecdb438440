import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISTANCE_CLASSES } from '../../coaching/model.js';
import { InvalidError } from '../../common/errors.js';
import type { Routing } from '../../config/ai-config.js';
import { completeModel } from '../../config/default-models.js';
import type { ModelProfile } from '../model-profile.js';
import { routeTargets, type CatalogueModel, type RoutingRequest } from './router.js';

const SERVER = { baseUrl: 'http://localhost:1/v1', model: null, hasKey: false, concurrency: 4 };

function aModel(id: string, change: Partial<ModelProfile> = {}, hasKey = true): CatalogueModel {
  return { profile: { ...completeModel({ id }, SERVER), ...change }, hasKey };
}

const models = [
  aModel('small', { limits: { context: 1000, output: 100, concurrency: 1 } }),
  aModel('gone', { shutdownDate: '2026-11-22' }),
  aModel('keyless', {}, false),
  aModel('main'),
  aModel('flexible', { capabilities: { ...aModel('x').profile.capabilities, flex: true } }),
];

function aRouting(change: Partial<Routing> = {}): Routing {
  return {
    routes: [{ targets: models.map(({ profile }) => profile.id), bestOf: 1 }],
    experiments: [],
    budgets: { perPlanUsd: null, perDayUsd: null, perMonthUsd: null },
    builtInCoach: true,
    ...change,
  };
}

function aRequest(change: Partial<RoutingRequest> = {}): RoutingRequest {
  return {
    totalWeeks: 16,
    distanceClass: 'marathon',
    athleteId: 'a-1',
    model: null,
    needs: {},
    today: '2026-11-22',
    ...change,
  };
}

function route(request: Partial<RoutingRequest>, routing: Partial<Routing> = {}) {
  return routeTargets(aRequest(request), { models, routing: aRouting(routing) });
}

const idsOf = ({ targets }: ReturnType<typeof route>) => targets.map(({ profile }) => profile.id);

describe('the models of a route', () => {
  it('are tried in its order, in the compact contract; those that cannot be asked are left out and named', () => {
    const decision = route({});
    expect(idsOf(decision)).toEqual(['small', 'main', 'flexible']);
    expect(decision.targets[0]).toMatchObject({ contract: 'sessions', experimentArm: null });
    expect(decision).toMatchObject({
      bestOf: 1,
      builtInCoach: true,
      skipped: [
        { id: 'gone', reason: 'shut_down' },
        { id: 'keyless', reason: 'no_key' },
      ],
    });
    expect(idsOf(route({ today: '2026-11-21' }))).toContain('gone');
  });

  it.each<[RoutingRequest['needs'], string[]]>([
    [{ capabilities: ['flex'] }, ['flexible']],
    [{ outputTokens: 101 }, ['main', 'flexible']],
    [{ contextTokens: 1001 }, ['main', 'flexible']],
    [{ outputTokens: 100, contextTokens: 1000 }, ['small', 'main', 'flexible']],
    [{ capabilities: ['batch'] }, []],
  ])('can do what is needed: %j', (needs, expected) => {
    expect(idsOf(route({ needs }))).toEqual(expected);
  });

  it('may have left the catalogue since the route was made', () => {
    const decision = route({}, { routes: [{ targets: ['past', 'main'], bestOf: 1 }] });
    expect(decision).toMatchObject({ skipped: [{ id: 'past', reason: 'unknown' }] });
    expect(idsOf(decision)).toEqual(['main']);
  });

  it.each<[Partial<RoutingRequest>, string]>([
    [{ totalWeeks: 8, distanceClass: '5k' }, 'short'],
    [{ totalWeeks: 9, distanceClass: '5k' }, 'middle'],
    [{ totalWeeks: 12, distanceClass: 'ultra' }, 'middle'],
    [{ totalWeeks: 13, distanceClass: 'ultra' }, 'other'],
    [{ totalWeeks: 8, distanceClass: 'half' }, 'other'],
  ])('are those of the first that fits: %j', (request, expected) => {
    const routing = aRouting({
      routes: [
        { when: { maxWeeks: 8, distances: ['5k', '10k'] }, targets: ['short'], bestOf: 1 },
        { when: { minWeeks: 9, maxWeeks: 12 }, targets: ['middle'], bestOf: 1 },
        { targets: ['other'], bestOf: 1 },
      ],
    });
    const catalogue = ['short', 'middle', 'other'].map((id) => aModel(id));
    const decision = routeTargets(aRequest(request), { models: catalogue, routing });
    expect(idsOf(decision)).toEqual([expected]);
  });

  it('are none where no route fits, and the built-in coach is left', () => {
    const decision = route({}, { routes: [] });
    expect(decision).toEqual({ targets: [], bestOf: 1, skipped: [], builtInCoach: true });
    expect(route({}, { builtInCoach: false }).builtInCoach).toBe(false);
  });

  it('are asked side by side as far as they are there', () => {
    const bestOf = (targets: string[], bestOf: number) => route({}, { routes: [{ targets, bestOf }] }).bestOf;
    expect(bestOf(['main', 'flexible', 'small'], 2)).toBe(2);
    expect(bestOf(['main', 'gone'], 2)).toBe(1);
    expect(bestOf(['gone', 'keyless'], 2)).toBe(1);
  });
});

describe('a model chosen by staff', () => {
  it('is asked alone, whatever routes and experiments say', () => {
    const experiments = [{ id: 'e', arms: [{ target: 'small', contract: 'laps' as const, weight: 1 }] }];
    const decision = route({ model: 'main' }, { experiments });
    expect(decision.targets).toEqual([
      { profile: models[3]?.profile, contract: 'sessions', experimentArm: null },
    ]);
    expect(decision.builtInCoach).toBe(true);
  });

  it('may be the built-in coach, where it may write', () => {
    expect(route({ model: 'built-in-coach' })).toMatchObject({ targets: [], builtInCoach: true });
    expect(() => route({ model: 'built-in-coach' }, { builtInCoach: false })).toThrow(InvalidError);
  });

  it.each([
    ['nobody', 'is not in the catalogue'],
    ['gone', 'has been shut down'],
    ['keyless', 'has no API key'],
  ])('that cannot be asked (%s) is refused, naming those that can', (model, why) => {
    const detail = `This author ${why}; known: "small", "main", "flexible", "built-in-coach".`;
    expect(() => route({ model })).toThrow(
      expect.objectContaining({ code: 'request.invalid', errors: [{ pointer: '/model', detail }] }),
    );
  });
});

describe('an experiment', () => {
  const arms = [
    { target: 'main', contract: 'sessions' as const, weight: 3 },
    { target: 'main', contract: 'laps' as const, weight: 1 },
    { target: 'flexible', contract: 'sessions' as const, weight: 0 },
  ];
  const armOf = (athleteId: string, experiments: Routing['experiments']) =>
    route({ athleteId }, { experiments }).targets[0]?.experimentArm ?? null;

  it('puts the athlete’s arm first and the other models of the route after it', () => {
    const routing = {
      experiments: [{ id: 'e', arms: arms.slice(1, 2) }],
      routes: [{ targets: ['small', 'main'], bestOf: 2 }],
    };
    expect(route({}, routing)).toMatchObject({
      bestOf: 1,
      targets: [
        { profile: { id: 'main' }, contract: 'laps', experimentArm: { experiment: 'e', arm: 'main/laps' } },
        { profile: { id: 'small' }, contract: 'sessions', experimentArm: null },
      ],
    });
  });

  it('shares athletes out by weight, within 2 % over 10,000', () => {
    const counts = new Map<string, number>();
    for (let athlete = 0; athlete < 10_000; athlete += 1) {
      const arm = armOf(`athlete-${athlete}`, [{ id: 'e', arms }])?.arm ?? 'none';
      counts.set(arm, (counts.get(arm) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['main/laps', 'main/sessions']);
    expect(Math.abs((counts.get('main/laps') ?? 0) - 2500)).toBeLessThan(200);
  });

  it('keeps an athlete in their arm, whatever else changes', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.integer({ min: 4, max: 52 }),
        fc.constantFrom(...DISTANCE_CLASSES),
        (athleteId, totalWeeks, distanceClass) => {
          const experiments = [{ id: 'e', arms }];
          const first = armOf(athleteId, experiments);
          const other = route({ athleteId, totalWeeks, distanceClass, today: '2027-06-01' }, { experiments });
          expect(other.targets[0]?.experimentArm).toEqual(first);
        },
      ),
    );
  });

  it('has each athlete in one of several; a new one takes athletes only for itself', () => {
    const two = ['e', 'f'].map((id) => ({ id, arms }));
    const three = [...two, { id: 'g', arms }];
    const counts = { e: 0, f: 0, g: 0 };
    let laps = 0;
    for (let athlete = 0; athlete < 3000; athlete += 1) {
      const before = armOf(`${athlete}`, two);
      const after = armOf(`${athlete}`, three);
      if (after?.experiment !== 'g') expect(after).toEqual(before);
      counts[after?.experiment as keyof typeof counts] += 1;
      if (after?.arm === 'main/laps') laps += 1;
    }
    // Being drawn into an experiment says nothing of the arm.
    expect(Math.abs(laps - 750)).toBeLessThan(150);
    for (const count of Object.values(counts)) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('whose arm cannot be asked leaves the athlete to the route', () => {
    const experiments = [{ id: 'e', arms: [{ target: 'gone', contract: 'laps' as const, weight: 1 }] }];
    const decision = route({}, { experiments, routes: [{ targets: ['gone', 'main'], bestOf: 1 }] });
    expect(decision.targets).toMatchObject([{ profile: { id: 'main' }, experimentArm: null }]);
    expect(decision.skipped).toEqual([{ id: 'gone', reason: 'shut_down' }]);
  });
});

it('never names a model that is shut down, has no key or cannot do what is needed', () => {
  const id = fc.constantFrom(...models.map(({ profile }) => profile.id), 'nobody');
  const routes = fc.array(
    fc.record({ targets: fc.uniqueArray(id, { minLength: 1 }), bestOf: fc.integer({ min: 1, max: 5 }) }),
  );
  const arm = fc.record({
    target: id,
    contract: fc.constantFrom('sessions' as const, 'laps' as const),
    weight: fc.nat(),
  });
  const experiments = fc.array(fc.record({ id: fc.string(), arms: fc.array(arm, { minLength: 1 }) }));
  const today = fc.constantFrom('2026-11-21', '2026-11-22', '2027-11-22');
  const outputTokens = fc.nat({ max: 5000 });
  fc.assert(
    fc.property(
      routes,
      experiments,
      today,
      fc.uuid(),
      outputTokens,
      (routes, experiments, today, athleteId, outputTokens) => {
        const decision = route({ today, athleteId, needs: { outputTokens } }, { routes, experiments });
        for (const { profile } of decision.targets) {
          expect(profile.id).not.toBe('keyless');
          expect((profile.shutdownDate ?? '9999') > today).toBe(true);
          expect(profile.limits.output).toBeGreaterThanOrEqual(outputTokens);
        }
        expect(new Set(idsOf(decision)).size).toBe(decision.targets.length);
        expect(decision.bestOf).toBeLessThanOrEqual(Math.max(1, decision.targets.length));
      },
    ),
  );
});

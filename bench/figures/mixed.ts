import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '../../src/coaching/calendar.js';
import { figure, type Figure } from '../figure.js';
import { closedLoad, inTurn, pacedLoad, type KindOfRequest, type LoadRequest } from '../load.js';
import { withPostgres } from '../postgres.js';
import { median, quantile, total } from '../samples.js';
import { complete, Drafts, TODAY } from '../season.js';
import { withService, type Service } from '../service.js';

/** Of the capacity that the same mix reaches when each request follows the one before it. */
const SHARE = 0.8;
const CAPACITY_SECONDS = 20;
/** Shares no divisor with a hundred: else the same few plans would be written anew each time. */
const PLANS = 211;
const MEGABYTE = 2 ** 20;

/**
 * What staff and their athletes' devices send, of a hundred requests: mostly whole plans, lists and single weeks;
 * reported runs; now and then a week written anew or a whole plan.
 */
const MIX = {
  plan: 57,
  list: 14,
  week: 10,
  athlete: 8,
  report: 6,
  attention: 3,
  rewrite: 1,
  generate: 1,
} as const;
type Kind = keyof typeof MIX;

const CALLED: Record<Kind, string> = {
  plan: 'a whole plan',
  list: 'a list of 20 plans',
  week: 'a week',
  athlete: 'an athlete',
  report: 'a reported run',
  attention: 'what wants a person',
  rewrite: 'a week written anew',
  generate: 'a complete plan',
};

/**
 * A mixed load at four fifths of what one process can take, sent on time whether or not the answers come: how late the
 * latest of each kind are beside their middle, and whether memory grows. Any request that is refused ends it.
 */
export function measureMixedLoad({ minutes }: { minutes: number }): Promise<Figure[]> {
  return withPostgres(async (newDatabase) =>
    withService({ DATABASE_URL: await newDatabase(), METRICS_PORT: '0' }, async (service) => {
      const scene = await MixedScene.made(service);
      await scene.ready(20 * CAPACITY_SECONDS);
      const closed = { next: scene.next, token: scene.token, seconds: CAPACITY_SECONDS };
      await closedLoad(service, closed);
      const capacity = count(await closedLoad(service, closed)) / CAPACITY_SECONDS;
      const rate = Math.round(SHARE * capacity);
      const seconds = 60 * minutes;
      await scene.ready(Math.ceil((1.1 * rate * seconds * MIX.generate) / 100));
      const heap = new HeapWatch(service);
      const [taken] = await Promise.all([
        pacedLoad(service, { ...closed, seconds, rate }),
        heap.watch(1000 * seconds),
      ]);
      const { early, late } = heap.floors();
      return [
        figure({ name: 'Mixed requests at most', value: capacity, unit: 'a second' }),
        figure({
          name: `Mixed requests in ${minutes} min, all answered well`,
          value: rate,
          unit: 'a second',
        }),
        ...[...taken].map(([kind, times]) =>
          figure({
            name: `Latest hundredth of them, ${CALLED[kind]}`,
            value: quantile(times, 0.99),
            unit: 'ms',
            baseline: { name: 'the middle one', value: median(times) },
            wanted: { of: 'ratio', atMost: 5 },
          }),
        ),
        figure({
          name: 'Least heap in the last third of it',
          value: late / MEGABYTE,
          unit: 'MB',
          baseline: { name: 'in the first third', value: early / MEGABYTE },
          wanted: { of: 'ratio', atMost: 1.1 },
        }),
      ];
    }),
  );
}

function count(taken: ReadonlyMap<Kind, readonly number[]>): number {
  return total([...taken.values()].map(({ length }) => length));
}

class MixedScene {
  private readonly drafts: Drafts;
  private readonly waiting: string[] = [];
  private readonly kinds = inTurn(evenMix());
  private readonly weeks = inTurn(Array.from({ length: 14 }, (_, index) => index + 2));
  private readonly days = inTurn(Array.from({ length: 28 }, (_, index) => addDays(TODAY, -index)));
  private readonly planInTurn: () => { id: string; athleteId: string };

  private constructor(
    service: Service,
    readonly token: string,
    plans: readonly { id: string; athleteId: string }[],
  ) {
    this.drafts = new Drafts(service.staff);
    this.planInTurn = inTurn(plans);
  }

  static async made(service: Service): Promise<MixedScene> {
    const { staff } = service;
    // A person's token is good for minutes only.
    const asked = { name: 'Load', scopes: ['read', 'write'] };
    const { key } = await staff.post<{ key: string }>('/api-keys', asked);
    const drafts = new Drafts(staff, 'settled');
    const plans: { id: string; athleteId: string }[] = [];
    for (const id of await drafts.makeMany(PLANS)) {
      await staff.post('/training-plan/generate', complete(id));
      const { athleteId } = await staff.get<{ athleteId: string }>(`/training-plan/${id}`);
      plans.push({ id, athleteId });
    }
    return new MixedScene(service, key, plans);
  }

  /** Makes drafts until so many wait to be generated. */
  async ready(count: number): Promise<void> {
    const missing = Math.max(0, count - this.waiting.length);
    this.waiting.push(...(await this.drafts.makeMany(missing)));
  }

  /** The next request of the mix. */
  readonly next = (): KindOfRequest<Kind> => {
    const [kind, week, day] = [this.kinds(), this.weeks(), this.days()];
    return { kind, ...this.request(kind, { ...this.planInTurn(), week, day }) };
  };

  private request(
    kind: Kind,
    { id, athleteId, week, day }: { id: string; athleteId: string; week: number; day: string },
  ): LoadRequest {
    switch (kind) {
      case 'plan':
        return { method: 'GET', path: `/training-plan/${id}` };
      case 'list':
        return { method: 'GET', path: '/training-plan?limit=20' };
      case 'week':
        return { method: 'GET', path: `/training-plan/${id}/weeks/${week}` };
      case 'athlete':
        return { method: 'GET', path: `/athletes/${athleteId}` };
      case 'attention':
        return { method: 'GET', path: '/attention?limit=20' };
      case 'report':
        return {
          method: 'POST',
          path: `/athletes/${athleteId}/activities/bulk`,
          body: { items: [{ date: day, kind: 'run', miles: 5 }] },
        };
      case 'rewrite':
        return {
          method: 'POST',
          path: '/training-plan/week/generate',
          body: { trainingPlanId: id, weekNumber: week, regenerate: true },
        };
      case 'generate': {
        const draft = this.waiting.pop();
        if (draft === undefined) throw new RangeError('No draft is left to generate');
        return { method: 'POST', path: '/training-plan/generate', body: complete(draft) };
      }
    }
  }
}

/**
 * The kinds of a hundred requests, each kind at even distances and no two in step: kinds that begin together would meet
 * in every hundred.
 */
function evenMix(): Kind[] {
  const kinds = Object.keys(MIX) as Kind[];
  const places = kinds.flatMap((kind, nth) =>
    Array.from({ length: MIX[kind] }, (_, index) => ({ kind, at: (index + apart(nth)) / MIX[kind] })),
  );
  return places.toSorted((a, b) => a.at - b.at).map(({ kind }) => kind);
}

/** Numbers from 0 to 1 that lie far from each other, however many: multiples of the golden ratio. */
function apart(nth: number): number {
  return ((nth * (Math.sqrt(5) - 1)) / 2) % 1;
}

/** The heap that is in use, a few times a second. */
class HeapWatch {
  private readonly used: number[] = [];

  constructor(private readonly service: Service) {}

  async watch(forMs: number): Promise<void> {
    const until = performance.now() + forMs;
    while (performance.now() < until) {
      const [, bytes] = (await this.service.metrics()).match(/^nodejs_heap_size_used_bytes (\S+)$/m) ?? [];
      if (bytes === undefined) throw new Error('The service tells nothing of its heap');
      this.used.push(Number(bytes));
      await sleep(500);
    }
  }

  /** Bytes: what is left once garbage was collected, in the first third and in the last. */
  floors(): { early: number; late: number } {
    const third = Math.floor(this.used.length / 3);
    return { early: floor(this.used.slice(0, third)), late: floor(this.used.slice(-third)) };
  }
}

/** The middle of the lowest twentieth. */
function floor(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return median(sorted.slice(0, Math.max(1, Math.floor(sorted.length / 20))));
}

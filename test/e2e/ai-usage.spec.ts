import { describe, expect, it } from 'vitest';
import type { ModelPlans } from '../support/model-plans.js';
import { closeScenes, startScene, type SceneOptions } from '../support/model-scene.js';
import type { ModelServer } from '../support/model-server.js';
import { signedIn } from '../support/people.js';

let server: ModelServer;
let plans: ModelPlans;
closeScenes();

async function start(options: SceneOptions = {}): Promise<void> {
  ({ server, plans } = await startScene(options));
}

describe('the reports', () => {
  it('add up to what the server has counted', async () => {
    await start();
    server.script(['status_500']);
    const id = await plans.tenK();
    await plans.generate(id);
    const admin = await signedIn(plans.test, 'admin');
    const { status, body } = await plans.test.http.get('/api/ai/usage').set(admin.headers);
    expect(status).toBe(200);
    const { input, output, cached } = server.told;
    const expected = {
      calls: 9,
      failedCalls: 1,
      inputTokens: input,
      outputTokens: output,
      cachedTokens: cached,
    };
    expect(body.total).toMatchObject({ ...expected, unpricedCalls: 1 });
    expect(body.byModel).toEqual([{ ...body.total, model: 'test-model' }]);
    expect(body.byDay).toEqual([{ ...body.total, day: '2026-11-23' }]);
    expect(body.byPlan).toEqual([{ ...body.total, trainingPlanId: id }]);
    // USD per million: 0.15 in, 0.075 cached, 0.60 out.
    const usd = ((input - cached) * 0.15 + cached * 0.075 + output * 0.6) / 1e6;
    expect(body.total.usd).toBeCloseTo(usd, 7);

    const before = await plans.test.http
      .get('/api/ai/usage?from=2026-10-01&to=2026-11-22')
      .set(admin.headers);
    expect(before.body).toMatchObject({ from: '2026-10-01', total: { calls: 0, usd: null }, byPlan: [] });
    const wrong = await plans.test.http.get('/api/ai/usage?from=2026-11-24').set(admin.headers);
    expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([400, '/from']);
  });

  it('tell of the 200 dearest plans and count them all', async () => {
    await start();
    await plans.test.orm.em.getConnection().execute(
      `insert into model_call (id, at, request_id, plan_id, week_number, target, contract, prompt_version, mode,
         service_tier, re_ask, outcome, usd, latency_ms, prompt_hash, findings, mended)
       select gen_random_uuid(), timestamptz '2026-11-20', gen_random_uuid(), md5(n::text)::uuid, 1, 'test-model', 'laps',
         '1', 'plain', 'standard', false, 'ok', case when n > 2 then n end, 1, '', 0, 0 from generate_series(1, 203) n`,
    );
    const admin = await signedIn(plans.test, 'admin');
    const { body } = await plans.test.http.get('/api/ai/usage').set(admin.headers).expect(200);
    expect(body.total).toMatchObject({ calls: 203, unpricedCalls: 2 });
    const dearest = Array.from({ length: 200 }, (_, index) => 203 - index);
    expect(body.byPlan.map(({ usd }: { usd: number }) => usd)).toEqual(dearest);
  });

  it('tell the arms of an experiment apart', async () => {
    const arms = [
      { target: 'test-model', contract: 'sessions' as const, weight: 1 },
      { target: 'test-model', contract: 'laps' as const, weight: 0 },
    ];
    await start({ config: () => ({ experiments: [{ id: 'forms', arms }] }) });
    server.script(['only_prose']);
    await plans.generate(await plans.tenK());
    const admin = await signedIn(plans.test, 'admin');
    const { body } = await plans.test.http.get('/api/ai/experiments').set(admin.headers);
    expect(body.items).toMatchObject([
      {
        id: 'forms',
        arms: [
          { arm: 'test-model/sessions', running: true, weeks: 8, attempts: 9, successRate: 1, reAsks: 1 },
          { arm: 'test-model/laps', contract: 'laps', running: true, weeks: 0, successRate: null },
        ],
      },
    ]);
    expect(body.items[0].arms[0].medianLatencyMs).toBeGreaterThan(0);
    expect(body.items[0].arms[0].usd).toBeGreaterThan(0);
  });
});

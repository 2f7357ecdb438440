import { expect, it } from 'vitest';
import { tryRequests } from '../support/openapi/try-requests.js';
import { SOAK } from '../support/soak.js';

it(`10,000 requests made from openapi.json, valid and broken, are answered as it says (--seed ${SOAK.seed})`, async () => {
  const { sent, faults, statuses, neverWorked } = await tryRequests({ count: 10_000, seed: SOAK.seed });
  const total = new Map<number, number>();
  for (const counts of statuses.values()) {
    for (const [status, count] of counts) total.set(status, (total.get(status) ?? 0) + count);
  }
  const shares = [...total].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  process.stdout.write(
    `seed ${SOAK.seed}: ${sent} requests, ${statuses.size} operations; ${shares.join(', ')}\n`,
  );
  expect(faults).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(10_000);
  expect(neverWorked).toEqual([]);
});

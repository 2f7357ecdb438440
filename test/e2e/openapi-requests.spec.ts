import { expect, it } from 'vitest';
import { tryRequests } from '../support/openapi/try-requests.js';

/** Another draw: API_SEED=7 npx vitest run test/e2e/openapi-requests.spec.ts */
const seed = Number(process.env['API_SEED'] ?? Date.now() % 2 ** 31);

it(`answers as openapi.json says, whatever is asked (API_SEED=${seed})`, async () => {
  const { sent, faults, neverWorked } = await tryRequests({ count: 400, seed });
  expect(faults).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(400);
  // Drawn at random, some of a hundred never fit together; over 10,000 in test/soak all do.
  expect(neverWorked.slice(25)).toEqual([]);
});

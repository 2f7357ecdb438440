import { afterAll, beforeAll, expect, it } from 'vitest';
import { SignInFailures } from '../../src/auth/sign-in-failures.entity.js';
import { trySignIn } from '../support/sign-in.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TRIES = 200;
/** Beyond this many standard deviations, two equal distributions would differ once in 15,000 runs. */
const NOISE = 4;

const OWNER = { email: 'owner@example.com', password: 'seven tired horses' };

let test: TestApp;
beforeAll(async () => {
  test = await startTestApp({ env: { ADMIN_EMAIL: OWNER.email, ADMIN_PASSWORD: OWNER.password } });
});
afterAll(() => test.close());

/** Milliseconds that one failed try takes, none having failed before. */
async function timeOf(email: string): Promise<number> {
  await test.orm.em.fork().nativeDelete(SignInFailures, {});
  const began = performance.now();
  const { status } = await trySignIn(test, { email, password: 'seven tired horse' });
  const took = performance.now() - began;
  expect(status).toBe(401);
  return took;
}

/** Mann-Whitney's z: how many standard deviations the ranks of `a` among both lie from where equals would. */
function rankDistance(a: readonly number[], b: readonly number[]): number {
  const wins = a.reduce((sum, one) => sum + b.filter((other) => other < one).length, 0);
  const pairs = a.length * b.length;
  return (wins - pairs / 2) / Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
}

it(`takes as long for unknown accounts as for known ones, over ${TRIES} tries each`, async () => {
  for (let round = 0; round < 20; round += 1) await timeOf(OWNER.email);
  const [known, unknown] = [[], []] as [number[], number[]];
  for (let round = 0; round < TRIES; round += 1) {
    // By turns, so that whatever else the machine does meets both alike.
    const first = round % 2 === 0;
    if (first) known.push(await timeOf(OWNER.email));
    unknown.push(await timeOf(`nobody-${round}@example.com`));
    if (!first) known.push(await timeOf(OWNER.email));
  }
  const medians = [known, unknown].map((times) => times.toSorted((a, b) => a - b)[TRIES / 2]?.toFixed(2));
  const distance = rankDistance(known, unknown);
  process.stdout.write(
    `medians: known ${medians[0]} ms, unknown ${medians[1]} ms; z = ${distance.toFixed(2)}\n`,
  );
  expect(Math.abs(distance)).toBeLessThan(NOISE);
});

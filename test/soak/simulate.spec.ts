import { expect, it } from 'vitest';
import { liveSeason } from '../../src/cli/simulate-season.js';
import { SOAK, SOAK_TIMEOUT } from '../support/soak.js';
import { createTestDatabase } from '../support/test-database.js';

it(
  'seasons of other seeds, one after the other, hold nothing that may not be',
  { timeout: SOAK_TIMEOUT },
  async () => {
    const until = performance.now() + SOAK.milliseconds;
    const watch = { signal: new AbortController().signal, week: () => {} };
    let seasons = 0;
    do {
      const seed = SOAK.seed + seasons;
      const database = await createTestDatabase();
      try {
        const options = { plans: 52, weeks: 12 + (seasons % 3) * 4, seed, only: null, json: false };
        const { findings, tally } = await liveSeason(options, watch, database);
        expect({ seed, weeks: options.weeks, findings }).toEqual({
          seed,
          weeks: options.weeks,
          findings: [],
        });
        expect(tally.weeksAdapted).toBeGreaterThan(0);
      } finally {
        await database.drop();
      }
      seasons += 1;
    } while (performance.now() < until);
    expect(seasons).toBeGreaterThan(0);
  },
);

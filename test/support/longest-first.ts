import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, longest first: begun last, one of these would go on alone when all the others are done. */
const LONGEST = [
  'model-faults',
  'simulate',
  'demo',
  'operation-recovery',
  'kills',
  'access-table',
  'unattended-processes',
  'model-reliability',
  'embedded-postgres',
  'webhook-processes',
  'service',
].map((name) => `/test/e2e/${name}.spec.ts`);

/** A fresh clone knows no times from before, and would go by the size of the files. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((path) => moduleId.endsWith(path));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

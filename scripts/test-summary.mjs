// Prints "N passed, N failed" from the report of Vitest's JSON reporter, and fails when the run did.
// Usage: node scripts/test-summary.mjs <report.json> <exit code of the run>
import { existsSync, readFileSync } from 'node:fs';

const [file = '', code = '1'] = process.argv.slice(2);
const report = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : { numPassedTests: 0, numFailedTests: 0, testResults: [] };

// A file that could not be loaded has no test to count, and is a failure all the same.
const broken = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
).length;
const counted = report.numFailedTests + broken;
const ranToTheEnd = code === '0' && report.success === true;
const failed = counted === 0 && !ranToTheEnd ? 1 : counted;

process.stdout.write(`${report.numPassedTests} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

import { expect, it } from 'vitest';
import { auditCorners } from '../support/plan-corners.js';

it('every odd corner of the grid has no blocking finding, in both modes', { timeout: 3_600_000 }, () => {
  expect(auditCorners(1, 2)).toBe(25_480);
});

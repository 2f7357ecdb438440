import { describe, expect, it } from 'vitest';
import { anExportedPlan, runsOf } from '../../../test/support/exported-plans.js';
import { swappedDay } from '../../coaching/day-edit.js';
import { insteadLine } from './session-words.js';

describe('the line on the run that stands beside a day’s', () => {
  const day = runsOf(anExportedPlan()).find(({ alternative }) => alternative !== null);
  if (!day) throw new Error('No run has an alternative');

  it('is the way out of a hard day', () => {
    expect(insteadLine(day, 'mi')).toMatch(/^Instead, if it asks too much: /);
    expect(insteadLine({ ...day, alternative: null }, 'mi')).toBe('');
  });

  it('is no way out of an eased one: it is the harder run', () => {
    const eased = swappedDay(day);
    expect(eased && insteadLine(eased, 'mi')).toMatch(/^In the place of: /);
  });
});

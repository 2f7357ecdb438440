import { describe, expect, it } from 'vitest';
import { anExportedPlan, runsOf } from '../../../test/support/exported-plans.js';
import { swappedDay } from '../../coaching/day-edit.js';
import type { PlannedDay } from '../../coaching/model.js';
import { insteadLine } from './session-words.js';

describe('the line on the run that stands beside a day’s', () => {
  const tempo = runsOf(anExportedPlan()).find(({ workoutType }) => workoutType === 'tempo');
  if (!tempo) throw new Error('The plan has no tempo');
  const { warmup, workout, cooldown } = tempo;
  const easy = { workoutType: 'easy', workoutId: 'easy-relaxed', notes: 'Relaxed.' } as const;
  const day: PlannedDay = { ...tempo, alternative: { ...easy, warmup, workout, cooldown } };

  it('is the way out of a hard day', () => {
    expect(insteadLine(day, 'mi')).toMatch(/^Instead, if it asks too much: Easy run\. .*Relaxed\.$/s);
    expect(insteadLine({ ...day, alternative: null }, 'mi')).toBe('');
  });

  it('is no way out of an eased one: it is the harder run', () => {
    const eased = swappedDay(day);
    expect(eased && insteadLine(eased, 'mi')).toMatch(/^In the place of: Tempo\. /);
  });
});

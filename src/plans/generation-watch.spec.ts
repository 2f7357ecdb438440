import { describe, expect, it } from 'vitest';
import { weekWritten } from '../ai/generation-progress.js';
import type { WeekProvenance } from '../ai/week-author.js';
import type { Blueprint, PhaseName, PlannedWeek } from '../coaching/model.js';
import type { WorkEvent } from '../operations/long-work.js';
import { reportWeeks } from './generation-watch.js';

const phases: PhaseName[] = ['base', 'base', 'build', 'peak', 'taper'];
const weeks = phases.map((phase, index) => ({ weekNumber: index + 1, phase }));
const blueprint = { weeks } as Blueprint;
const provenance = { author: 'model', model: 'some-model', fallbackReason: null } as WeekProvenance;

/** What is told when these weeks are written in this order. */
function told({ stored, written }: { stored: number[]; written: number[] }): string[] {
  const events: WorkEvent[] = [];
  const progress = reportWeeks(
    { report: (event) => events.push(event) },
    {
      trainingPlanId: 'plan',
      blueprint,
      weekNumbers: written.toSorted((a, b) => a - b),
      stored: stored.map((weekNumber) => ({ weekNumber })),
    },
  );
  for (const number of written) {
    progress.report(weekWritten(weeks[number - 1] as PlannedWeek, provenance));
  }
  return events.map(({ type, data, progress: at }) =>
    [type, data['weekNumber'] ?? data['phase'], at && `${at.done}/${at.total}`].filter(Boolean).join(' '),
  );
}

describe('reportWeeks', () => {
  it('tells of each week in the order they come, and of each phase with its last week', () => {
    expect(told({ stored: [], written: [5, 2, 3, 1, 4] })).toEqual([
      'generation.started 0/5',
      'week.written 5 1/5',
      'phase.written taper',
      'week.written 2 2/5',
      'week.written 3 3/5',
      'phase.written build',
      'week.written 1 4/5',
      'phase.written base',
      'week.written 4 5/5',
      'phase.written peak',
    ]);
  });

  it('counts weeks stored before for a phase, and not for how far this is', () => {
    expect(told({ stored: [1], written: [2] })).toEqual([
      'generation.started 0/1',
      'week.written 2 1/1',
      'phase.written base',
    ]);
  });

  it('does not take a phase for written that is not', () => {
    expect(told({ stored: [], written: [1] })).toEqual(['generation.started 0/1', 'week.written 1 1/1']);
  });
});

import type { DayType } from '../model.js';
import type { AuditContext } from './context.js';
import type { WeekFacts } from './facts.js';
import { finding, type Finding } from './finding.js';

/** What an easy week may hold; its race stays. */
const EASY_TYPES: readonly DayType[] = ['easy', 'recovery', 'shakeout', 'rest', 'race'];

/** What an adaptation promises of its week: rest on time off, easy running after a long gap, no raise in the taper. */
export function auditAdaptedWeeks(context: AuditContext): Finding[] {
  return context.judged.weeks.flatMap((week) =>
    week.adaptation === null
      ? []
      : [...auditTimeOff(week), ...auditEasyOnly(week), ...auditRaise(context, week), ...auditSaid(week)],
  );
}

function auditTimeOff({ runs }: WeekFacts): Finding[] {
  return runs
    .filter((run) => run.off)
    .map((run) => {
      const actual = `${run.day.workoutType} of ${run.day.miles} miles`;
      return finding('F.time_off', run, { expected: 'rest', actual });
    });
}

function auditEasyOnly({ adaptation, days }: WeekFacts): Finding[] {
  if (!adaptation?.easyOnly) return [];
  return days
    .filter(({ day }) => !EASY_TYPES.includes(day.workoutType))
    .map((run) =>
      finding('S.easy_only', run, { expected: 'easy, recovery or rest', actual: run.day.workoutType }),
    );
}

function auditRaise(context: AuditContext, { adaptation, weekNumber, phase, cut }: WeekFacts): Finding[] {
  if (!adaptation?.rules.includes('adapt.raised') || (phase !== 'taper' && !cut)) return [];
  const last = context.totalWeeks - context.split.taper;
  const what = { expected: `no raise after week ${last}`, actual: 'a raise' };
  return [finding('C.raised_late', { weekNumber }, what)];
}

/** The athlete is told of each rule in the week's notes. */
function auditSaid({ adaptation, week, weekNumber }: WeekFacts): Finding[] {
  const said = new Set(week.notes.map(({ code }) => code));
  const unsaid = adaptation?.rules.filter((rule) => !said.has(rule)) ?? [];
  if (unsaid.length === 0) return [];
  const what = { expected: `notes on ${unsaid.join(', ')}`, actual: 'none' };
  return [finding('C.adaptation_unsaid', { weekNumber }, what)];
}

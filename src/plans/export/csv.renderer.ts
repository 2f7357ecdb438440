import { DAY_LABELS, PHASE_LABELS, TYPE_LABELS } from '../../coaching/labels.js';
import { lapText } from '../../coaching/lap-words.js';
import { distanceIn } from '../../coaching/units.js';
import { CSV_MEDIA_TYPE, toCsv } from '../../common/csv.js';
import {
  tuneUpOn,
  type ExportedDay,
  type ExportedPlan,
  type ExportedWeek,
  type RenderedExport,
} from './exported-plan.js';
import { alternativeText } from './session-words.js';

/** A sheet with a row for each day. */
export function renderCsv(plan: ExportedPlan): RenderedExport {
  const rows = plan.weeks.flatMap((week) => week.days.map((day) => rowOf({ plan, week, day })));
  return { body: toCsv([headOf(plan), ...rows]), mediaType: CSV_MEDIA_TYPE };
}

function headOf({ units }: ExportedPlan): string[] {
  return [
    'Athlete',
    'Plan',
    'Race',
    'Week',
    'Phase',
    'Date',
    'Weekday',
    'Workout type',
    `Distance (${units})`,
    'Warm-up',
    'Workout',
    'Cool-down',
    'Notes',
    'Alternative',
    'Locked',
    'Warning',
  ];
}

function rowOf({
  plan,
  week: { weekNumber, phase },
  day,
}: {
  plan: ExportedPlan;
  week: ExportedWeek;
  day: ExportedDay;
}): (string | number)[] {
  const { name, athlete, race, units, risk } = plan;
  return [
    athlete,
    name,
    (tuneUpOn(plan, day) ?? race)?.name ?? '',
    weekNumber,
    PHASE_LABELS[phase],
    day.date,
    DAY_LABELS[day.dayNumber],
    TYPE_LABELS[day.workoutType].name,
    distanceIn(day.miles, units),
    lapText(day.warmup, units),
    lapText(day.workout, units),
    lapText(day.cooldown, units),
    day.notes,
    alternativeText(day.alternative, units),
    day.locked ? 'yes' : 'no',
    risk ?? '',
  ];
}

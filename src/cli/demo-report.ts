import { DAY_NUMBERS } from '../coaching/model.js';
import { weekLines } from './demo-calendar.js';
import { authorOf, weeksOf, type DemoFinding, type DemoPlan, type DemoWeek } from './demo-plan.js';
import { daySheet } from './demo-day.js';
import { DAY_LABELS, longDate, PHASE_LABELS, plainMiles } from '../coaching/labels.js';
import { bar, hang, layTable, wrap, type Paint } from './layout.js';

export interface ReportOptions {
  /** Characters in a line. */
  readonly width: number;
  readonly paint: Paint;
  /** From the command to the plan. */
  readonly totalSeconds: number;
}

/** The whole plan for a coach to read in a terminal. Pure. */
export function renderReport(demo: DemoPlan, options: ReportOptions): string {
  const { plan } = demo;
  const { paint } = options;
  const sections: [title: string, lines: string[]][] = [
    ['Athlete and goal', inputLines(demo, options)],
    ['Paces per mile', paceLines(demo)],
    ['Phases', phaseLines(demo)],
    ['Every week and day, in miles', weekLines(plan, options)],
    ['Miles a week', chartLines(weeksOf(plan), options)],
    ['Race week', raceWeekLines(demo, options)],
    ['Audit against the coaching rules', auditLines(demo.audit.findings, options)],
    ['Written by', authorLines(weeksOf(plan), options)],
    ['Time', timeLines(demo, options)],
  ];
  const head = paint.heading(`${plan.name} · ${longDate(plan.race.date)} · ${plan.totalWeeks} weeks`);
  const body = sections.map(([title, lines]) => `${paint.heading(title)}\n${indent(lines)}`);
  return `${[head, ...body].join('\n\n')}\n`;
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n');
}

/** As wide as the longest label and two blanks. */
const LABEL = 14;

function inputLines({ athlete, plan }: DemoPlan, { width }: ReportOptions): string[] {
  const days = athlete.preferredDays.map((day) => DAY_LABELS[day]).join(' ');
  const { predictedRange: range } = plan;
  const rows: [label: string, text: string][] = [
    ['Athlete', `${athlete.firstName} ${athlete.lastName}, ${athlete.experience}`],
    ['Today', `5K pace ${athlete.fiveKPace}, ${plainMiles(athlete.currentWeeklyMileage)} miles a week`],
    ['Running days', days],
    [
      'Race',
      `${plan.race.name}, ${plainMiles(plan.race.distanceMiles)} miles, Sunday ${longDate(plan.race.date)}`,
    ],
    ['Start', `Monday ${longDate(plan.startDate)}`],
    [
      'Goal',
      `${plan.goalTime}, ${plan.goalRacePace} a mile: ${plan.realism}; a 5K pace of ${plan.goalPace5K}`,
    ],
    ['Prediction', `${plan.predictedRacePace} a mile${range ? `, ${range.fast} to ${range.slow}` : ''}`],
    ['Readiness', plan.readiness.replaceAll('_', ' ')],
  ];
  const warnings = plan.warnings.flatMap(({ detail }) => hang('! ', detail, width - 2));
  return [...rows.flatMap(([label, text]) => hang(label.padEnd(LABEL), text, width - 2)), ...warnings];
}

function paceLines({ paces }: DemoPlan): string[] {
  return layTable(
    [{ title: '' }, { title: '', align: 'right' }, { title: '' }],
    [
      ['Easy', `${paces.easy.fast}–${paces.easy.slow}`, 'most miles; a conversation is possible throughout'],
      ['Marathon', paces.marathon, 'steady, as today allows over the distance'],
      ['Threshold', paces.threshold, 'comfortably hard; tempo days'],
      ['Interval', paces.interval, 'hard, three to five minutes at a time'],
      ['Repetition', paces.repetition, 'fast and relaxed, with full recovery'],
      ['Race, predicted', paces.predictedRace, 'what today’s fitness gives over the race'],
      ['Race, goal', paces.goalRace, 'the goal as entered'],
      ['Race, trained', paces.trainingGoal, 'goal-pace segments of the peak phase'],
    ],
  ).slice(1);
}

function phaseLines({ plan }: DemoPlan): string[] {
  return layTable(
    [
      { title: '' },
      { title: 'Weeks', align: 'right' },
      { title: 'Miles', align: 'right' },
      { title: 'From' },
      { title: 'To' },
      { title: 'Biggest week', align: 'right' },
    ],
    plan.phases.map(({ name, weekCount, totalMiles, weeks }) => [
      PHASE_LABELS[name],
      String(weekCount),
      totalMiles.toFixed(1),
      longDate(weeks[0]?.startDate ?? plan.startDate),
      longDate(weeks.at(-1)?.endDate ?? plan.race.date),
      Math.max(...weeks.map(({ trainingMiles }) => trainingMiles)).toFixed(1),
    ]),
  );
}

/** What stands before a bar, and the word after one. */
const CHART_LABELS = 18;
const RACE_LABEL = ' race';

/** One bar per week on one scale; the race's miles are drawn lighter. */
export function chartLines(weeks: readonly DemoWeek[], { width }: Pick<ReportOptions, 'width'>): string[] {
  const full = Math.max(...weeks.map(({ miles }) => miles));
  const scale = { full, width: width - CHART_LABELS - RACE_LABEL.length - 2 };
  return weeks.map((week, index) => {
    const isNewPhase = weeks[index - 1]?.phase !== week.phase;
    const label = `${String(week.weekNumber).padStart(2)}  ${(isNewPhase ? PHASE_LABELS[week.phase] : '').padEnd(5)}`;
    const race = week.miles - week.trainingMiles;
    const bars = bar(week.trainingMiles, scale);
    const raceBar = race > 0 ? `${'░'.repeat(Math.floor((race / full) * scale.width))}${RACE_LABEL}` : '';
    return `${label}  ${week.miles.toFixed(1).padStart(5)}  ${bars}${raceBar}`;
  });
}

function raceWeekLines({ plan }: DemoPlan, options: ReportOptions): string[] {
  const week = weeksOf(plan).at(-1);
  if (!week) return [];
  return week.days.flatMap((day) => daySheet(day, options));
}

/** The verdict, then every finding, blocking ones first. */
export function auditLines(
  findings: readonly DemoFinding[],
  { width }: Pick<ReportOptions, 'width'>,
): string[] {
  const blocking = findings.filter(({ severity }) => severity === 'blocking');
  const advisory = findings.filter(({ severity }) => severity === 'advisory');
  const lines = [...blocking, ...advisory].flatMap((finding) =>
    hang(
      `${finding.severity === 'blocking' ? '✗' : '·'} ${finding.rule}  ${placeOf(finding)}`,
      finding.message,
      width - 2,
    ),
  );
  const counted = `${blocking.length} blocking, ${advisory.length} advisory`;
  return [blocking.length === 0 ? `✓ Sound: ${counted}.` : `✗ Not sound: ${counted}.`, ...lines];
}

function placeOf({ weekNumber, dayNumber }: DemoFinding): string {
  const week = weekNumber === null ? '' : `week ${weekNumber}`;
  const day = DAY_NUMBERS.find((number) => number === dayNumber);
  return `${week}${day === undefined ? '' : ` ${DAY_LABELS[day]}`}`.padEnd(13);
}

/** Runs of weeks by one author, and why it was not the author asked for. */
export function authorLines(weeks: readonly DemoWeek[], { width }: Pick<ReportOptions, 'width'>): string[] {
  const runs: { from: number; to: number; author: string; reason: string | null }[] = [];
  for (const week of weeks) {
    const author = authorOf(week);
    const reason = week.provenance.fallbackReason ?? null;
    const last = runs.at(-1);
    if (last && last.author === author && last.reason === reason) last.to = week.weekNumber;
    else runs.push({ from: week.weekNumber, to: week.weekNumber, author, reason });
  }
  return runs.flatMap(({ from, to, author, reason }) => {
    const which = from === to ? `Week ${from}` : `Weeks ${from}–${to}`;
    return hang(`${which.padEnd(11)}  `, reason === null ? author : `${author}: ${reason}`, width - 2);
  });
}

function timeLines({ generateSeconds, plan }: DemoPlan, { totalSeconds, width }: ReportOptions): string[] {
  const generated = `${plan.totalWeeks} weeks generated in ${generateSeconds.toFixed(2)} s`;
  return wrap(`${generated}; ${totalSeconds.toFixed(1)} s with the service and its database.`, width - 2);
}

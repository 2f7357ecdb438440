import fc from 'fast-check';
import { adaptationsOf } from '../../src/coaching/adaptations.js';
import { auditPlan } from '../../src/coaching/audit.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { addDays, daysBetween, mondayOf } from '../../src/coaching/calendar.js';
import { comeBack } from '../../src/coaching/come-back.js';
import type { RunningRecord } from '../../src/coaching/compliance.js';
import { courseAfter } from '../../src/coaching/course.js';
import { inputsOfWeek } from '../../src/coaching/inputs-of-week.js';
import type { Blueprint, CalendarDate, PlanInputs } from '../../src/coaching/model.js';
import { outdatedWeeks, settledInputs, writtenWith } from '../../src/plans/outdated-weeks.js';
import { resumedWeeks } from '../../src/plans/resumed-weeks.js';
import type { StoredWeek } from '../../src/plans/stored-week.js';
import { plainPlan } from './plain-plans.js';
import { phasesOf, withRaise } from './seasons.js';

/** What happens to a plan that is written, paused and changed on its way. Days count from the Monday of week 1. */
export interface Changes {
  spells: readonly { days: number; share: number; extra: number }[];
  reports: 'never' | 'runs' | 'tracks';
  /** Reports cease from this day on. */
  silentFrom: number;
  /** Days after its own on which a run is entered. */
  delay: number;
  timeOff: readonly { enteredOn: number; deletedOn: number; from: number; days: number }[];
  pauses: readonly { from: number; days: number }[];
  /** New paces that were accepted, as a factor of those before. */
  paces: readonly { on: number; factor: number }[];
  accepts: boolean;
  /** Days before its Monday that a week is written. */
  writtenBefore: number;
}

const NEVER = 10_000;

const length = (most: number) => fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: most }));

export const anyChanges: fc.Arbitrary<Changes> = fc.record({
  spells: fc.array(
    fc.record({
      days: length(45),
      share: fc.constantFrom(0, 0, 0.3, 0.6, 1, 1, 1, 1.3, 2),
      extra: fc.constantFrom(0, 0, 4, 0.01),
    }),
    { minLength: 1, maxLength: 10 },
  ),
  reports: fc.constantFrom('never', 'runs', 'runs', 'runs', 'tracks'),
  silentFrom: fc.oneof(fc.constant(NEVER), fc.constant(NEVER), fc.nat(100)),
  delay: fc.constantFrom(0, 0, 1, 3, 16),
  timeOff: fc.array(
    fc.record({
      enteredOn: fc.integer({ min: -20, max: 100 }),
      deletedOn: fc.oneof(fc.constant(NEVER), fc.nat(100)),
      from: fc.integer({ min: -20, max: 130 }),
      days: length(35),
    }),
    { maxLength: 3 },
  ),
  pauses: fc.array(fc.record({ from: fc.oneof(fc.nat(30), fc.nat(100)), days: length(40) }), {
    minLength: 1,
    maxLength: 2,
  }),
  paces: fc.array(fc.record({ on: fc.nat(100), factor: fc.constantFrom(0.9, 1.05, 1.3, 2) }), {
    maxLength: 2,
  }),
  accepts: fc.boolean(),
  writtenBefore: fc.constantFrom(10, 10, 3, 25, 400),
});

/** Lives a plan from its first day to its race. @returns what ever stood against it, with when and where */
export function breachesOnTheWay(inputs: PlanInputs, changes: Changes): string[] {
  const season = new ChangingSeason(inputs, changes);
  const days = 7 * season.drawn.totalWeeks;
  for (let day = season.start; day < days && season.breaches.length === 0; day += 1) season.live(day);
  return season.breaches;
}

class ChangingSeason {
  readonly drawn: Blueprint;
  readonly start: number;
  readonly breaches: string[] = [];
  private current: Blueprint;
  private readonly weeks: StoredWeek[] = [];
  private readonly runs: { date: CalendarDate; miles: number; enteredOn: number }[] = [];
  private readonly pauses: { startDate: CalendarDate; endDate: CalendarDate }[] = [];
  private readonly monday: CalendarDate;
  private pausedOn: number | null = null;
  /** Entries as they were known at the last looks: others have weeks looked at once more. */
  private known = '';

  constructor(
    private inputs: PlanInputs,
    private readonly changes: Changes,
  ) {
    this.drawn = layBlueprint(inputs);
    this.current = this.drawn;
    this.monday = mondayOf(inputs.startDate);
    this.start = daysBetween(this.monday, inputs.startDate);
  }

  live(day: number): void {
    const isPaused = this.changes.pauses.some(({ from, days }) => from <= day && day < from + days);
    if (isPaused) this.pausedOn ??= day;
    else this.plan(day);
    this.run(day, isPaused);
  }

  private plan(day: number): void {
    if (this.pausedOn !== null) this.resume(this.pausedOn, day);
    this.pausedOn = null;
    for (const { factor } of this.changes.paces.filter(({ on }) => on === day)) this.setPace(day, factor);
    const { timeOff } = this.recordOn(day);
    const known = JSON.stringify([timeOff, this.inputs.changes]);
    const isNews = known !== this.known;
    this.known = known;
    for (const { weekNumber } of this.drawn.weeks) {
      const monday = 7 * (weekNumber - 1);
      const isWritten = this.weeks.length >= weekNumber;
      const isAhead = day < (weekNumber === 1 ? this.start : monday);
      const again = isWritten && isAhead && (day === monday - 1 || isNews);
      const due = !isWritten && day >= monday - this.changes.writtenBefore;
      if (due || again) this.look(weekNumber, day);
    }
  }

  private look(weekNumber: number, day: number): void {
    const today = this.dateOf(day);
    this.inputs = settledInputs(this.inputs, this.cascade(), today);
    const { inputs, drawn, current, weeks } = this;
    const begins = current.weeks[weekNumber - 1]?.startDate ?? today;
    const asOf = begins < today ? begins : today;
    const look = { inputs, drawn, weeks: [...weeks], weekNumber, record: this.recordOn(day, asOf), asOf };
    this.current = courseAfter({ ...look, current }).blueprint;
    if (this.changes.accepts && asOf === today) this.current = withRaise({ ...look, current: this.current });
    const outdated = outdatedWeeks(this.cascade(), {
      inputs,
      blueprint: this.current,
      fromWeek: 1,
      today,
    });
    const due = weeks.length < weekNumber ? [...outdated, weekNumber] : outdated;
    for (const number of due) this.write(number);
    this.judge(`at a look at week ${weekNumber} on ${today}`);
  }

  private resume(from: number, day: number): void {
    const today = this.dateOf(day);
    this.pauses.push({ startDate: this.dateOf(from), endDate: addDays(today, -1) });
    const record = this.recordOn(day);
    const ran = new Set(record.runs.map(({ date }) => date));
    const passed = Array.from({ length: day - from }, (_, index) => this.dateOf(from + index));
    const unwritten = this.current.weeks.slice(this.weeks.length).filter(({ endDate }) => endDate < today);
    const missed = unwritten.flatMap(({ days }) => days.map(({ date }) => date));
    const offDates = new Set([...passed.filter((date) => !ran.has(date)), ...missed]);
    const { inputs, drawn, current: before, weeks } = this;
    const paused = { asOf: today, offDates };
    const { blueprint: wanted } = comeBack({ inputs, drawn, current: before, weeks, record, ...paused });
    this.current = wanted;
    const cascade = this.cascade();
    const now = new Date(`${today}T12:00:00Z`);
    for (const week of resumedWeeks({ cascade, before, wanted, paused, inputs, seed: 7, now })) {
      this.weeks[week.weekNumber - 1] = week;
    }
    this.judge(`at the resume on ${today}`);
  }

  /** New paces hold from the next week on. */
  private setPace(day: number, factor: number): void {
    const ahead = this.current.weeks.find(({ startDate }) => startDate > this.dateOf(day));
    if (!ahead) return;
    const { fiveKPace: before } = inputsOfWeek(this.inputs, ahead.weekNumber);
    const fiveKPace = Math.min(1200, Math.max(230, Math.round(before * factor)));
    const changes = [...(this.inputs.changes ?? []), { fromWeek: ahead.weekNumber, fiveKPace }];
    this.inputs = { ...this.inputs, changes };
  }

  private write(weekNumber: number): void {
    const laid = this.current.weeks[weekNumber - 1];
    if (!laid) throw new RangeError(`No week ${weekNumber}`);
    const blueprint = { ...this.current, weeks: [laid] };
    const [week] = plainPlan({ inputs: inputsOfWeek(this.inputs, weekNumber), blueprint }).weeks;
    if (!week) throw new Error(`Week ${weekNumber} was not laid`);
    const provenance = writtenWith(this.inputs, weekNumber) as StoredWeek['provenance'];
    this.weeks[weekNumber - 1] = { ...week, provenance, releasedAt: null };
  }

  private judge(when: string): void {
    const { inputs, current: plan, weeks } = this;
    const adaptations = adaptationsOf(plan);
    const findings = auditPlan({ inputs, phases: phasesOf({ plan, weeks }), weeks, adaptations });
    for (const { severity, code, weekNumber, message } of findings) {
      if (severity === 'blocking') this.breaches.push(`${code} in week ${weekNumber} ${when}: ${message}`);
    }
  }

  private run(day: number, isPaused: boolean): void {
    const { silentFrom, reports, delay, timeOff } = this.changes;
    const planned = this.weeks[Math.floor(day / 7)]?.days[day % 7];
    if (!planned || planned.workoutType === 'race' || day >= silentFrom || reports === 'never') return;
    const isOff = timeOff.some(({ from, days }) => from <= day && day < from + days);
    const { share, extra } = this.spellOn(day);
    const miles = planned.miles > 0 ? Math.round(100 * share * planned.miles) / 100 : extra;
    if (miles === 0 || ((isOff || isPaused) && extra === 0)) return;
    this.runs.push({ date: planned.date, miles, enteredOn: day + 1 + delay });
  }

  private spellOn(day: number): { share: number; extra: number } {
    let last = 0;
    for (const spell of this.changes.spells) {
      last += spell.days;
      if (day < last) return spell;
    }
    return { share: 1, extra: 0 };
  }

  /** What is known on a day before it is run, of days up to another. */
  private recordOn(day: number, asOf = this.dateOf(day)): RunningRecord {
    const runs = this.runs.filter(({ enteredOn, date }) => enteredOn <= day && date <= asOf);
    const timeOff = this.changes.timeOff
      .filter(({ enteredOn, deletedOn }) => enteredOn <= day && day < deletedOn)
      .map(({ from, days }) => ({ startDate: this.dateOf(from), endDate: this.dateOf(from + days - 1) }));
    return {
      runs: runs.map(({ date, miles }) => ({ date, miles })),
      reportDates: runs.map(({ date }) => date),
      timeOff: [...timeOff, ...this.pauses],
      tracksActivities: this.changes.reports === 'tracks',
    };
  }

  private cascade() {
    return { phases: [], weeks: this.weeks };
  }

  private dateOf(day: number): CalendarDate {
    return addDays(this.monday, day);
  }
}

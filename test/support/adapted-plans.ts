import fc from 'fast-check';
import { lookAtWeek } from '../../src/coaching/adaptation.js';
import type { AuditedPlan } from '../../src/coaching/audit.js';
import { layBlueprint } from '../../src/coaching/blueprint.js';
import { addDays, daysBetween, mondayOf } from '../../src/coaching/calendar.js';
import type { RunningRecord } from '../../src/coaching/compliance.js';
import type {
  Blueprint,
  CalendarDate,
  CompletedRun,
  PlanInputs,
  PlannedWeek,
  WeekAdaptation,
} from '../../src/coaching/model.js';
import { courseFrom, planChange, withChange, type WantedChange } from '../../src/coaching/plan-change.js';
import { finalInputs } from '../../src/coaching/stages.js';
import { inputsOfWeek } from '../../src/coaching/inputs-of-week.js';
import { reanchor } from '../../src/coaching/re-anchor.js';
import { gridPoint, type GridPoint } from './plan-inputs.js';
import { phasesOf, withRaise, writeWeek } from './seasons.js';

/** Days on end that are run alike. */
interface Spell {
  days: number;
  /** Share of each planned run that is run. */
  share: number;
  /** Miles run on each day that was to be rest. */
  extra: number;
}

/** How somebody lives a plan. */
export interface History {
  spells: readonly Spell[];
  /** Reports: none; of each run; of each run, and known to report whatever they run. */
  reports: 'never' | 'runs' | 'tracks';
  /** Day of the plan on which reports cease. */
  silentFrom: number;
  /** Entered on a day of the plan, for days that may lie before or after it. */
  timeOff: readonly { enteredOn: number; from: number; days: number }[];
  /** Staff accept more load whenever it is proposed. */
  accepts: boolean;
}

const spell = (shares: readonly number[], most: number): fc.Arbitrary<Spell> =>
  fc.record({
    days: fc.integer({ min: 1, max: most }),
    share: fc.constantFrom(...shares),
    extra: fc.constantFrom(0, 0, 0, 0, 4),
  });

/** Mostly as planned, with spells of less, of nothing and of too much, and times off. */
export const anyHistory: fc.Arbitrary<History> = fc.record({
  spells: fc.array(fc.oneof(spell([1], 40), spell([0], 45), spell([0, 0.3, 0.6, 1, 1.3, 2], 14)), {
    minLength: 1,
    maxLength: 12,
  }),
  reports: fc.constantFrom('never', 'runs', 'runs', 'tracks'),
  silentFrom: fc.oneof(fc.constant(10_000), fc.nat(200)),
  timeOff: fc.array(
    fc.record({
      enteredOn: fc.nat(200),
      from: fc.nat(200),
      days: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 35 })),
    }),
    { maxLength: 3 },
  ),
  accepts: fc.boolean(),
});

/** Any point of the grid but for plans of more than 20 weeks. */
export const shortSeason: fc.Arbitrary<GridPoint> = gridPoint.map((point) => ({
  ...point,
  totalWeeks: 4 + (point.totalWeeks % 17),
}));

/** A plan after its season, as it is stored. */
export interface Season {
  drawn: Blueprint;
  current: Blueprint;
  audited: AuditedPlan;
  adaptations: ReadonlyMap<number, WeekAdaptation>;
}

/** A week is written ten days before its Monday, and looked at once more the day before. */
const WRITTEN_BEFORE = 10;
const LOOKED_AT_BEFORE = 1;

/** A change of the plan in its course, from the first week on that is not written. */
export interface ChangedOn {
  /** Of the plan. */
  day: number;
  wanted: (inputs: PlanInputs) => WantedChange;
}

/** Lives a plan from its first day to its race: weeks are written, looked at, run and reported, day by day. */
export function liveSeason(inputs: PlanInputs, history: History, changed?: ChangedOn): Season {
  const season = new LivedSeason(inputs, history);
  for (
    let day = daysBetween(season.firstDay, inputs.startDate);
    day < 7 * season.drawn.totalWeeks;
    day += 1
  ) {
    season.live(day);
    if (day === changed?.day) season.change(changed.wanted);
  }
  return season.season();
}

class LivedSeason {
  drawn: Blueprint;
  readonly firstDay: CalendarDate;
  private current: Blueprint;
  private readonly weeks: PlannedWeek[] = [];
  private readonly runs: CompletedRun[] = [];

  constructor(
    private inputs: PlanInputs,
    private readonly history: History,
  ) {
    this.drawn = layBlueprint(inputs);
    this.current = this.drawn;
    this.firstDay = mondayOf(inputs.startDate);
  }

  /** Weeks that are due are written or looked at first thing; then comes the day's run. */
  live(day: number): void {
    for (const { weekNumber } of this.drawn.weeks) {
      const monday = 7 * (weekNumber - 1);
      const due = day >= monday - WRITTEN_BEFORE && this.weeks.length < weekNumber;
      const again = weekNumber > 1 && day === monday - LOOKED_AT_BEFORE;
      if (due || again) this.look(weekNumber, day);
    }
    this.run(day);
  }

  /** Changes the plan, unless that is refused. */
  change(wanted: ChangedOn['wanted']): void {
    const fixedWeeks = this.weeks.length;
    const fromWeek = fixedWeeks + 1;
    const { change } = planChange(this.inputs, { wanted: wanted(this.inputs), fromWeek, fixedWeeks });
    if (!change || fromWeek > this.drawn.totalWeeks) return;
    const inputs = withChange(this.inputs, change);
    // A race so near that it touches a week written already is for others to refuse.
    if (daysBetween(this.firstDay, finalInputs(inputs).raceDate) - 6 < 7 * fixedWeeks) return;
    const { drawn, current } = this;
    const course = courseFrom(inputs, { drawn, blueprint: current }, fromWeek);
    this.inputs = inputs;
    this.drawn = course.drawn;
    this.current = course.blueprint;
  }

  season(): Season {
    const { drawn, current, weeks } = this;
    const adaptations = new Map(
      current.weeks.flatMap(({ weekNumber, adaptation }) => (adaptation ? [[weekNumber, adaptation]] : [])),
    );
    const phases = phasesOf({ plan: current, weeks });
    return { drawn, current, adaptations, audited: { inputs: this.inputs, phases, weeks, adaptations } };
  }

  private look(weekNumber: number, day: number): void {
    const { inputs, drawn, weeks, history } = this;
    const asOf = addDays(this.firstDay, day);
    const look = { inputs, drawn, weeks, weekNumber, record: this.recordOn(day), asOf };
    const { adaptation } = lookAtWeek({ ...look, current: this.current });
    if (adaptation) this.current = reanchor({ ...look, current: this.current, adaptation });
    if (history.accepts) this.current = withRaise({ ...look, current: this.current });
    const last = Math.max(weekNumber, weeks.length);
    for (let number = weekNumber; number <= last; number += 1) this.write(number);
  }

  /** Writes a week, unless it stands as the blueprint has it. */
  private write(weekNumber: number): void {
    const { inputs, current: blueprint, weeks } = this;
    const stored = weeks[weekNumber - 1];
    const laid = blueprint.weeks[weekNumber - 1]?.days ?? [];
    const stands = stored?.days.every(
      ({ workoutType, miles }, index) =>
        workoutType === laid[index]?.type && (workoutType === 'race' || miles === laid[index].miles),
    );
    if (!stands) {
      weeks[weekNumber - 1] = writeWeek({ inputs: inputsOfWeek(inputs, weekNumber), blueprint, weekNumber });
    }
  }

  private run(day: number): void {
    const planned = this.weeks[Math.floor(day / 7)]?.days[((day % 7) + 7) % 7];
    if (!planned || planned.outsidePlan || planned.workoutType === 'race') return;
    const isOff = this.history.timeOff.some(({ from, days }) => from <= day && day < from + days);
    const { share, extra } = this.spellOn(day);
    const miles = planned.miles > 0 ? Math.round(100 * share * planned.miles) / 100 : extra;
    if (miles > 0 && !isOff) this.runs.push({ date: planned.date, miles });
  }

  private spellOn(day: number): Spell {
    let last = 0;
    for (const each of this.history.spells) {
      last += each.days;
      if (day < last) return each;
    }
    return { days: 1, share: 1, extra: 0 };
  }

  /** What is known of the athlete on a day before it is run. */
  private recordOn(day: number): RunningRecord {
    const { reports, silentFrom, timeOff } = this.history;
    const until = addDays(this.firstDay, silentFrom);
    const runs = reports === 'never' ? [] : this.runs.filter(({ date }) => date < until);
    return {
      runs,
      reportDates: runs.map(({ date }) => date),
      timeOff: timeOff
        .filter(({ enteredOn }) => enteredOn <= day)
        .map(({ from, days }) => ({
          startDate: addDays(this.firstDay, from),
          endDate: addDays(this.firstDay, from + days - 1),
        })),
      tracksActivities: reports === 'tracks',
    };
  }
}

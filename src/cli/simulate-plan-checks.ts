import type { Pool } from 'pg';
import type { Activity } from '../athletes/activity.entity.js';
import { coachSessions } from '../ai/built-in-coach.js';
import { WritingPlan } from '../ai/writing-plan.js';
import { auditPlan, type Finding } from '../coaching/audit.js';
import { layBlueprint } from '../coaching/blueprint.js';
import { addDays } from '../coaching/calendar.js';
import { layWeek } from '../coaching/laps.js';
import type {
  Blueprint,
  BlueprintWeek,
  CalendarDate,
  Lap,
  PlanInputs,
  PlannedWeek,
} from '../coaching/model.js';
import { differenceOf } from './difference.js';
import type { Findings } from './simulate-findings.js';
import type { Participant } from './simulate-people.js';
import { readStoredPlan, readVersions, type StoredPlan } from './simulate-stored-plan.js';

/** Rules that fire for what was not run, or not enough. */
const LOWERING = /^adapt\.(missed|return|spike)/;

/** What is looked for in one plan: read by SQL, and judged by the rules alone. */
export class PlanChecks {
  constructor(
    private readonly database: Pool,
    private readonly findings: Findings,
  ) {}

  /** Audits what is written so far. */
  async audit({ runner, planId }: Participant): Promise<void> {
    const stored = await readStoredPlan(this.database, planId);
    for (const { code, weekNumber, message } of blockingOf(stored)) {
      this.findings.add(runner, { weekNumber, kind: 'blocking', what: `${code}: ${message}` });
    }
  }

  /** Everything there is to say of a plan when the season is over. */
  async settle(someone: Participant, today: CalendarDate): Promise<void> {
    const { runner, planId } = someone;
    const stored = await readStoredPlan(this.database, planId);
    await this.audit(someone);
    const { status } = stored;
    const ended = runner.raceDate < today;
    if ((status === 'completed') !== ended) {
      const what = `The race was on ${runner.raceDate}; on ${today} the plan is ${status}.`;
      this.findings.add(runner, { kind: 'not_completed', what });
    }
    if (runner.persona === 'never_reports') this.compareAsDrawn(someone, stored);
    this.checkAdaptations(someone, stored);
    this.checkDaysOff(someone, stored, today);
    await this.checkVersions(someone, stored);
    await this.checkEntries(someone);
  }

  /** Nobody told anything: nothing may be other than on the first day. */
  private compareAsDrawn(
    { runner }: Participant,
    { inputs, blueprint, drawnBlueprint, weeks }: StoredPlan,
  ): void {
    const drawn = layBlueprint(inputs);
    const asMade = { changes: undefined, drawnBlueprint: null, blueprint: drawn };
    const asStored = { changes: inputs.changes, drawnBlueprint, blueprint };
    const difference = differenceOf(asStored, asMade);
    if (difference !== null) this.findings.add(runner, { kind: 'not_as_drawn', what: difference });
    const fresh = freshWeeks({ inputs, blueprint: drawn, seed: runner.planSeed });
    for (const week of weeks) {
      const { weekNumber } = week;
      const what = differenceOf(week, fresh[weekNumber - 1]);
      if (what !== null) this.findings.add(runner, { weekNumber, kind: 'not_as_drawn', what });
    }
  }

  /** Athletes are told that a week is not as drawn, and those who run as planned are asked for no less. */
  private checkAdaptations({ runner }: Participant, { blueprint, drawnBlueprint, weeks }: StoredPlan): void {
    for (const week of weeks) {
      const { weekNumber } = week;
      const drawn = (drawnBlueprint ?? blueprint).weeks[weekNumber - 1];
      const difference = drawn ? differenceOf(runsOf(week), runsOf(drawn)) : null;
      if (difference !== null && !week.notes.some(({ code }) => code.startsWith('adapt.'))) {
        const what = `It is not as drawn, and no note says why. ${difference}`;
        this.findings.add(runner, { weekNumber, kind: 'not_told', what });
      }
      const { rules = [] } = blueprint.weeks[weekNumber - 1]?.adaptation ?? {};
      const lowering = rules.filter((rule) => LOWERING.test(rule));
      if (runner.persona === 'as_planned' && lowering.length > 0) {
        const what = `Everything was run as planned; adapted by ${lowering.join(' and ')}.`;
        this.findings.add(runner, { weekNumber, kind: 'lowered', what });
      }
    }
  }

  /** No run on a day that was known to be off before its week began; from two days before the race on, the race has the say. */
  private checkDaysOff({ runner }: Participant, { weeks }: StoredPlan, today: CalendarDate): void {
    const raceDays = addDays(runner.raceDate, -2);
    for (const { weekNumber, startDate, days } of weeks) {
      // A week still to come is looked at before it begins.
      if (startDate > today) break;
      const known = runner.life.timesOff.filter(({ enteredOn }) => enteredOn < startDate);
      for (const { date, miles } of days) {
        if (miles === 0 || date >= raceDays) continue;
        if (!known.some(({ from, to }) => from <= date && date <= to)) continue;
        const what = `${date} was entered as time off before the week began, and has a run of ${miles} miles.`;
        this.findings.add(runner, { weekNumber, kind: 'run_on_day_off', what });
      }
    }
  }

  /** One version per change: numbered without gaps, each other than the one before, the last as it is now. */
  private async checkVersions({ runner, planId }: Participant, { inputs, weeks }: StoredPlan): Promise<void> {
    const found = await readVersions(this.database, planId);
    const add = (what: string): void => this.findings.add(runner, { kind: 'versions', what });
    let before: PlannedShape = [];
    for (const [index, { number, reason, phases }] of found.entries()) {
      if (number !== index + 1) add(`After version ${index} comes version ${number}.`);
      const shape = shapeOf(phases.flatMap((phase) => phase.weeks ?? []));
      // With other paces or another goal, which somebody accepted, a week is written anew and may come out the same.
      const isAccepted = inputs.changes !== undefined && reason === 'week.adapted';
      if (!isAccepted && differenceOf(shape, before) === null)
        add(`Version ${number} (${reason}) changes nothing.`);
      before = shape;
    }
    const difference = differenceOf(before, shapeOf(weeks));
    if (difference !== null) add(`The last version is not what the plan holds. ${difference}`);
  }

  /** What the service has acknowledged is on record, and nothing else. */
  private async checkEntries({ runner, actor, told }: Participant): Promise<void> {
    const { rows } = await this.database.query<{ id: string } & Entered>(
      'select id, date::text, kind, miles::float from activity where athlete_id = $1',
      [actor.athleteId],
    );
    const onRecord = Object.fromEntries(rows.map((row) => [row.id, entered(row)]));
    const expected = Object.fromEntries([...told].map(([id, each]) => [id, entered(each)]));
    const what = differenceOf(onRecord, expected);
    if (what !== null) this.findings.add(runner, { kind: 'entry_lost', what });
  }
}

type Entered = Pick<Activity, 'date' | 'kind' | 'miles'>;

function entered({ date, kind, miles }: Entered): Entered {
  return { date, kind, miles };
}

/** Training miles by day. */
function runsOf({ days }: PlannedWeek | BlueprintWeek): Record<CalendarDate, number> {
  return Object.fromEntries(
    days.map((day) => {
      const type = 'workoutType' in day ? day.workoutType : day.type;
      return [day.date, type === 'race' ? 0 : day.miles];
    }),
  );
}

/** What of a week is looked at from version to version. */
type PlannedShape = readonly unknown[];

function shapeOf(weeks: readonly ShapedWeek[]): PlannedShape {
  return weeks
    .filter(({ days }) => days !== undefined)
    .map(({ weekNumber, days, notes }) => ({
      weekNumber,
      notes,
      days: days?.map(({ date, workoutType, miles, warmup, workout, cooldown }) => {
        return { date, workoutType, miles, warmup, workout, cooldown };
      }),
    }));
}

interface ShapedWeek {
  weekNumber: number;
  notes: PlannedWeek['notes'];
  /** Absent from a week that is not written. */
  days?: readonly ShapedDay[];
}

interface ShapedDay extends Pick<PlannedWeek['days'][number], 'date' | 'workoutType' | 'miles'> {
  warmup?: Lap[];
  workout?: Lap[];
  cooldown?: Lap[];
}

function blockingOf({ inputs, blueprint, phases, weeks }: StoredPlan): Finding[] {
  const adapted = blueprint.weeks.flatMap(({ weekNumber, adaptation }) =>
    adaptation ? [[weekNumber, adaptation] as const] : [],
  );
  const adaptations = adapted.length > 0 ? { adaptations: new Map(adapted) } : {};
  const found = auditPlan({ inputs, phases, weeks, ...adaptations });
  return found.filter(({ severity }) => severity === 'blocking');
}

/** All weeks as the built-in coach writes them at once, for a plan that nobody has touched. */
function freshWeeks({
  inputs,
  blueprint,
  seed,
}: {
  inputs: PlanInputs;
  blueprint: Blueprint;
  seed: number;
}): PlannedWeek[] {
  const weekNumbers = blueprint.weeks.map(({ weekNumber }) => weekNumber);
  const writing = new WritingPlan({ inputs, blueprint, seed, weekNumbers, stored: [], variation: 0 });
  return weekNumbers.map((weekNumber) => {
    const { brief, frame } = writing.week(weekNumber);
    const sessions = coachSessions(brief);
    const { week } = layWeek({ frame, sessions, substitutes: sessions });
    if (!week) throw new Error(`The built-in coach could not write week ${weekNumber}`);
    // As its column holds it.
    return { ...week, stretch: Number(week.stretch.toFixed(2)) };
  });
}

import { setImmediate } from 'node:timers/promises';
import { Pool } from 'pg';
import { Temporal } from 'temporal-polyfill';
import { addDays } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import { SimulatedClock } from '../common/clock.js';
import { eachOf } from './each-of.js';
import { SeasonChecks, type Today } from './simulate-checks.js';
import { Coach } from './simulate-coach.js';
import { Findings, type SeasonFinding } from './simulate-findings.js';
import type { SimulateOptions } from './simulate-options.js';
import { askedOn, People, type Participant } from './simulate-people.js';
import { PlanChecks } from './simulate-plan-checks.js';
import { drawRunner, EARLY_DAYS, FIRST_MONDAY, type Runner } from './simulate-runners.js';
import { tallyOf, type Tally } from './simulate-tally.js';
import { UnattendedWork } from './simulate-work.js';
import { withSimulatedService, type SimulatedService } from './simulated-service.js';

/** What a season came to. */
export interface SeasonReport {
  readonly options: SimulateOptions;
  readonly tally: Tally;
  readonly findings: readonly SeasonFinding[];
  readonly seconds: number;
}

/** Hears how far the season is. */
export interface SeasonWatch {
  readonly signal: AbortSignal;
  /** At the end of each week, counted from the first Monday. */
  week(weekNumber: number): void;
}

const HOUR_MS = 3_600_000;
const STEP_HOURS = 6;
/** After people have been busy: what they entered has lain for the quarter of an hour that the service waits. */
const LOOK_AFTER_MS = 20 * 60_000;
/** Days beyond the last week in which races of its Sunday are over everywhere. */
const LATE_DAYS = 2;
/** The runner's hour from which on a day is as good as lived. */
const EVENING_HOUR = 18;

/** Lives a season with the service itself, on a clock of its own and a PostgreSQL of its own. */
export function liveSeason(
  options: SimulateOptions,
  watch: SeasonWatch,
  database: { url: string } | null = null,
): Promise<SeasonReport> {
  const began = performance.now();
  const clock = new SimulatedClock(startOfUtcDay(addDays(FIRST_MONDAY, -EARLY_DAYS)));
  const live = async (service: SimulatedService): Promise<SeasonReport> => {
    const pool = new Pool({ connectionString: service.databaseUrl, max: 4 });
    try {
      const season = new Season(options, { service, clock, database: pool });
      await season.live(watch);
      const tally = await season.tally();
      const findings = season.findings.all();
      return { options, tally, findings, seconds: (performance.now() - began) / 1000 };
    } finally {
      await pool.end();
    }
  };
  return withSimulatedService(clock, live, database);
}

class Season {
  readonly findings = new Findings();
  private readonly runners: readonly Runner[];
  private readonly participants: Participant[] = [];
  private readonly signedUp = new Set<number>();
  private readonly people: People;
  private readonly coach: Coach;
  private readonly work: UnattendedWork;
  private readonly checks: SeasonChecks;
  private readonly planChecks: PlanChecks;

  constructor(
    private readonly options: SimulateOptions,
    private readonly parts: {
      service: SimulatedService;
      clock: SimulatedClock;
      database: Pool;
    },
  ) {
    const { service, database } = parts;
    const { seed } = options;
    this.runners = numbersOf(options).map((number) => drawRunner(number, options));
    this.people = new People(service, { database, seed });
    this.coach = new Coach(service, { database, seed });
    this.work = new UnattendedWork(service, database);
    this.checks = new SeasonChecks(database, this.findings);
    this.planChecks = new PlanChecks(database, this.findings);
  }

  async live(watch: SeasonWatch): Promise<void> {
    const { clock } = this.parts;
    const monday = startOfUtcDay(FIRST_MONDAY).getTime();
    const end = monday + (7 * this.options.weeks + LATE_DAYS) * 24 * HOUR_MS;
    for (let at = clock.now().getTime(); at <= end; at += STEP_HOURS * HOUR_MS) {
      watch.signal.throwIfAborted();
      clock.set(new Date(at));
      await this.checks.look(this.todays());
      await this.livePeople();
      await this.coach.decide(this.participants);
      clock.set(new Date(at + LOOK_AFTER_MS));
      await this.workOff();
      const weeks = (at - monday) / (7 * 24 * HOUR_MS);
      if (weeks > 0 && Number.isInteger(weeks)) watch.week(weeks);
      // A signal is heard between two steps.
      await setImmediate();
    }
    await this.checks.compare(this.todays());
    await eachOf(this.todays(), ({ someone, today }) =>
      this.guarded(someone.runner, () => this.planChecks.settle(someone, today)),
    );
  }

  tally(): Promise<Tally> {
    return tallyOf(this.parts.database, this.participants, this.findings);
  }

  /** Whose evening it is lives the day; who is to begin gets a plan. */
  private async livePeople(): Promise<void> {
    const evening = this.runners.filter(({ timeZone }) => this.hourIn(timeZone) >= EVENING_HOUR);
    const newcomers = evening.filter(
      ({ number, timeZone, signsUpOn }) =>
        !this.signedUp.has(number) && this.parts.clock.today(timeZone) >= signsUpOn,
    );
    for (const runner of newcomers) this.signedUp.add(runner.number);
    await eachOf(newcomers, (runner) =>
      this.guarded(runner, async () => {
        const today = this.parts.clock.today(runner.timeZone);
        this.participants.push(await this.people.signUp(runner, today));
      }),
    );
    const due = this.todays().filter(
      ({ someone, today }) =>
        this.hourIn(someone.runner.timeZone) >= EVENING_HOUR && someone.livedUntil < today,
    );
    const days = due.map(({ someone, today }) => ({ planId: someone.planId, date: today }));
    const asked = await askedOn(this.parts.database, days);
    await eachOf(due, ({ someone, today }) =>
      this.guarded(someone.runner, () =>
        this.people.liveDay(someone, today, asked.get(someone.planId) ?? null),
      ),
    );
  }

  /** Does what the scheduler and the workers would do, and looks at every plan that this has changed. */
  private async workOff(): Promise<void> {
    const { changed, failed } = await this.work.doWhatIsDue();
    for (const { planId, error } of failed) {
      const someone = this.participants.find((each) => each.planId === planId);
      if (someone) this.fail(someone.runner, error);
    }
    const touched = this.participants.filter(({ planId }) => changed.has(planId));
    await eachOf(touched, (someone) => this.guarded(someone.runner, () => this.planChecks.audit(someone)));
  }

  private todays(): Today[] {
    return this.participants.map((someone) => ({
      someone,
      today: this.parts.clock.today(someone.runner.timeZone),
    }));
  }

  private hourIn(timeZone: string): number {
    return Temporal.Instant.fromEpochMilliseconds(this.parts.clock.now().getTime()).toZonedDateTimeISO(
      timeZone,
    ).hour;
  }

  /** What fails with one runner is found with that one, and the season goes on. */
  private async guarded(runner: Runner, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.fail(runner, error);
    }
  }

  private fail(runner: Runner, error: unknown): void {
    const day = this.parts.clock.today(runner.timeZone);
    const what = `On ${day}: ${error instanceof Error ? error.message : String(error)}`;
    this.findings.add(runner, { kind: 'failed', what });
  }
}

function numbersOf({ plans, only }: SimulateOptions): number[] {
  return only === null ? Array.from({ length: plans }, (_, index) => index + 1) : [only];
}

function startOfUtcDay(date: CalendarDate): Date {
  return new Date(`${date}T00:00:00Z`);
}

import { planPaces } from '../../src/coaching/goal.js';
import { inputsOfWeek } from '../../src/coaching/inputs-of-week.js';
import type { DayNumber, DayType, PlannedDay, PlannedWeek } from '../../src/coaching/model.js';
import { addUp, goldenPlans, layDay, type PlainPlan } from './plain-plans.js';

/** Changes a golden plan, one breach at a time. Numbers are those of the plan: week 1, day 1 is the first. */
export class Mutant {
  constructor(readonly plan: PlainPlan) {}

  /** @param example 1–8, in the order of the example file. */
  static of(example: number): Mutant {
    const plan = goldenPlans()[example - 1];
    if (!plan) throw new Error(`No golden example ${example}`);
    return new Mutant(plan);
  }

  week(weekNumber: number): PlannedWeek {
    const week = this.plan.weeks.find((each) => each.weekNumber === weekNumber);
    if (!week) throw new Error(`No week ${weekNumber}`);
    return week;
  }

  day(weekNumber: number, dayNumber: DayNumber): PlannedDay {
    const day = this.week(weekNumber).days[dayNumber - 1];
    if (!day) throw new Error(`No day ${dayNumber}`);
    return day;
  }

  /** Lays another run on a day; the week's target follows what its days now hold. */
  run(weekNumber: number, dayNumber: DayNumber, type: DayType, miles = 0): this {
    const { inputs, phases } = this.plan;
    const taperWeeks = phases.find(({ name }) => name === 'taper')?.weekCount ?? 1;
    const paces = planPaces(inputsOfWeek(inputs, weekNumber), { taperWeeks });
    Object.assign(this.day(weekNumber, dayNumber), layDay({ inputs, paces, type, miles, weekNumber }));
    return this.follow(weekNumber);
  }

  /** Sums of days, weeks and phases, and the target of one week, as its days now stand. */
  follow(weekNumber: number): this {
    addUp(this.plan);
    const week = this.week(weekNumber);
    week.targetMiles = week.trainingMiles;
    week.wantedMiles = week.trainingMiles;
    return this;
  }

  /** Lays the runs of one week on another. */
  copy(from: number, to: number): this {
    for (const [position, { workoutType, miles }] of this.week(from).days.entries()) {
      const dayNumber = this.week(to).days[position]?.dayNumber;
      if (dayNumber) this.run(to, dayNumber, workoutType, miles);
    }
    this.week(to).stretch = this.week(from).stretch;
    return this;
  }

  /** Changes the plan in place. */
  change(how: (plan: PlainPlan) => void): this {
    how(this.plan);
    return this;
  }
}

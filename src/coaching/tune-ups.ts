import { addDays, daysBetween } from './calendar.js';
import { plainMiles } from './labels.js';
import type { BlueprintWeek, PlanInputs, PlanWarning } from './model.js';
import { PlanLayout, type WeekPlan } from './plan-layout.js';
import { noSpikeAfter } from './spike.js';
import { tuneUpMisfits, type TuneUpPlace, type TuneUpRefusal } from './tune-up-places.js';

/** Races closer than this leave little time to train between them. */
const DAYS_APART = 14;
const SPIKE_DAYS = 30;
/** Half miles a tune-up race leaves of its week at least: of fewer a share is no run, and the week after would be rest. */
const LEAST_LEFT = 5;

/**
 * What of the coaching rules stands against the tune-up races of a plan that can be laid without them; empty when
 * nothing does. Beside their place and length (`tuneUpMisfits`): a race takes the long run's place, and no long run is
 * more than two thirds of its week (S); what it leaves is to be enough that a week after it can have its share (C).
 */
export function tuneUpRefusals(inputs: PlanInputs): TuneUpRefusal[] {
  const misfits = tuneUpMisfits(inputs);
  if (misfits.length > 0 || !inputs.tuneUps?.length) return misfits;
  const layout = new PlanLayout(inputs);
  const refusals: TuneUpRefusal[] = [];
  for (let weekNumber = 1; weekNumber <= layout.frame.totalWeeks; weekNumber += 1) {
    layout.reach(weekNumber);
    const { target, tuneUp } = layout.planWeek(weekNumber);
    const race = layout.frame.tuneUps.find((each) => each.weekNumber === weekNumber);
    if (race) refusals.push(...weekRefusals(race, { target, tuneUp }));
    layout.layNextWeek(weekNumber);
  }
  return refusals;
}

/** Whether a tune-up race is too much of its week. Half miles. */
function weekRefusals(
  race: TuneUpPlace,
  { target, tuneUp }: Pick<WeekPlan, 'target' | 'tuneUp'>,
): TuneUpRefusal[] {
  const [against, miles] = [
    `stands against the tune-up race of ${race.date}:`,
    plainMiles(race.distanceMiles),
  ];
  if (2 * target < tuneUp) {
    const why = `its ${miles} miles are more than two thirds of what its week can have.`;
    return [{ race, rule: 'S', detail: `Rule S ${against} ${why}` }];
  }
  if (target >= LEAST_LEFT) return [];
  const why = `its ${miles} miles leave ${target / 2} of its week, too few for the week after to have a share of.`;
  return [{ race, rule: 'C', detail: `Rule C ${against} ${why}` }];
}

/**
 * What staff should know of a plan's tune-up races. A race is excepted from the spike of a single run: that one goes
 * far beyond what is trained is said, and for the athlete to weigh.
 */
export function tuneUpWarnings(
  tuneUps: readonly Pick<TuneUpPlace, 'date' | 'distanceMiles'>[],
  weeks: readonly BlueprintWeek[],
): PlanWarning[] {
  const days = weeks.flatMap((week) => (week.part ? [] : week.days));
  return tuneUps.flatMap(({ date, distanceMiles }, position) => {
    const warnings: PlanWarning[] = [];
    const from = addDays(date, -SPIKE_DAYS);
    const longest = Math.max(
      0,
      ...days.filter((day) => from <= day.date && day.date < date).map(({ miles }) => miles),
    );
    if (2 * distanceMiles > noSpikeAfter(2 * longest)) {
      warnings.push({
        code: 'tune_up.spike',
        detail: `The tune-up race of ${date} has ${plainMiles(distanceMiles)} miles; the longest run of the 30 days before it has ${longest}. Run it within what the legs know.`,
      });
    }
    const before = tuneUps[position - 1];
    if (before && daysBetween(before.date, date) < DAYS_APART) {
      warnings.push({
        code: 'tune_up.close',
        detail: `The tune-up races of ${before.date} and ${date} lie less than two weeks apart: there is little training between them.`,
      });
    }
    return warnings;
  });
}

import type { AuditContext } from './context.js';
import { MOST_RECOVERY, MOST_TAPER } from './expectations.js';
import type { DayFacts, WeekFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { ceilHalf, exceeds, floorHalf } from './half-mile.js';
import { canHold, isShortForTuneUp, leastBound } from './holding.js';
import {
  adaptedReference,
  daysLeft,
  followsPause,
  heldMiles,
  isReference,
  levelOf,
  weekBefore,
} from './reference.js';
import type { FindingCode } from '../rules.js';

const LEAST_RECOVERY = 0.75;
const MOST_RISE = 1.1;
/** Shortest run, miles. */
const LEAST_RUN = 2;

/** Most training miles of a week by one rule. */
interface Bound {
  code: FindingCode;
  miles: number;
  why: string;
}

/**
 * Rule C from the first adapted week on: at most what the adaptation allows and what was drawn, and what may follow
 * from the weeks before. Being lower is no breach here but of a recovery week, which has its band.
 */
export function auditReanchored(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber, target } = week;
  const bounds = [...boundsByAdaptation(context, week), ...boundsByPlace(context, week)];
  const ordinary = Math.min(...bounds.map(({ miles }) => miles));
  const findings = [...bounds, ...boundByDays(context, week, ordinary)]
    .filter(({ miles }) => exceeds(target, leastBound(week, miles)))
    .map(({ code, miles, why }) => {
      const what = { expected: `at most ${floorHalf(miles)} miles, ${why}`, actual: `${target}` };
      return finding(code, { weekNumber }, what);
    });
  if (isShortForTuneUp(week)) return findings;
  return [...findings, ...auditHolding(context, week), ...auditRecoveryFloor(context, week)];
}

function boundsByAdaptation(context: AuditContext, week: WeekFacts): Bound[] {
  const bounds: Bound[] = [];
  const { adaptation } = week;
  const code = 'C.adapted_level';
  if (adaptation !== null && adaptation.level !== null) {
    bounds.push({ code, miles: adaptation.level, why: `by ${adaptation.rules.join(', ')}` });
  }
  // A level was that of the week before when it was decided; that week may have been lowered since.
  const missed =
    adaptation?.level === null && adaptation.rules.some((rule) => rule.startsWith('adapt.missed'));
  const held = missed ? heldMiles(context, week) : null;
  if (held !== null) bounds.push({ code, miles: held, why: 'as the week before' });
  const drawn = context.drawnMost.get(week.weekNumber);
  if (drawn !== undefined) bounds.push({ code: 'C.above_drawn', miles: drawn, why: 'as drawn' });
  return bounds;
}

/** By the week's place in the plan. A week that starts anew answers to its level alone. */
function boundsByPlace(context: AuditContext, week: WeekFacts): Bound[] {
  const { startLevel } = context;
  // A part week has its share, which its own rule knows.
  if (week.adaptation?.restarts || week.part) return [];
  if (week.weekNumber === context.firstFullWeek) {
    return [{ code: 'C.start_level', miles: startLevel, why: 'the start level' }];
  }
  const previous = weekBefore(context, week);
  if (!previous) return [];
  const before = levelOf(context, previous);
  if (week.recovery) {
    const code = exceeds(before, week.target) ? 'C.recovery_band' : 'C.recovery_left_out';
    return [{ code, miles: MOST_RECOVERY * before, why: `85 % of ${before}` }];
  }
  // The taper has its own checks; here it only bounds what a week with time off has a share of.
  if (!week.building) return [];
  const reference = adaptedReference(context, week);
  const miles = reference === null ? before : MOST_RISE * reference;
  return [{ code: 'C.rise_over_10_percent', miles, why: `10 % over ${reference ?? before}` }];
}

/** With time off inside the week: the share that the days left have of its ordinary miles. */
function boundByDays(context: AuditContext, week: WeekFacts, ordinary: number): Bound[] {
  const { preferredDays } = context.inputs;
  const off = week.days.filter(isLost).length;
  if (off === 0 || week.part) return [];
  const previous = weekBefore(context, week);
  const cut =
    (week.cut || week.raceWeek) && previous && !week.adaptation?.restarts
      ? MOST_TAPER * levelOf(context, previous)
      : Number.POSITIVE_INFINITY;
  // The race has left before the days are counted.
  const training = Math.max(0, Math.min(ordinary, cut) - week.tuneUpMiles);
  const miles = (training * (preferredDays.length - off)) / preferredDays.length + week.tuneUpMiles;
  return [{ code: 'F.time_off_share', miles, why: `for ${daysLeft(week)} of ${preferredDays.length} days` }];
}

/** A preferred day off. A race on one stands, and takes nothing from the days beside it. */
function isLost({ off, preferred, tuneUp, daysToRace }: DayFacts): boolean {
  return off && preferred && tuneUp === null && daysToRace > 1;
}

/** A building week that is only to follow holds at least what it may rise from; two light weeks do not follow. */
function auditHolding(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber, target } = week;
  const previous = weekBefore(context, week);
  const at = { weekNumber };
  if (week.recovery && previous?.recovery && !previous.lowered && !week.lowered) {
    const what = { expected: 'a week that holds or rises', actual: 'a second recovery week' };
    return [finding('C.recovery_twice', at, what)];
  }
  if (!week.building || week.touched || week.lowered || week.adaptation?.restarts) return [];
  if (followsPause(context, week)) return [];
  const reference = adaptedReference(context, week);
  if (reference === null || !exceeds(reference, target) || !canHold(context, week, reference)) return [];
  const what = { expected: `${reference} miles`, actual: `${target}` };
  const light = !exceeds(target, MOST_RECOVERY * reference);
  return [finding(light && previous?.recovery ? 'C.recovery_twice' : 'C.below_hold', at, what)];
}

/** A recovery week that nothing else lowers has at least 75 % of the week before. */
function auditRecoveryFloor(context: AuditContext, week: WeekFacts): Finding[] {
  const { weekNumber, target } = week;
  const previous = weekBefore(context, week);
  if (!week.recovery || !previous || week.lowered || followsPause(context, week)) return [];
  if (!isReference(context, previous)) return [];
  const before = levelOf(context, previous);
  const least = ceilHalf(LEAST_RECOVERY * before);
  // So low a band may hold no half mile, or none that is a run.
  const none = least < LEAST_RUN || exceeds(least, MOST_RECOVERY * before);
  if (none || !exceeds(least, target) || !canHold(context, week, least)) return [];
  const what = { expected: `at least ${least} miles, 75 % of ${before}`, actual: `${target}` };
  return [finding('C.recovery_band', { weekNumber }, what)];
}

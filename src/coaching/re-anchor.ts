import { LEAST_LEVEL } from './adaptation/return-level.js';
import { adaptationNotes } from './adaptation-notes.js';
import { layAnchoredWeek } from './anchored-week.js';
import type { AdaptationRule, Blueprint, BlueprintWeek, PlanInputs, WeekAdaptation } from './model.js';
import { PlanLayout } from './plan-layout.js';

export interface ReanchorRequest {
  inputs: PlanInputs;
  /** As first laid. */
  drawn: Blueprint;
  /** As it stands, earlier adaptations included. */
  current: Blueprint;
  weekNumber: number;
  /** Null: nothing new of this week; what it was adapted to before stands. */
  adaptation: WeekAdaptation | null;
}

/** Rules that hold a week at the miles of the one before. */
const HOLDING: readonly AdaptationRule[] = ['adapt.missed', 'adapt.missed_in_a_row'];

/** Rules that a later week keeps when an earlier one starts anew: they do not hang on what was run. */
const STANDING: readonly AdaptationRule[] = ['adapt.time_off', 'adapt.paused', 'adapt.raised'];

/**
 * Lays a plan anew from a week on: that week by its adaptation, those after it by their own or by the ordinary rule
 * from what it becomes, none above what was drawn unless raised. Weeks before it stay as they are, and phases and dates
 * never move. A week that comes out as drawn is the drawn one; where all do, the result is `drawn` itself.
 */
export function reanchor(request: ReanchorRequest): Blueprint {
  const { current, weekNumber, adaptation } = request;
  return layFrom(request, adaptation ?? ownOf(current.weeks[weekNumber - 1]));
}

/** A week as it would be adapted to this and to nothing else; of null: as it follows from those before it. */
export function adaptedWeek(
  request: Omit<ReanchorRequest, 'adaptation'>,
  adaptation: WeekAdaptation | null,
): BlueprintWeek {
  const week = layFrom({ ...request, adaptation }, adaptation).weeks[request.weekNumber - 1];
  if (!week) throw new RangeError(`The plan has no week ${request.weekNumber}`);
  return week;
}

function layFrom(request: ReanchorRequest, adaptation: WeekAdaptation | null): Blueprint {
  const { drawn, current, weekNumber } = request;
  const layout = layoutBefore(request);
  const weeks = current.weeks.slice(0, weekNumber - 1);
  for (const drawnWeek of drawn.weeks.slice(weekNumber - 1)) {
    const isLater = drawnWeek.weekNumber > weekNumber;
    const own = isLater
      ? laterOwn(current.weeks[drawnWeek.weekNumber - 1], {
          newest: request.adaptation,
          milesBefore: layout.progress.weekBefore / 2,
        })
      : adaptation;
    layout.reach(drawnWeek.weekNumber);
    const week = layOne(layout, { drawn: drawnWeek, own, before: weeks.at(-1) });
    if (own && !isLater && !own.restarts && isLaidLike(week, drawnWeek)) {
      // It changes nothing: then neither may what it brought along.
      return layFrom(request, null);
    }
    layout.progress.add(week);
    weeks.push(week);
  }
  return weeks.some((week) => week.adaptation) ? { ...drawn, weeks } : drawn;
}

/** What a week is adapted to by itself, not only by following earlier ones. */
export function ownOf(week: BlueprintWeek | undefined): WeekAdaptation | null {
  const { adaptation } = week ?? {};
  return adaptation && !adaptation.rules.includes('adapt.follows') ? adaptation : null;
}

/** What a week was adapted to before, by what is known now. A hold stays one of the day that found it. */
export function asKnown(own: WeekAdaptation, now: Pick<WeekAdaptation, 'asOf' | 'runs'>): WeekAdaptation {
  const { asOf, runs } = now;
  return { ...own, asOf, runs, ...(isHeld(own) && { heldOn: own.heldOn ?? own.asOf }) };
}

/** Whether sessions that were missed hold a week at the miles of the one before. */
export function isHeld({ rules }: Pick<WeekAdaptation, 'rules'>): boolean {
  return rules.some((rule) => HOLDING.includes(rule));
}

/** A plan as it stands before one of its weeks, ready to lay that one. */
export function layoutBefore({
  inputs,
  current,
  weekNumber,
}: Pick<ReanchorRequest, 'inputs' | 'current' | 'weekNumber'>): PlanLayout {
  const layout = new PlanLayout(inputs);
  for (const week of current.weeks.slice(0, weekNumber - 1)) layout.take(week);
  layout.reach(weekNumber);
  return layout;
}

/** The same runs on the same days. */
export function isLaidLike(week: BlueprintWeek, other: BlueprintWeek): boolean {
  return (
    week.targetMiles === other.targetMiles &&
    week.stretch === other.stretch &&
    week.recovery === other.recovery &&
    week.days.every(({ type, miles }, index) => {
      const day = other.days[index];
      return day?.type === type && day.miles === miles;
    })
  );
}

function layOne(
  layout: PlanLayout,
  options: {
    drawn: BlueprintWeek;
    own: WeekAdaptation | null;
    before: BlueprintWeek | undefined;
  },
): BlueprintWeek {
  const { drawn, own, before } = options;
  const { progress } = layout;
  const limits = layout.limitsIn(drawn.weekNumber);
  if (!own && !progress.anchor && limits === layout.frame.limits) return drawn;
  if (own) progress.goBy(drawn.weekNumber, own);
  const week = layAnchoredWeek({ layout, drawn, adaptation: own, limits });
  if (!own && isLaidLike(week, drawn)) return drawn;
  const adaptation = own ?? following(progress.anchor, drawn);
  const longestRun = progress.longestBefore(drawn.weekNumber, 1) / 2;
  const told = adaptationNotes({ week, drawn, before, adaptation, longestRun });
  return { ...week, notes: [...week.notes, ...told], adaptation };
}

function following(anchor: WeekAdaptation | null, drawn: BlueprintWeek): WeekAdaptation {
  return {
    asOf: anchor?.asOf ?? drawn.startDate,
    rules: ['adapt.follows'],
    level: null,
    restarts: false,
    easyOnly: false,
    offDates: [],
    runs: anchor?.runs ?? [],
    highRiskUntil: null,
  };
}

/**
 * What a later week keeps, by what is known now: a hold is at what the week before has become, and after a new start
 * there is no coming back from an earlier gap.
 */
function laterOwn(
  week: BlueprintWeek | undefined,
  { newest, milesBefore }: { newest: WeekAdaptation | null; milesBefore: number },
): WeekAdaptation | null {
  const own = ownOf(week);
  if (!own) return null;
  const level = levelAfter(own, milesBefore);
  if (!newest) return { ...own, level };
  const known = { ...asKnown(own, newest), level };
  if (!newest.restarts) return known;
  const rules = own.rules.filter((rule) => STANDING.includes(rule));
  if (rules.length === 0) return null;
  const raised = rules.includes('adapt.raised') ? level : null;
  return { ...known, rules, level: raised, restarts: false, easyOnly: false, highRiskUntil: null };
}

/** A return holds at no fewer miles than weeks can rise from. */
function levelAfter(own: WeekAdaptation, milesBefore: number): number | null {
  if (own.level === null || !isHeld(own)) return own.level;
  return Math.min(own.level, own.restarts ? Math.max(LEAST_LEVEL, milesBefore) : milesBefore);
}

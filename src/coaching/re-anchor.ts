import { adaptationNotes } from './adaptation-notes.js';
import { layAnchoredWeek } from './anchored-week.js';
import { inputsOfWeek } from './inputs-of-week.js';
import type { AdaptationRule, Blueprint, BlueprintWeek, PlanInputs, WeekAdaptation } from './model.js';
import { framePlan } from './plan-frame.js';
import { PlanLayout } from './plan-layout.js';
import type { LoadLimits } from './volume.js';

export interface ReanchorRequest {
  inputs: PlanInputs;
  /** As first laid. */
  drawn: Blueprint;
  /** As it stands, earlier adaptations included. */
  current: Blueprint;
  weekNumber: number;
  /** Null: the week only follows from those before it. */
  adaptation: WeekAdaptation | null;
}

/** Rules that a later week keeps when an earlier one is laid anew: they do not hang on what was run. */
const STANDING: readonly AdaptationRule[] = ['adapt.time_off', 'adapt.paused', 'adapt.raised'];

/**
 * Lays a plan anew from a week on: that week by its adaptation, those after it by the ordinary rule from what it
 * becomes, none above what was drawn unless raised. Weeks before it stay as they are, and phases and dates never
 * move. A week that comes out as drawn is the drawn one; where all do, the result is `drawn` itself.
 */
export function reanchor(request: ReanchorRequest): Blueprint {
  const { drawn, current, weekNumber, adaptation } = request;
  const layout = layoutBefore(request);
  const limitsOf = limitsInForce(request.inputs, layout.frame.limits);
  const weeks = current.weeks.slice(0, weekNumber - 1);
  for (const drawnWeek of drawn.weeks.slice(weekNumber - 1)) {
    const later = drawnWeek.weekNumber > weekNumber;
    const own = later ? standing(current.weeks[drawnWeek.weekNumber - 1]) : adaptation;
    const limits = limitsOf(drawnWeek.weekNumber);
    const week = layOne(layout, { drawn: drawnWeek, own, before: weeks.at(-1), limits });
    if (own && !later && !own.restarts && isLaidLike(week, drawnWeek)) {
      // It changes nothing: then neither may what it brought along.
      return reanchor({ ...request, adaptation: null });
    }
    layout.progress.add(week);
    weeks.push(week);
  }
  return weeks.some((week) => week.adaptation) ? { ...drawn, weeks } : drawn;
}

/** A plan as it stands before one of its weeks, ready to lay that one. */
export function layoutBefore({
  inputs,
  current,
  weekNumber,
}: Pick<ReanchorRequest, 'inputs' | 'current' | 'weekNumber'>): PlanLayout {
  const layout = new PlanLayout(framePlan(inputs));
  for (const week of current.weeks.slice(0, weekNumber - 1)) layout.progress.add(week);
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
    limits: LoadLimits;
  },
): BlueprintWeek {
  const { drawn, own, before, limits } = options;
  const { progress } = layout;
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

function standing(week: BlueprintWeek | undefined): WeekAdaptation | null {
  const rules = week?.adaptation?.rules.filter((rule) => STANDING.includes(rule)) ?? [];
  if (!week?.adaptation || rules.length === 0) return null;
  const level = rules.includes('adapt.raised') ? week.adaptation.level : null;
  return { ...week.adaptation, rules, level, restarts: false, easyOnly: false, highRiskUntil: null };
}

/** What days and pace allow in each week: as drawn, but where paces changed since. */
function limitsInForce(inputs: PlanInputs, drawn: LoadLimits): (weekNumber: number) => LoadLimits {
  const changes = inputs.changes?.filter(({ fiveKPace }) => fiveKPace !== undefined) ?? [];
  return (weekNumber) =>
    changes.some(({ fromWeek }) => fromWeek <= weekNumber)
      ? framePlan(inputsOfWeek(inputs, weekNumber)).limits
      : drawn;
}

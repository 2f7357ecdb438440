import { lookAtWeek, type WeekLook } from './adaptation.js';
import { sumMiles } from './hundredths.js';
import type { Blueprint, BlueprintWeek, CalendarDate, PlanWarning, WeekAdaptation } from './model.js';
import { restBlueprint, type PausedDays } from './pause.js';
import { ownOf, reanchor } from './re-anchor.js';

/** A plan that goes on after a pause. `current` is how it stood in the pause, `asOf` the day of the resume. */
export interface ComeBack extends Omit<WeekLook, 'weekNumber'> {
  offDates: PausedDays['offDates'];
}

/**
 * A plan's blueprint once it goes on: what passed is rest, and what is written of it already comes back by the return
 * rules. Where the week is not written yet, that is left to whoever writes it: they look at it with the pause on record,
 * and the weeks ahead rise from what became of those before them.
 */
export function comeBack({ offDates, ...plan }: ComeBack): { blueprint: Blueprint; warnings: PlanWarning[] } {
  const { asOf, weeks } = plan;
  const current = wantedAnew(plan, restBlueprint(plan.current, { asOf, offDates }));
  const running = current.weeks.find(({ startDate, endDate }) => startDate <= asOf && asOf <= endDate);
  if (!running || !weeks.some(({ weekNumber }) => weekNumber === running.weekNumber)) {
    const ahead = current.weeks.find(({ startDate }) => startDate >= asOf);
    const isLess = current.weeks.some((week, index) => week !== plan.current.weeks[index]);
    const { weekNumber } = ahead ?? {};
    const blueprint =
      weekNumber && isLess ? reanchor({ ...plan, current, weekNumber, adaptation: null }) : current;
    return { blueprint, warnings: [] };
  }
  const { weekNumber } = running;
  const look = { ...plan, current, weekNumber };
  const { adaptation, warnings } = lookAtWeek(look);
  // All of it lies ahead.
  if (running.startDate === asOf) return { blueprint: reanchor({ ...look, adaptation }), warnings };
  const rest = restOfWeek(running, { look, adaptation });
  const replaced = current.weeks.map((week) => (week === running ? rest : week));
  const blueprint = reanchor({
    ...look,
    current: { ...current, weeks: replaced },
    weekNumber: weekNumber + 1,
    adaptation: null,
  });
  return { blueprint, warnings };
}

/** The weeks of the pause ask no more than the weeks before them let them: those after go by that where they cannot go by their miles. */
function wantedAnew(
  { inputs, drawn, asOf }: Pick<ComeBack, 'inputs' | 'drawn' | 'asOf'>,
  rested: Blueprint,
): Blueprint {
  const isPaused = ({ adaptation }: BlueprintWeek) =>
    adaptation?.asOf === asOf && adaptation.rules.includes('adapt.paused');
  const weeks = [...rested.weeks];
  for (const [index, week] of rested.weeks.entries()) {
    if (!isPaused(week)) continue;
    const current = { ...rested, weeks };
    const { weekNumber, adaptation = null } = week;
    const laid = reanchor({ inputs, drawn, current, weekNumber, adaptation }).weeks[index];
    weeks[index] = {
      ...week,
      wantedMiles: Math.min(week.wantedMiles, laid?.wantedMiles ?? week.wantedMiles),
    };
  }
  return { ...rested, weeks };
}

/**
 * The running week with the days that lie ahead as the return rules have them, or as they follow from the weeks before
 * where that is less; those that are over stay, also where something was run on a day of the pause. Whatever became of
 * it, it had begun when the plan went on.
 */
function restOfWeek(
  running: BlueprintWeek,
  { look, adaptation }: { look: WeekLook; adaptation: WeekAdaptation | null },
): BlueprintWeek {
  const laid = reanchor({ ...look, adaptation }).weeks[look.weekNumber - 1];
  const isOver = (date: CalendarDate) => date < look.asOf;
  const liesAhead = (week: BlueprintWeek) =>
    week.days.every(({ date, miles }) => miles === 0 || !isOver(date));
  // What a pause has left of a week stays. One whose runs all lie ahead rises no further than the weeks before let it.
  const follows =
    laid !== undefined &&
    ownOf(running) === null &&
    [running, laid].every(liesAhead) &&
    laid.targetMiles < running.targetMiles;
  if (!laid?.adaptation || !(adaptation?.restarts || follows)) return running;
  const days = laid.days.map((day, index) => (isOver(day.date) ? (running.days[index] ?? day) : day));
  const rested = running.adaptation?.offDates ?? [];
  const offDates = laid.adaptation.offDates.filter((date) => !isOver(date) || rested.includes(date));
  const rules = laid.adaptation.rules.filter((rule) => rule !== 'adapt.time_off' && rule !== 'adapt.paused');
  return {
    ...laid,
    days,
    targetMiles: sumMiles(days.map(({ miles }) => miles)),
    adaptation: { ...laid.adaptation, rules: [...rules, 'adapt.paused'], offDates },
  };
}

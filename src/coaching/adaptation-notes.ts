import { sumMiles } from './hundredths.js';
import type { AdaptationRule, BlueprintWeek, RuleId, RuleNote, WeekAdaptation } from './model.js';
import { namesOf } from './labels.js';

/** An adapted week with what its notes tell of it. */
export interface ToldWeek {
  week: BlueprintWeek;
  drawn: BlueprintWeek;
  /** The week before, as it stands. */
  before: BlueprintWeek | undefined;
  adaptation: WeekAdaptation;
  /** Longest run of the 30 days before the week in miles; 0 for none. */
  longestRun: number;
}

const RULE_OF: Partial<Record<AdaptationRule, RuleId>> = { 'adapt.spike': 'S', 'adapt.time_off': 'F' };

/** What the athlete is told of why this week is not as drawn: a sentence for each rule. */
export function adaptationNotes(told: ToldWeek): RuleNote[] {
  return told.adaptation.rules.map((rule) => ({
    rule: RULE_OF[rule] ?? 'C',
    code: rule,
    text: TEXTS[rule](told),
  }));
}

const TEXTS: Record<AdaptationRule, (told: ToldWeek) => string> = {
  'adapt.missed': (told) =>
    `${ranLastWeek(told)}, so this week holds at ${miles(told)}. What was missed is not made up for.`,
  'adapt.missed_in_a_row': (told) =>
    `Three sessions in a row were missed, so this week holds at ${miles(told)} and gives you time to get back into it.`,
  'adapt.return_7': (told) =>
    `Welcome back after a week or more without a run: ${miles(told)}, from three quarters of what your last four weeks had, and up again from here.`,
  'adapt.return_14': (told) =>
    `Welcome back after two weeks or more without a run: ${miles(told)}, from half of what your last four weeks had. Every third week stays lighter for a while.`,
  'adapt.return_28': (told) =>
    `Welcome back after four weeks or more without a run: ${miles(told)}, all of it easy. Every third week stays lighter for a while.`,
  'adapt.time_off': ({ week, adaptation }) => {
    const off = week.days.filter(({ date }) => adaptation.offDates.includes(date));
    if (week.targetMiles === 0) return 'Time off all week: enjoy the rest.';
    return `Time off on ${namesOf(off.map(({ dayNumber }) => dayNumber))}: the days left have ${week.targetMiles} miles.`;
  },
  'adapt.spike': ({ week, longestRun }) => {
    const longest = Math.max(...week.days.map((day) => day.miles));
    return `Your longest run of the last 30 days had ${longestRun} miles, so the longest of this week has ${longest}: safer than a big step.`;
  },
  'adapt.follows': ({ week, drawn }) =>
    week.targetMiles === drawn.targetMiles
      ? 'Weeks before this one have changed, so its days are laid anew.'
      : `Weeks before this one have changed, so it goes on from there: ${week.targetMiles} miles instead of ${drawn.targetMiles}.`,
  'adapt.paused': () => 'The plan was paused: a week of rest.',
  'adapt.raised': ({ week, drawn }) =>
    `You ran more than planned, and your coach agreed to more: ${week.targetMiles} miles instead of ${drawn.targetMiles}.`,
};

function miles({ week }: ToldWeek): string {
  return `${week.targetMiles} miles`;
}

function ranLastWeek({ before, adaptation }: ToldWeek): string {
  if (!before) return 'More than a third of last week was missed';
  const runs = adaptation.runs.filter(({ date }) => before.startDate <= date && date <= before.endDate);
  const soFar = adaptation.asOf <= before.endDate ? ' so far' : '';
  return `You ran ${sumMiles(runs.map((run) => run.miles))} of ${before.targetMiles} miles last week${soFar}`;
}

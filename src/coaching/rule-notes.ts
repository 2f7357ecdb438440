import { namesOf, plainMiles } from './labels.js';
import type { DayNumber, RuleNote } from './model.js';
import type { WeekKind } from './plan-frame.js';
import type { DayRole } from './schedule.js';
import type { TuneUpPlace } from './tune-up-places.js';
import type { WeekLayout } from './week-layout.js';

/** What shaped a laid week, in the order of the rules' precedence; where two clashed, which one yielded. */
export function notesOfWeek(week: {
  kind: WeekKind;
  touched: boolean;
  target: number;
  layout: WeekLayout;
  roles: readonly DayRole[];
  /** A tune-up race in the week. */
  race: TuneUpPlace | null;
  /** Day of the long run as the plan has it. */
  longDay: DayNumber;
}): RuleNote[] {
  const { kind, touched, target, layout, roles, race, longDay } = week;
  const notes: RuleNote[] = [];
  const shakeout = roles.indexOf('shakeout');

  if (kind === 'part') {
    notes.push({
      rule: 'H',
      code: 'week.part',
      text: 'The plan starts inside this week: only easy running on the days that are left, no hard day.',
    });
  }
  if (kind === 'recovery') {
    notes.push({
      rule: 'C',
      code: 'week.recovery',
      text: 'A recovery week: about four fifths of the week before, so that the training of the last weeks can sink in.',
    });
  }
  if (kind === 'taper' || kind === 'race') {
    notes.push({
      rule: 'C',
      code: kind === 'race' ? 'week.race' : 'week.taper',
      text:
        kind === 'race'
          ? 'Race week: little running, so that the legs are fresh on the day.'
          : 'A taper week: less running at the same intensity.',
    });
  }
  if (shakeout >= 0) {
    notes.push({
      rule: 'D',
      code: 'race.shakeout',
      text: `${namesOf([shakeout + 1])} is a short shakeout, two days before the race; the day before the race is rest.`,
    });
  }
  if (touched && kind !== 'race' && layout.longRun === null) {
    notes.push({
      rule: 'S',
      yieldedTo: 'D',
      code: 'long_run.near_race',
      text: 'No long run: its day lies within six days of the race.',
    });
  }
  if (race) {
    const day = namesOf([roles.indexOf('tune_up') + 1]);
    notes.push({
      rule: 'S',
      code: 'week.tune_up',
      text: `${day} is a tune-up race of ${plainMiles(race.distanceMiles)} miles: it takes the place of the long run and of a quality day, and its miles leave the week's target. The two days on either side are easy.`,
    });
  } else if (roles[longDay - 1] === 'near_tune_up') {
    notes.push({
      rule: 'F',
      yieldedTo: 'S',
      code: 'long_run.near_tune_up',
      text: `The long run ${layout.longRun === null ? 'is left out' : 'lies on another day'}: ${namesOf([longDay])} is within two days of a tune-up race.`,
    });
  }
  if (layout.total < target) {
    notes.push({
      rule: 'C',
      yieldedTo: touched || race || kind === 'part' ? 'E' : 'S',
      code: 'target.yielded',
      text: `The week was to have ${target / 2} miles; its days can hold ${layout.total / 2}.`,
    });
  }
  if (layout.total > target) {
    notes.push({
      rule: 'C',
      yieldedTo: 'D',
      code: 'target.raised_to_shakeout',
      text: `The week was to have ${target / 2} miles; the shakeout needs ${layout.total / 2}.`,
    });
  }
  if (layout.dropped.length > 0) {
    notes.push({
      rule: 'F',
      yieldedTo: 'C',
      code: 'days.fewer',
      text: `Too few miles for every preferred day: ${namesOf(layout.dropped)} rest${layout.dropped.length === 1 ? 's' : ''}.`,
    });
  }
  if (layout.rested.length > 0) {
    notes.push({
      rule: 'F',
      code: 'days.rest_by_design',
      text: `${namesOf(layout.rested)} rest${layout.rested.length === 1 ? 's' : ''}: the week fits on the other days without stretching any.`,
    });
  }
  if (layout.quality.laid < layout.quality.wanted) {
    notes.push({
      rule: 'S',
      yieldedTo: 'S',
      code: 'quality.fewer',
      text: `${layout.quality.laid} of ${layout.quality.wanted} quality days: no other day is clear of the long run and has the miles.`,
    });
  }
  if (layout.stretch > 100) {
    notes.push({
      rule: 'E',
      code: 'week.stretched',
      text: `The days are longer than usual, by up to ${Math.round(layout.stretch - 100)} %, to hold the week's miles.`,
    });
  }
  return notes;
}

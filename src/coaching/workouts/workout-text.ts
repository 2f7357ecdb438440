import type { WorkoutFault } from './workout-fault.js';
import type { Workout } from './workout.js';

const FIELDS = ['name', 'purpose', 'feel'] as const;

/** With the name and what the day holds, as much as an athlete's notes have room for. */
const MOST_WORDS = 280;
const LEAST_FEEL = 20;

/** Rule L: controls and what is not seen, markup, links and addresses. */
const NOT_PLAIN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029<>[\]{}`|*_~\\]|:\/\/|\bwww\.|\S@\S/u;
/** Paces, heart rates and lengths, which are another for each athlete and in each unit. */
const FIGURES = /\d:\d\d|\bbpm\b|\d ?(?:km|m|mi)\b|kilomet|\bmet(?:re|er)s\b/i;
/** Lengths and counts of what grows and shrinks with the day. */
const LENGTHS = /\b(minutes?|quarters?|half[- ]miles?|(third|fourth|fifth) piece)\b/i;
const QUICK = /stride|drill|sprint|quick/i;
const ONE_SENTENCE = /^(?:[^.!?]|\.(?=\d))+[.!?]$/;

/** What of a workout's words an athlete should not read. */
export function textFaults(workout: Workout): WorkoutFault[] {
  const { purpose, feel, dayType, structure } = workout;
  const isGentle = dayType === 'recovery' || dayType === 'shakeout';
  const grows = structure.kind === 'sets' && structure.fewest !== structure.most;
  const faults: WorkoutFault[] = [];
  const check = (field: string, holds: boolean, detail: string, rule: WorkoutFault['rule'] = null): void => {
    if (!holds) faults.push({ pointer: `/${field}`, rule, detail });
  };
  for (const field of FIELDS) {
    const text = workout[field];
    check(
      field,
      text.trim() !== '' && !NOT_PLAIN.test(text),
      'Plain words, without markup, links or addresses.',
      'L',
    );
    check(
      field,
      !FIGURES.test(text),
      'No paces, heart rates or lengths: the laps have them, in each reader’s units.',
      'L',
    );
    check(
      field,
      !grows || !LENGTHS.test(text),
      'The steps grow and shrink with the day: no length or count of theirs.',
    );
    check(field, !isGentle || !QUICK.test(text), `Nothing quick on a ${dayType} day.`, 'K');
  }
  check('purpose', ONE_SENTENCE.test(purpose), 'What it is for, in one sentence with its full stop.');
  check('feel', feel.length > LEAST_FEEL, `How it should feel, in more than ${LEAST_FEEL} characters.`);
  const words = purpose.length + feel.length;
  check(
    'feel',
    words <= MOST_WORDS,
    `Purpose and feel have ${words} characters; at most ${MOST_WORDS} together.`,
  );
  return faults;
}

import type { DayType } from './model.js';
import type { WeekFrame } from './week-frame.js';

/** Longest note on a day, in characters. */
export const NOTES_LIMIT = 600;

const RUN_WALK =
  'Run-walk: break the easy running with a minute of brisk walking every few minutes, from the start.';

/** What a day says when its author said nothing. */
const PURPOSES: Record<Exclude<DayType, 'race' | 'rest'>, string> = {
  easy: 'Easy running builds your endurance. Keep it at a pace at which you could talk.',
  tempo: 'Tempo running raises the pace you can hold for long. Comfortably hard, never a race.',
  intervals: 'Repetitions raise your top end. Run them evenly and jog the recoveries.',
  long_run: 'The long run builds the endurance your race asks for. Relaxed from start to end.',
  recovery: 'A recovery run loosens the legs. It cannot be too slow.',
  shakeout: 'A shakeout keeps the legs awake before the race. Short, slow and easy.',
};

/** A day's notes: the author's words within the limit, never empty, with run-walk where the athlete needs it. */
export function sessionNotes(words: string, type: DayType, { runWalk }: Pick<WeekFrame, 'runWalk'>): string {
  if (type === 'race' || type === 'rest') return cut(words, NOTES_LIMIT);
  const said = words.trim() === '' ? PURPOSES[type] : words.trim();
  if (!runWalk || /run-walk/i.test(cut(said, NOTES_LIMIT))) return cut(said, NOTES_LIMIT);
  return `${cut(said, NOTES_LIMIT - RUN_WALK.length - 1)} ${RUN_WALK}`;
}

/** At most `limit` characters, cut after a sentence or a word and never amid a surrogate pair. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit);
  const sentence = kept.lastIndexOf('. ');
  if (sentence > limit / 2) return kept.slice(0, sentence + 1);
  const word = kept.lastIndexOf(' ');
  return word > limit / 2 ? kept.slice(0, word) : kept.replace(/[\uD800-\uDBFF]$/, '');
}

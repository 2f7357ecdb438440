import { ZONES, type Zone } from '../../coaching/sessions.js';

/** What coaches also call the zones. */
const SYNONYMS: Readonly<Record<Zone, readonly string[]>> = {
  easy: ['e', 'easy pace', 'easy run', 'recovery', 'jog', 'aerobic', 'long', 'long run', 'zone 2', 'z2'],
  marathon: ['m', 'mp', 'marathon pace'],
  threshold: ['t', 'lt', 'tempo', 'tempo pace', 'threshold pace', 'lactate threshold', 'zone 4', 'z4'],
  interval: ['i', 'intervals', 'interval pace', 'vo2', 'vo2max', '5k', '5k pace', 'zone 5', 'z5'],
  repetition: ['r', 'rep', 'reps', 'repetitions', 'repetition pace', 'speed', 'sprint', 'strides'],
  race: ['race pace', 'goal', 'goal pace', 'gp'],
};

const ZONE_BY_WORD: ReadonlyMap<string, Zone> = new Map(
  ZONES.flatMap((zone) => [zone, ...SYNONYMS[zone]].map((word) => [word, zone] as const)),
);

/** The zone a word names, whatever its case and punctuation, or null. */
export function zoneOf(word: string): Zone | null {
  if (word.length > 40) return null;
  return (
    ZONE_BY_WORD.get(
      word
        .trim()
        .toLowerCase()
        .replace(/[\s_-]+/g, ' '),
    ) ?? null
  );
}

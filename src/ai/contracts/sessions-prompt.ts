import { FAMILIES } from './coach-guidance.js';
import { briefData, COACH, listOf, MANNERS, NOTES_ASKED } from './prompt-text.js';
import { EXAMPLE_BRIEF, EXAMPLE_RACE_WEEK_DAYS, EXAMPLE_SESSIONS } from './worked-example.js';

/** What a model can still get wrong in sessions; all else is held by code before and after. */
const RULES = [
  'J, every day its due: one entry for each day of the brief that is not rest or race, none twice, in the order of the week. The miles of a day include warmup and cooldown.',
  'G, the parts of a run: warmup and cooldown are added by code, 0.5 to 2 miles each, and easy miles fill what is left. On tempo and interval days write only the work; on other days one or more easy blocks of about the day’s miles less 1 to 2.',
  'K, tempo: threshold blocks, marathon or race where the idea asks for them; the work within workMiles.',
  'K, intervals: interval, repetition or race blocks; the work within workMiles; no repetition longer than sixMinutesMiles; recoveryMiles above 0 and at most as long in time as the repetition, so at most half its distance.',
  'K, long runs: easy throughout. Only where the day has goalPaceMiles may blocks at race or marathon effort add up to at most that.',
  'E and K, easy, recovery and shakeout runs: easy blocks only. Strides may be named in the notes of an easy day, unless injury risk is high.',
  'D and I, days before the race: short and easy, nothing that tires; the race itself is not yours to write.',
  'S, variety: follow each day’s family and idea, and do not repeat the week before. Blocks of one session may differ where the family asks for it.',
] as const;

const ZONE_WORDS = [
  'easy: can talk in sentences',
  'marathon: steady, could go on for hours',
  'threshold: comfortably hard, about an hour’s race',
  'interval: hard, about a 3K to 5K race',
  'repetition: fast and relaxed, about a mile race',
  'race: the effort of the athlete’s own race',
] as const;

/** The same for every plan: it comes first, so that servers may keep it. */
export const SESSIONS_INSTRUCTIONS = `${COACH}

# Task
A brief describes one week of a runner’s plan. The phase, the week’s miles, the days, their types and miles, and the family of each workout are settled. You write how each run is built up, and the coach’s words on it.

# Reply
{"days":[{"dayNumber","blocks":[{"repeat","distanceMiles","zone","recoveryMiles"}],"notes"}]}
${listOf([
  'dayNumber: 1 Monday to 7 Sunday, as in the brief.',
  'A block is run repeat times: distanceMiles in zone, each followed by recoveryMiles of easy jogging, 0 for none. Distances in miles.',
  `notes: what the run is for and how it should feel, to the runner, in at most ${NOTES_ASKED} characters of plain English.`,
])}

# Zones
Efforts by name; code puts in this athlete’s paces.
${listOf(ZONE_WORDS)}

# Workout families
${listOf(Object.entries(FAMILIES).map(([family, words]) => `${family}: ${words}`))}

# Rules
${listOf([...RULES, ...MANNERS.map((rule) => `L: ${rule}`)])}

# Worked example
Brief: ${JSON.stringify(briefData(EXAMPLE_BRIEF))}
Reply: ${JSON.stringify(EXAMPLE_SESSIONS)}
Monday and Friday are rest and get no entry, nor does a race. Of a race week, an easy run and the shakeout two days before the race:
${JSON.stringify(EXAMPLE_RACE_WEEK_DAYS)}`;

import type { PlanPaces } from '../../src/coaching/goal.js';
import type {
  AlternativeSession,
  DayType,
  DistanceClass,
  Lap,
  PlannedDay,
} from '../../src/coaching/model.js';
import { parsePace } from '../../src/coaching/pace.js';

/** What a day is judged against. */
export interface LapRules {
  paces: PlanPaces;
  distanceClass: DistanceClass;
  weekMiles: number;
  goalPace: boolean;
}

/** Rule G and §7 of the coaching rules read again, apart from the code they judge; what is broken, in words. */
export function brokenLapRules(day: PlannedDay | AlternativeSession, rules: LapRules): string[] {
  const { warmup, workout, cooldown, workoutType: type } = day;
  const laps = [...warmup, ...workout, ...cooldown];
  if (type === 'rest') return laps.length > 0 ? ['laps on a rest day'] : [];
  if (type === 'race') return [];
  return [
    ...sideFaults(warmup, 'warmup'),
    ...sideFaults(cooldown, 'cooldown'),
    ...[warmup, workout, cooldown].flatMap(listFaults),
    ...workoutFaults(workout, type, { ...rules, length: hundredthsOf(laps) }),
    ...(day.notes.trim() === '' || day.notes.length > 600 ? [`notes of ${day.notes.length} characters`] : []),
    ...(rules.paces.easyMiddle > 900 && !day.notes.toLowerCase().includes('run-walk') ? ['no run-walk'] : []),
  ];
}

export function hundredthsOf(...lists: readonly Lap[][]): number {
  return lists.flat().reduce((sum, { distanceMiles }) => sum + Math.round(distanceMiles * 100), 0);
}

function sideFaults(laps: Lap[], name: string): string[] {
  const wrong = laps.some((lap) => lap.distanceMiles < 0.5 || lap.distanceMiles > 1 || lap.paceGoal !== null);
  const length = hundredthsOf(laps);
  return wrong || length < 50 || length > 200 ? [`${name} ${JSON.stringify(laps)}`] : [];
}

function listFaults(laps: Lap[]): string[] {
  const faults: string[] = [];
  for (const [index, { lapIndex, distanceMiles, paceGoal }] of laps.entries()) {
    if (lapIndex !== index + 1) faults.push(`lap ${index + 1} numbered ${lapIndex}`);
    if (!(distanceMiles > 0) || Math.round(distanceMiles * 100) / 100 !== distanceMiles) {
      faults.push(`distance ${distanceMiles}`);
    }
    if (paceGoal !== null && parsePace(paceGoal) === null) faults.push(`pace ${paceGoal}`);
  }
  return faults;
}

/** `length` is the whole day's, in hundredths. */
type DayRules = LapRules & { length: number };

function workoutFaults(laps: Lap[], type: DayType, rules: DayRules): string[] {
  const least = { easy: 200, tempo: 200, intervals: 200, recovery: 100, shakeout: 100 } as const;
  const faults: string[] = [];
  if (type in least && hundredthsOf(laps) < least[type as keyof typeof least]) faults.push('short workout');
  const paced = laps
    .map((lap, index) => ({ ...lap, index, pace: lap.paceGoal === null ? null : parsePace(lap.paceGoal) }))
    .filter((lap): lap is typeof lap & { pace: number } => lap.pace !== null);
  if (type === 'intervals') return [...faults, ...intervalFaults(laps, paced, rules)];
  if (type === 'tempo') return [...faults, ...tempoFaults(paced, rules)];
  const fast = paced.filter(({ pace }) => pace < rules.paces.easy.fast);
  if (type !== 'long_run') return fast.length > 0 ? [...faults, `${type} faster than easy`] : faults;
  return [...faults, ...goalPaceFaults(fast, rules)];
}

type Paced = Lap & { index: number; pace: number };

function intervalFaults(laps: Lap[], work: Paced[], { paces, weekMiles }: LapRules): string[] {
  const faults: string[] = [];
  const slowest = Math.max(paces.interval * 1.03, paces.fiveK + 3);
  if (work.length === 0) faults.push('no repetitions');
  for (const { pace, distanceMiles } of work) {
    if (pace < paces.repetition - 3 || pace > slowest) faults.push(`repetition at ${pace}`);
    if (pace * distanceMiles > 360) faults.push(`repetition of ${pace * distanceMiles} s`);
  }
  for (const [position, { index, distanceMiles, pace }] of work.entries()) {
    const next = work[position + 1];
    if (!next) continue;
    if (next.index !== index + 2) faults.push('not one recovery between repetitions');
    const jog = laps[index + 1]?.distanceMiles ?? 0;
    const seconds = Math.min(distanceMiles * pace, next.distanceMiles * next.pace);
    if (jog * paces.easy.slow > seconds + 1e-6) faults.push(`recovery of ${jog} after ${distanceMiles}`);
  }
  if (hundredthsOf(work) > Math.max(200, Math.min(600, weekMiles * 8))) faults.push('too much interval work');
  return faults;
}

function tempoFaults(work: Paced[], { paces, weekMiles, distanceClass }: LapRules): string[] {
  const faults: string[] = [];
  const slowest = Math.max(paces.threshold, paces.trainingGoalPace) + 3;
  if (work.length === 0) faults.push('no tempo work');
  for (const { pace } of work) {
    if (pace < paces.threshold * 0.97 || pace > slowest) faults.push(`tempo at ${pace}`);
  }
  const length = hundredthsOf(work);
  // In hundredths, as whole numbers: 45 minutes in miles and seconds may come out a trace longer.
  const seconds =
    work.reduce((sum, { pace, distanceMiles }) => sum + pace * Math.round(distanceMiles * 100), 0) / 100;
  const classMost = distanceClass === '5k' || distanceClass === '10k' ? 400 : 600;
  const withinFloor = length <= 200 && seconds <= 1200;
  const within = length <= Math.min(weekMiles * 10, classMost) && seconds <= 2700;
  if (!within && !withinFloor) faults.push(`tempo work of ${length / 100} miles, ${seconds} s`);
  return faults;
}

function goalPaceFaults(fast: Paced[], { goalPace, length, paces, distanceClass }: DayRules): string[] {
  if (fast.length === 0) return [];
  if (!goalPace) return ['goal pace where there is no room for it'];
  const long = distanceClass === 'half' || distanceClass === 'marathon' || distanceClass === 'ultra';
  const wanted = long ? paces.trainingGoalPace : paces.predictedMarathonPace;
  const off = fast
    .filter(({ pace }) => Math.abs(pace - wanted) > 1)
    .map(({ pace }) => `goal pace at ${pace}`);
  return hundredthsOf(fast) > 0.4 * length ? [...off, 'too much goal pace'] : off;
}

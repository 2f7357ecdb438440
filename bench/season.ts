import { addDays } from '../src/coaching/calendar.js';
import type { StaffClient } from '../src/cli/staff-client.js';

/** A Monday: every measurement lives on it. */
export const TODAY = '2026-11-23';

/** A marathon on the Sunday of the last of `weeks` weeks. */
export function raceOf(weeks: number) {
  return { name: `Marathon in ${weeks} weeks`, distance: 'marathon', date: addDays(TODAY, 7 * weeks - 1) };
}

/** An intermediate runner of 30 miles a week; each has an address of their own. */
export function athlete(number: number, who = 'runner') {
  return {
    firstName: 'Ana',
    lastName: `Berg ${number}`,
    email: `${who}-${number}@example.com`,
    fiveKPace: '8:00',
    currentWeeklyMileage: 30,
    preferredDays: [2, 3, 4, 6, 7],
  };
}

/** Complete drafts of athletes of their own, made as staff make them. */
export class Drafts {
  private made = 0;
  private readonly races = new Map<number, string>();

  constructor(
    private readonly staff: StaffClient,
    /** Tells its athletes from those of others. */
    private readonly who = 'runner',
  ) {}

  /** @returns the id of a draft that only has to be generated */
  async make(weeks = 16): Promise<string> {
    this.made += 1;
    const { id: athleteId } = await this.staff.post<{ id: string }>(
      '/athletes',
      athlete(this.made, this.who),
    );
    const raceId = this.races.get(weeks) ?? (await this.makeRace(weeks));
    const draft = { athleteId, raceId, goalTime: '4:00:00', startDate: TODAY };
    const { id } = await this.staff.post<{ id: string }>('/training-plan', draft);
    return id;
  }

  async makeMany(count: number, weeks = 16): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < count; at += 1) ids.push(await this.make(weeks));
    return ids;
  }

  private async makeRace(weeks: number): Promise<string> {
    const { id } = await this.staff.post<{ id: string }>('/races', raceOf(weeks));
    this.races.set(weeks, id);
    return id;
  }
}

/** What generates a whole plan. */
export function complete(trainingPlanId: string) {
  return { trainingPlanId, mode: 'complete' };
}

import { addDays, daysBetween } from '../../src/coaching/calendar.js';
import type { FindingResponse, VersionHead, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import type { SuggestionResponse } from '../../src/plans/suggestion.dto.js';
import type { MovedClock } from './moved-clock.js';
import type { Person } from './people.js';
import { aDraft, TODAY, type DraftOptions } from './plans.js';
import type { TestApp } from './test-app.js';
import { look, settled } from './unattended.js';

export interface Target {
  id: string;
  athleteId: string;
}

/** A coach and what they see of plans that write themselves, on a clock that a test moves. */
export class AdaptiveScene {
  constructor(
    private readonly test: TestApp,
    private readonly clock: MovedClock,
    private readonly coach: Person,
  ) {}

  async send(method: 'get' | 'post' | 'delete', path: string, body?: object) {
    const answer = await this.test.http[method](`/api${path}`).set(this.coach.headers).send(body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** An active plan with its first weeks written. */
  async aPlan(mode = 'progressive', options: DraftOptions = {}): Promise<Target> {
    const { id, athleteId } = await aDraft(this.test, { coach: this.coach, ...options });
    await this.send('post', '/training-plan/generate', { trainingPlanId: id, mode });
    await settled(this.test, id);
    return { id, athleteId };
  }

  /** Looks for work, and waits until the plan's is done. */
  async look({ id }: Target): Promise<void> {
    await look(this.test);
    await settled(this.test, id);
  }

  /** Lets time pass up to noon of a day of the plan, looking for work at each noon, or at some. */
  async liveUntil(day: number, plan: Target, step = 1): Promise<void> {
    for (;;) {
      const left = daysBetween(this.clock.today('UTC'), addDays(TODAY, day));
      if (left <= 0) return;
      this.clock.advance({ days: Math.min(step, left) });
      await this.look(plan);
    }
  }

  /** Until what was entered has been looked at. */
  async lookAgain(plan: Target): Promise<void> {
    this.clock.advance({ hours: 0.3 });
    await this.look(plan);
  }

  week({ id }: Target, number: number): Promise<WeekResponse> {
    return this.send('get', `/training-plan/${id}/weeks/${number}`);
  }

  async versions({ id }: Target): Promise<VersionHead[]> {
    return (await this.send('get', `/training-plan/${id}/versions`)).items;
  }

  async suggestions({ id }: Target): Promise<SuggestionResponse[]> {
    return (await this.send('get', `/training-plan/${id}/suggestions`)).items;
  }

  async accept({ id }: Target, suggestion: SuggestionResponse | undefined): Promise<void> {
    await this.send('post', `/training-plan/${id}/suggestions/${suggestion?.id}/accept`);
  }

  async blocking({ id }: Target): Promise<string[]> {
    const { findings }: { findings: FindingResponse[] } = await this.send(
      'get',
      `/training-plan/${id}/audit`,
    );
    return findings.filter(({ severity }) => severity === 'blocking').map(({ message }) => message);
  }

  /** Runs days of a week as they are written, by a share. */
  async run(plan: Target, number: number, { share = 1, from = 1, to = 7 } = {}): Promise<void> {
    const { days = [] } = await this.week(plan, number);
    const run = days.filter(
      ({ miles, dayNumber, workoutType }) =>
        miles > 0 && workoutType !== 'race' && from <= dayNumber && dayNumber <= to,
    );
    await this.report(
      plan,
      run.map(({ date, miles }) => ({ date, kind: 'run', miles: Math.round(miles * share * 100) / 100 })),
    );
  }

  /** Reports a day on which nothing was run. */
  rode(plan: Target, day: number): Promise<void> {
    return this.report(plan, [{ date: addDays(TODAY, day), kind: 'other', miles: 0 }]);
  }

  async report({ athleteId }: Target, items: readonly object[]): Promise<void> {
    await this.send('post', `/athletes/${athleteId}/activities/bulk`, { items });
  }

  /** From one day of the plan to another, both counted. */
  async timeOff({ athleteId }: Target, from: number, to: number): Promise<void> {
    const off = { from: addDays(TODAY, from), to: addDays(TODAY, to), reason: 'illness' };
    await this.send('post', `/athletes/${athleteId}/time-off`, off);
  }
}

/** The rules of adaptation that a week tells of. */
export function adaptedBy({ notes }: WeekResponse): string[] {
  return notes.map(({ code }) => code).filter((code) => code.startsWith('adapt.'));
}

/** What is to be run when. */
export function runsOf({ days = [] }: WeekResponse): string[] {
  return days.map(({ workoutType, miles }) => `${workoutType} ${miles}`);
}

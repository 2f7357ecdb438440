import { Athlete } from '../../src/athletes/athlete.entity.js';
import type { FindingResponse, WeekResponse } from '../../src/plans/cascade-response.dto.js';
import type { GeneratedPlanResponse } from '../../src/plans/generation-response.dto.js';
import { signedIn, type Person } from './people.js';
import { aDraft, type DraftOptions } from './plans.js';
import type { TestApp } from './test-app.js';

/** Eight weeks to a 10K. */
const TEN_K = { date: '2027-01-17', metres: 10_000 };

/** What a generate request was answered. */
export interface GenerateAnswer {
  status: number;
  body: GeneratedPlanResponse & { code?: string };
  milliseconds: number;
}

/** Drafts and plans of one coach in an application, for tests of who writes them. */
export class ModelPlans {
  private seed = 0;

  private constructor(
    readonly test: TestApp,
    readonly coach: Person,
  ) {}

  static async of(test: TestApp): Promise<ModelPlans> {
    return new ModelPlans(test, await signedIn(test, 'coach'));
  }

  /** Sixteen weeks to a marathon; with a seed of its own unless one is given, so that no reply is known from before. */
  async marathon(athlete: Partial<Athlete> = {}, draft: DraftOptions['draft'] = {}): Promise<string> {
    return this.draft({ draft }, athlete);
  }

  async tenK(athlete: Partial<Athlete> = {}, draft: DraftOptions['draft'] = {}): Promise<string> {
    const goal = { goalTime: '50:00', goalTimeSeconds: 3000 };
    return this.draft({ race: TEN_K, draft: { ...goal, ...draft } }, athlete);
  }

  async generate(trainingPlanId: string, body: object = {}): Promise<GenerateAnswer> {
    const begun = performance.now();
    const answer = await this.test.http
      .post('/api/training-plan/generate')
      .set(this.coach.headers)
      .send({ trainingPlanId, mode: 'complete', ...body });
    return { status: answer.status, body: answer.body, milliseconds: performance.now() - begun };
  }

  async weeks(id: string): Promise<WeekResponse[]> {
    const { body } = await this.get(`/${id}`);
    return body.phases.flatMap(({ weeks }: { weeks: WeekResponse[] }) => weeks);
  }

  async blockingFindings(id: string): Promise<FindingResponse[]> {
    const { body } = await this.get(`/${id}/audit`);
    return body.findings.filter(({ severity }: FindingResponse) => severity === 'blocking');
  }

  private async draft(options: DraftOptions, values: Partial<Athlete>): Promise<string> {
    const seed = (this.seed += 1);
    const draft = { seed, ...options.draft };
    const { id, athleteId } = await aDraft(this.test, { coach: this.coach, ...options, draft });
    const em = this.test.orm.em.fork();
    if (Object.keys(values).length > 0) await em.nativeUpdate(Athlete, { id: athleteId }, values);
    return id;
  }

  private get(path: string) {
    return this.test.http.get(`/api/training-plan${path}`).set(this.coach.headers);
  }
}

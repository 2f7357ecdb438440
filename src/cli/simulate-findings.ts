import type { Runner } from './simulate-runners.js';

/** Something that may not be, with all that is needed to see it again. */
export interface SeasonFinding {
  /** The runner's number: with the seed it is the plan. */
  readonly plan: number;
  readonly persona: string;
  readonly weekNumber: number | null;
  readonly kind: FindingKind;
  readonly what: string;
}

export type FindingKind =
  | 'week_late'
  | 'blocking'
  | 'begun_week_changed'
  | 'not_as_drawn'
  | 'lowered'
  | 'not_told'
  | 'versions'
  | 'run_on_day_off'
  | 'not_completed'
  | 'entry_lost'
  | 'failed';

/** What was found so far, each once. */
export class Findings {
  private readonly found = new Map<string, SeasonFinding>();

  add(
    { number: plan, persona }: Pick<Runner, 'number' | 'persona'>,
    { weekNumber = null, kind, what }: { weekNumber?: number | null; kind: FindingKind; what: string },
  ): void {
    const key = `${plan}/${weekNumber}/${kind}`;
    if (!this.found.has(key)) this.found.set(key, { plan, persona, weekNumber, kind, what });
  }

  count(kind: FindingKind): number {
    return this.all().filter((each) => each.kind === kind).length;
  }

  /** By plan, week and kind, in whichever order they were met. */
  all(): SeasonFinding[] {
    return [...this.found.values()].sort(
      (a, b) => a.plan - b.plan || (a.weekNumber ?? 0) - (b.weekNumber ?? 0) || (a.kind < b.kind ? -1 : 1),
    );
  }
}

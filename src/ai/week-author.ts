import type { WeekBrief } from '../coaching/brief.js';
import type { Session, SessionFinding } from '../coaching/sessions.js';

/** Who wrote a week and how, stored with it, so that a fallback is never silent. */
export interface WeekProvenance {
  author: 'model' | 'built-in-coach' | 'template';
  /** As the server reported it; null where no model wrote. */
  model: string | null;
  /** Reply contract and version of its prompt; null where no model wrote. */
  contract: string | null;
  promptVersion: string | null;
  /** How often anybody was asked for the week, the built-in coach included; 0 where a reply was known from before. */
  attempts: number;
  /** The sessions were written for the same brief before: nothing was asked and nothing spent. */
  cached: boolean;
  /** What had to be mended in the sessions as written. */
  mended: SessionFinding[];
  /** Of all attempts for the week, as far as they were told; null where no model was asked. */
  tokens: { input: number; cached: number; output: number } | null;
  /** Why this author wrote instead of the one asked first; null when it was asked first. */
  fallbackReason: string | null;
}

/** A week as its author gave it: untrusted until it is laid and audited. */
export interface WrittenWeek {
  /** One for each running day of the brief; days left out are the built-in coach's to write. */
  sessions: Session[];
  provenance: WeekProvenance;
}

/** Writes the sessions of one week: a language model, a template, or the built-in coach. */
export interface WeekAuthor {
  /**
   * Sessions for every running day of `brief`, in the brief's types and near its miles; whoever lays them fits
   * them exactly. Rejects when `signal` aborts, or with the author's own typed error when it cannot write.
   */
  write(brief: WeekBrief, options: { signal: AbortSignal }): Promise<WrittenWeek>;
}

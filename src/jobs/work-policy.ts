export const WORK_POLICY = Symbol('WORK_POLICY');

/** How a process works jobs off. */
export interface WorkPolicy {
  /** Weeks that are written at once. None of them holds a connection while a model writes. */
  weeks: number;
  /** How often a free worker looks for a job, and how often where it is also told of new ones. */
  pollSeconds: number;
  notifiedPollSeconds: number;
  /** A plan that another run holds is asked for again after this, or when that run is over at the latest. */
  heldMs: number;
  /** How long work that was told to stop is waited for when the process stops. */
  stopMs: number;
}

/** What is used unless a test says otherwise. */
export const workPolicy: WorkPolicy = {
  weeks: 16,
  pollSeconds: 2,
  notifiedPollSeconds: 10,
  heldMs: 15_000,
  stopMs: 2_000,
};

/** A PostgreSQL that answers: ours to stop when it is the embedded one. */
export interface DatabaseHandle {
  readonly url: string;
  /** Stops the embedded server, last of all; does nothing to one that is not ours. */
  stop(): Promise<void>;
}

export type CoachingInputCode =
  'distance.unknown' | 'distance.out_of_range' | 'duration.invalid' | 'duration.impossible';

/** Input the coaching rules cannot read or plan for. `message` names it and says what is accepted. */
export class CoachingInputError extends RangeError {
  override readonly name = 'CoachingInputError';

  constructor(
    readonly code: CoachingInputCode,
    message: string,
  ) {
    super(message);
  }
}

/** What was entered, quoted and cut to a length that is safe to repeat in a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

import { UnavailableError } from '../common/errors.js';

/** The process that did the work stopped or died. */
export class InterruptedError extends UnavailableError {
  constructor() {
    super(
      'operation.interrupted',
      'The process that did this stopped before it was done; nothing was stored. Ask for it again.',
    );
  }
}

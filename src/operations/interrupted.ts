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

/** The process that did a batch stopped or died, and so did too many that went on with it. */
export class AbandonedError extends UnavailableError {
  constructor() {
    super(
      'operation.interrupted',
      'The processes that did this stopped again and again before it was done; the result says which items are done. ' +
        'Ask for the others again.',
    );
  }
}

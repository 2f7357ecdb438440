import { InvalidError, type FieldError } from '../common/errors.js';

/** Why a plan cannot be made as it stands: `code` is one of the documented ones, `pointer` names the draft's field. */
export interface PlanProblem extends FieldError {
  code: string;
}

/** All of it in one answer; the first gives the answer its `code`. */
export function planRefused([first, ...others]: readonly [PlanProblem, ...PlanProblem[]]): InvalidError {
  const more = others.length === 0 ? '' : ` And ${others.length} more; see errors.`;
  return new InvalidError(first.code, `${first.detail}${more}`, [first, ...others]);
}

import { EDIT_KEPT, withDays } from '../coaching/day-edit.js';
import type { Finding } from '../coaching/audit.js';
import type { PlannedDay, RuleId, RuleNote } from '../coaching/model.js';
import { InvalidError } from '../common/errors.js';
import { isHeld } from './outdated-weeks.js';
import { auditAsWritten, fieldErrorsOf, newBlocking, type PlanBasis } from './plan-audit.js';
import { restretchedIn } from './restretched-week.js';
import { mergeWeeks, type Cascade, type StoredWeek } from './stored-week.js';

/** Rules that a person may stand against: what they keep stays on record. Never the others. */
const MAY_BE_KEPT: ReadonlySet<RuleId> = new Set<RuleId>(['C', 'E', 'F', 'S']);

/** Shares of the week: the work of a day left as it is grows in them when another day is made easier. */
const SHARES: ReadonlySet<string> = new Set(['K.tempo_work', 'K.interval_work']);

/**
 * What a person who changes days may keep of what the change brings: nothing; findings of C, E, F and S for staff who
 * insist; for days made easier these too, and that quality on other days is now more of the week.
 */
export type Keeping = 'nothing' | 'forced' | 'eased';

/** A plan with some days of one week changed by a person. */
export interface EditedPlan {
  /** The weeks that are other than before: the edited one, and those that stand against a rule because of it. */
  weeks: StoredWeek[];
  /** What the rules say of the plan without the edit, and with it. */
  findings: { before: Finding[]; after: Finding[] };
  /** What the edit brought and a person keeps. */
  kept: Finding[];
}

/**
 * Puts changed days into their week, and asks the rules what they say of the plan as it would be. What the plan stood
 * against before is no fault of the edit. The week's target stays what progression wants.
 * @throws InvalidError `day.rule_broken` with each finding that the edit brings and that may not be kept
 */
export function editPlan(
  basis: PlanBasis,
  cascade: Cascade,
  edit: { week: StoredWeek; days: readonly PlannedDay[]; keeping: Keeping },
): EditedPlan {
  const changed = restretchedIn(cascade, withDays(edit.week, edit.days), basis);
  const week = { ...changed, provenance: { ...changed.provenance, edited: true as const } };
  const edited = mergeWeeks(cascade, [week]);
  const findings = { before: auditAsWritten(basis, cascade), after: auditAsWritten(basis, edited) };
  const brought = newBlocking(findings);
  const refused = brought.filter((finding) => !mayKeep(finding, edit));
  if (refused.length > 0) throw ruleBroken(refused);
  const weeks = edited.weeks
    .map((each) => withKept(each, { brought, after: findings.after }))
    .filter((each) => each !== cascade.weeks.find(({ weekNumber }) => weekNumber === each.weekNumber));
  return { weeks, findings, kept: brought };
}

/** Weeks written around held days, each with a note on what it stands against because of them. */
export function notedAround(basis: PlanBasis, cascade: Cascade, weeks: readonly StoredWeek[]): StoredWeek[] {
  if (!weeks.some(isHeld)) return [...weeks];
  const after = auditAsWritten(basis, mergeWeeks(cascade, weeks));
  const brought = after.filter(({ severity }) => severity === 'blocking');
  return weeks.map((week) => withKept(week, { brought, after }));
}

function mayKeep(
  { rule, code, dayNumber }: Finding,
  { days, keeping }: { days: readonly PlannedDay[]; keeping: Keeping },
): boolean {
  if (keeping === 'nothing') return false;
  if (MAY_BE_KEPT.has(rule)) return true;
  return keeping === 'eased' && SHARES.has(code) && days.every((day) => day.dayNumber !== dayNumber);
}

/** A week with a note on each rule that it stands against because a person wanted it so. */
function withKept(
  week: StoredWeek,
  { brought, after }: { brought: readonly Finding[]; after: readonly Finding[] },
): StoredWeek {
  const said = week.notes.filter(({ code }) => code === EDIT_KEPT);
  const standing = after.filter(
    (finding) =>
      finding.weekNumber === week.weekNumber &&
      (brought.includes(finding) || said.some(({ text }) => text === finding.message)),
  );
  const isSaid =
    said.length === standing.length && said.every(({ text }, at) => text === standing[at]?.message);
  if (isSaid) return week;
  const notes = standing.map(({ rule, message }): RuleNote => ({ rule, code: EDIT_KEPT, text: message }));
  return { ...week, notes: [...week.notes.filter(({ code }) => code !== EDIT_KEPT), ...notes] };
}

function ruleBroken(refused: readonly Finding[]): InvalidError {
  const isFinal = refused.some(({ rule }) => !MAY_BE_KEPT.has(rule));
  const codes = [...new Set(refused.map(({ code }) => code))].join(', ');
  const next = isFinal
    ? 'Change the session so that it fits; findings of A, B, D, G, H, I, J, K and L are never kept.'
    : 'Change the session so that it fits; staff may keep it as it is with ?force=true.';
  return new InvalidError(
    'day.rule_broken',
    `The plan would break coaching rules: ${codes}. ${next}`,
    fieldErrorsOf(refused),
  );
}

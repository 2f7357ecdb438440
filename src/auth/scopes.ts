import { ACTIONS, type Action } from './access.policy.js';

/**
 * Accounts and keys are people's business: a key that could make either could make itself any right there is.
 */
const FOR_PEOPLE: ReadonlySet<Action> = new Set(['user.manage', 'key.manage']);

const FOR_KEYS: readonly Action[] = ACTIONS.filter((action) => !FOR_PEOPLE.has(action));

/** `read`: whatever only reads. `write`: the daily work of staff, reading included, but nothing of an admin's alone. */
const GROUPS: Readonly<Record<'read' | 'write', readonly Action[]>> = {
  read: FOR_KEYS.filter((action) => action.endsWith('.read')),
  write: FOR_KEYS.filter((action) => !/\.manage$|^(?:audit|person|report)\./.test(action)),
};

/** What a key can be given: an action of the access policy, or a group of them. */
export const SCOPES: readonly string[] = [...Object.keys(GROUPS), ...FOR_KEYS];

/** The actions that scopes stand for. One that there is no more stands for none. */
export function actionsOf(scopes: readonly string[]): ReadonlySet<Action> {
  return new Set(
    scopes.flatMap((scope) =>
      isGroup(scope) ? GROUPS[scope] : FOR_KEYS.filter((action) => action === scope),
    ),
  );
}

function isGroup(scope: string): scope is keyof typeof GROUPS {
  return Object.hasOwn(GROUPS, scope);
}

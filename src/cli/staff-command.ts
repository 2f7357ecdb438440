import { parseArgs } from 'node:util';
import { MikroORM } from '@mikro-orm/postgresql';
import { isEmail } from 'class-validator';
import { PasswordHasher } from '../auth/password-hasher.js';
import { ROLES } from '../auth/staff.entity.js';
import { StaffService, type NewStaff } from '../auth/staff.service.js';
import { DomainError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { migrate } from '../database/migrate.js';
import { openDatabase } from '../database/open-database.js';
import { ormOptions } from '../database/orm-options.js';
import { UsageError } from './flags.js';

export const STAFF_USAGE = `Make an account for someone who may sign in.

  npm run staff -- create --email ana@example.com --role admin [--name "Ana Berg"]
                          [--athlete-id <id>] [--password-stdin]

  --role            ${ROLES.join(', ')}; an athlete needs --athlete-id
  --password-stdin  read the password as one line from standard input;
                    without it one is made up and printed once
`;

/** Where a command's words go and its password comes from. */
export interface Terminal {
  print(text: string): void;
  readLine(): Promise<string>;
}

/**
 * `staff create …`: the same account the API makes, by whoever runs this machine.
 * @throws UsageError when the arguments or what they ask for cannot be
 */
export async function staffCommand(args: string[], config: AppConfig, terminal: Terminal): Promise<void> {
  const { account, passwordFromInput } = readArguments(args);
  const password = passwordFromInput ? await terminal.readLine() : null;
  const database = await openDatabase(config);
  try {
    await migrate(database.url);
    const created = await createAccount(database.url, { ...account, password });
    terminal.print(`${account.email} may sign in as ${account.role}.\n`);
    if (created.oneTimePassword !== null) {
      terminal.print(`Password, said this once: ${created.oneTimePassword}\n`);
    }
  } finally {
    await database.stop();
  }
}

async function createAccount(url: string, account: NewStaff): ReturnType<StaffService['add']> {
  const orm = await MikroORM.init(ormOptions(url));
  try {
    return await new StaffService(orm.em.fork(), new PasswordHasher()).add(account, null);
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError([explain(error)]);
    throw error;
  } finally {
    await orm.close(true);
  }
}

function explain({ detail, errors }: DomainError): string {
  if (errors.length === 0) return detail;
  return errors.map(({ pointer, detail: fault }) => `${pointer.slice(1)} ${fault}`).join('\n');
}

function readArguments(args: string[]): { account: NewStaff; passwordFromInput: boolean } {
  const { values, positionals } = parse(args);
  const { email, role: roleName } = values;
  const role = ROLES.find((known) => known === roleName);
  if (positionals.join(' ') !== 'create') throw new UsageError([STAFF_USAGE]);
  if (email === undefined || !isEmail(email))
    throw new UsageError([`--email must be an e-mail address\n\n${STAFF_USAGE}`]);
  if (!role) throw new UsageError([`--role must be one of ${ROLES.join(', ')}\n\n${STAFF_USAGE}`]);
  const name = values.name ?? email.split('@', 1)[0] ?? email;
  const account = { email, role, name, athleteId: values['athlete-id'] ?? null };
  return { account, passwordFromInput: values['password-stdin'] === true };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string' },
        'athlete-id': { type: 'string' },
        'password-stdin': { type: 'boolean' },
      },
    });
  } catch (error) {
    const reason = error instanceof TypeError ? `${error.message}\n\n` : '';
    throw new UsageError([`${reason}${STAFF_USAGE}`]);
  }
}

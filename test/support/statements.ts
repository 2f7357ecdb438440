import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** The driver's own `pg`, which may be another copy than ours. */
const { Client } = createRequire(import.meta.resolve('@mikro-orm/postgresql'))('pg') as typeof import('pg');

/** What is between the driver and the server: sees every statement, and may let one fail. */
export interface StatementWatch {
  /** As sent, in order, over all connections of this process. */
  readonly statements: string[];
  /** Lets the driver be again. */
  stop(): void;
}

/** An error in place of the statement, the connection lost under it, or nothing. */
export type Fault = Error | 'connection lost' | null;

/** The server's own "internal error", which nothing tries again. */
export class InjectedFault extends Error {
  readonly code = 'XX000';
}

/** @param faultOf what happens to statement number `index` (from 0) instead of its being sent */
export function watchStatements(
  faultOf: (statement: string, index: number) => Fault = () => null,
): StatementWatch {
  const statements: string[] = [];
  const original = Reflect.get(Client.prototype, 'query');
  function query(this: { connection: { stream: Socket } }, ...args: unknown[]): unknown {
    const statement = textOf(args[0]);
    // What looks for dead operations and their items every few seconds is no part of what a test watches.
    if (/from "operation(_item)?" as/.test(statement)) return Reflect.apply(original, this, args);
    statements.push(statement);
    const fault = faultOf(statement, statements.length - 1);
    if (fault instanceof Error) throw fault;
    if (fault !== null) this.connection.stream.destroy();
    return Reflect.apply(original, this, args);
  }
  Reflect.set(Client.prototype, 'query', query);
  return { statements, stop: () => void Reflect.set(Client.prototype, 'query', original) };
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const isConfig = typeof statement === 'object' && statement !== null && 'text' in statement;
  return isConfig ? String(statement.text) : '';
}

/** The tables a list of statements inserts into, one entry per INSERT. */
export function insertsOf(statements: readonly string[]): string[] {
  return statements.flatMap((statement) => /^insert into "(\w+)"/.exec(statement)?.[1] ?? []);
}

/** What a piece of work asks of the database, over all connections of this process. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const watch = watchStatements();
  try {
    await work();
  } finally {
    watch.stop();
  }
  return watch.statements;
}

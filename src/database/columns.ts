import { p } from '@mikro-orm/core';
import { v7 } from 'uuid';

/**
 * Columns most tables share. Keys are made here, not by the database, so that a whole tree of rows has its
 * ids before the first INSERT; version 7 keys also sort by the time they were made, which is what lists page by.
 */
export const key = {
  id: p
    .uuid()
    .primary()
    .onCreate(() => v7()),
};

export const createdAt = {
  createdAt: p.datetime(3).onCreate(() => new Date()),
};

export const timestamps = {
  ...createdAt,
  updatedAt: p
    .datetime(3)
    .onCreate(() => new Date())
    .onUpdate(() => new Date()),
};

/**
 * Until when a process that holds a row is taken to be alive, from now on. By the database's clock, which all replicas
 * share, and in its wording, so that the schema compares equal.
 */
export const NEW_LEASE = `(now() + '00:00:15'::interval)`;

/** Miles in hundredths: `numeric`, so that sums in SQL are exact; a number in code. */
export function miles() {
  return p.decimal('number').precision(7).scale(2);
}

/** SQL of a trigger body that refuses the statement: for rows that are a record of what was. */
export function refuse(what: string): string {
  return `raise exception '${what} cannot be changed' using errcode = 'restrict_violation'; return null;`;
}

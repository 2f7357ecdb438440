import { setImmediate } from 'node:timers/promises';
import { EntityManager, UniqueConstraintViolationException } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { requireAccess } from '../auth/access.policy.js';
import type { Actor } from '../auth/actor.js';
import { Staff } from '../auth/staff.entity.js';
import { ConflictError, InvalidError, type FieldError } from '../common/errors.js';
import { inTransaction } from '../database/transaction.js';
import type { CreateAthleteDto } from './athlete.dto.js';
import { athleteOf, coachOf, COLUMNS, fieldsOf, onLine } from './athlete-rows.js';
import { readSheet, sheetInvalid, type SheetLine } from './athlete-sheet.js';
import { AthletesService } from './athletes.service.js';

/** An athlete of a sheet; the id is null where nothing was stored. */
export interface ImportedAthlete {
  line: number;
  id: string | null;
  email: string;
}

/** A line by the rules of its fields. */
interface ReadLine extends SheetLine {
  /** Null where they are broken. */
  data: CreateAthleteDto | null;
  faults: FieldError[];
}

/** Lines that are checked before others have their turn. */
const LINES_AT_ONCE = 100;

/** Athletes of one insert. */
const STORED_AT_ONCE = 250;

/** Ids of the coaches that lines name, by the name that they have there. */
type Coaches = ReadonlyMap<string, string>;

/** Of the addresses given, as they were given, those that athletes have. */
const TAKEN = `
  select distinct given.email from jsonb_array_elements_text(?::jsonb) as given (email)
    join athlete on lower(athlete.email) = lower(given.email)`;

/** Of the names given, as they were given, those of coaches: their address or their id. */
const COACHES = `
  select distinct given.name, staff.id from jsonb_array_elements_text(?::jsonb) as given (name)
    join staff on lower(given.name) in (lower(staff.email), staff.id::text)
   where staff.role in ('coach', 'admin') and staff.status = 'active'`;

/** Many athletes from one sheet. */
@Injectable()
export class AthleteImport {
  constructor(
    private readonly em: EntityManager,
    private readonly athletes: AthletesService,
  ) {}

  /**
   * Adds the athletes of a sheet: all of them, or nobody when anything is wrong with one.
   * @param sheet CSV in UTF-8, its columns those of `COLUMNS`
   * @throws InvalidError `request.invalid` naming what is wrong line by line; ConflictError `athlete.email_taken` for
   *   those whom somebody else has added meanwhile
   */
  async run(
    actor: Actor,
    { sheet, dryRun }: { sheet: Uint8Array; dryRun: boolean },
  ): Promise<ImportedAthlete[]> {
    requireAccess(actor, 'athlete.write');
    // Before there is a transaction: this takes its time.
    const lines = await readLines(sheet);
    try {
      return await inTransaction(this.em, async (em) => {
        const coaches = await coachesOf(em, lines);
        const faults = await faultsOf(em, lines, coaches);
        if (faults.length > 0) throw sheetInvalid(faults);
        if (!dryRun) return this.store(em, { actor, lines, coaches });
        return lines.map(({ line, cells: { email = '' } }) => ({ line, id: null, email }));
      });
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new ConflictError(
        'athlete.email_taken',
        'Others added athletes of this sheet meanwhile; see errors. Nothing was stored.',
        sheetInvalid(await takenFaults(this.em.fork(), lines)).errors,
      );
    }
  }

  /** In parts: between two statements of a transaction the database does not wait for long. */
  private async store(
    em: EntityManager,
    { actor, lines, coaches }: { actor: Actor; lines: readonly ReadLine[]; coaches: Coaches },
  ): Promise<ImportedAthlete[]> {
    const stored: ImportedAthlete[] = [];
    for (let from = 0; from < lines.length; from += STORED_AT_ONCE) {
      for (const { line, cells, data } of lines.slice(from, from + STORED_AT_ONCE)) {
        if (!data) throw new Error(`Line ${line} has faults and was not refused`);
        const coachId = coaches.get(coachOf(cells)?.name ?? '');
        const coach = coachId === undefined ? null : em.getReference(Staff, coachId);
        const { id, email } = this.athletes.add(em, { actor, data, coach });
        stored.push({ line, id, email });
      }
      await em.flush();
      // What is stored would be looked through at every flush.
      em.clear();
    }
    return stored;
  }
}

async function readLines(sheet: Uint8Array): Promise<ReadLine[]> {
  const lines: ReadLine[] = [];
  for (const line of readSheet(sheet, COLUMNS)) {
    lines.push(await readLine(line));
    if (lines.length % LINES_AT_ONCE === 0) await setImmediate();
  }
  return lines;
}

async function readLine(line: SheetLine): Promise<ReadLine> {
  if (line.fault) return { ...line, data: null, faults: [line.fault] };
  try {
    return { ...line, data: await athleteOf(fieldsOf(line.cells)), faults: [] };
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    return { ...line, data: null, faults: onLine(line.line, error) };
  }
}

async function coachesOf(em: EntityManager, lines: readonly ReadLine[]): Promise<Coaches> {
  const names = new Set(lines.flatMap(({ cells }) => coachOf(cells)?.name ?? []));
  const rows = await query<{ name: string; id: string }>(em, COACHES, [...names]);
  return new Map(rows.map(({ name, id }) => [name, id]));
}

/** All that is wrong, line by line. */
async function faultsOf(
  em: EntityManager,
  lines: readonly ReadLine[],
  coaches: Coaches,
): Promise<FieldError[]> {
  const taken = Map.groupBy(await takenFaults(em, lines), ({ pointer }) => pointer);
  const firstLines = new Map<string, number>();
  return lines.flatMap(({ line, cells, fault, faults }) => {
    if (fault) return faults;
    const coach = coachOf(cells);
    const unknown = coach &&
      !coaches.has(coach.name) && {
        pointer: `/lines/${line}/${coach.column}`,
        detail: 'must be the e-mail address or the id of a coach',
      };
    const twice = coach?.column === 'coach' &&
      cells['coachId'] && {
        pointer: `/lines/${line}/coachId`,
        detail: 'must be empty where coach says who it is',
      };
    const pointer = emailAt(line);
    const email = cells['email']?.toLowerCase() ?? '';
    const first = firstLines.get(email);
    if (email !== '' && first === undefined) firstLines.set(email, line);
    const again = first !== undefined && { pointer, detail: `is on line ${first} already` };
    const ofEmail = again ? [again] : (taken.get(pointer) ?? []);
    return [...faults, ...ofEmail, ...(unknown ? [unknown] : []), ...(twice ? [twice] : [])];
  });
}

async function takenFaults(em: EntityManager, lines: readonly ReadLine[]): Promise<FieldError[]> {
  const rows = await query<{ email: string }>(
    em,
    TAKEN,
    lines.flatMap(({ cells }) => cells['email'] ?? []),
  );
  const taken = new Set(rows.map(({ email }) => email));
  return lines
    .filter(({ cells }) => taken.has(cells['email'] ?? ''))
    .map(({ line }) => ({
      pointer: emailAt(line),
      detail: 'another athlete has this e-mail address',
      code: 'athlete.email_taken',
    }));
}

function emailAt(line: number): string {
  return `/lines/${line}/email`;
}

function query<Row extends object>(em: EntityManager, sql: string, texts: readonly string[]): Promise<Row[]> {
  return em.getConnection().execute<Row[]>(sql, [JSON.stringify(texts)], 'all', em.getTransactionContext());
}

import { EntityManager, IsolationLevel, type EntityMetadata } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { AthletesService } from '../athletes/athletes.service.js';
import type { Actor } from '../auth/actor.js';
import { recordAudit } from '../auth/audit-trail.js';
import { formatPace } from '../coaching/pace.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { PERSONAL_TABLES, THE_PERSON, type PersonalTable } from './personal-tables.js';

/** A row as it is told, with the rows that belong to it under the names of their sections. */
type Told = Record<string, unknown>;

/** All that is on record about a person: `person`, and a list for each section that stands at the top. */
export interface PersonRecord {
  exportedAt: string;
  sections: Record<string, Told | Told[]>;
}

/** Seconds per mile in the tables, `m:ss` outside. */
const PACES: ReadonlySet<string> = new Set(['fiveKPace', 'goalPace5K', 'goalRacePace', 'predictedRacePace']);

/** Everything about a person in one document. */
@Injectable()
export class PersonExport {
  constructor(
    private readonly em: EntityManager,
    private readonly athletes: AthletesService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Read in one go, as it was at one moment: one query per table, however much there is. That it was asked for goes on
   * record.
   * @throws NotFoundError `athlete.not_found`; ForbiddenError `access.denied`
   */
  async of(actor: Actor, athleteId: string): Promise<PersonRecord> {
    return this.em.fork().transactional(
      async (em) => {
        const { id } = await this.athletes.require(actor, athleteId, 'person.export');
        const found = new Map<string, Map<string, Told>>();
        const sections: PersonRecord['sections'] = {};
        for (const table of PERSONAL_TABLES) {
          const rows = await readRows(em, { table, athleteId: id });
          const meta = metadataOf(em, table.name);
          const told = rows.map((row) => ({ row, told: tell(row, { meta, table }) }));
          found.set(table.name, new Map(told.map((each) => [String(each.row['id']), each.told])));
          // Also where there are none: an empty list says that there is nothing.
          const owners = table.within && found.get(table.within.table);
          for (const owner of owners?.values() ?? []) owner[table.section] = [];
          for (const each of told) ownedBy(each.row, { table, owners })?.push(each.told);
          if (!table.within) sections[table.section] = told.map((each) => each.told);
        }
        const { person } = sections;
        if (Array.isArray(person) && person[0]) sections['person'] = person[0];
        recordAudit(em, { actor, action: 'person.exported', subject: { type: 'athlete', id } });
        return { exportedAt: this.clock.now().toISOString(), sections };
      },
      { isolationLevel: IsolationLevel.REPEATABLE_READ },
    );
  }
}

type Row = Record<string, unknown>;

async function readRows(
  em: EntityManager,
  { table, athleteId }: { table: PersonalTable; athleteId: string },
): Promise<Row[]> {
  // As JSON of the database's own making: one form for every type of column.
  const sql = `${THE_PERSON} select to_jsonb(t) as row from ${table.name} t where ${table.rows} order by t.id`;
  const rows: { row: Row }[] = await em
    .getConnection()
    .execute(sql, [athleteId], 'all', em.getTransactionContext());
  return rows.map(({ row }) => row);
}

function metadataOf(em: EntityManager, table: string): EntityMetadata {
  const meta = [...em.getMetadata().getAll().values()].find(({ tableName }) => tableName === table);
  if (!meta) throw new Error(`There is no entity for the table ${table}`);
  return meta;
}

/** A row under the names that the rest of the interface uses; without secrets, and what is withheld. */
function tell(row: Row, { meta, table }: { meta: EntityMetadata; table: PersonalTable }): Told {
  const told: Told = {};
  for (const { name, fieldNames, hidden, persist, targetMeta, type } of meta.props) {
    const [column] = fieldNames ?? [];
    if (column === undefined || hidden || persist === false || table.withheld?.includes(column)) continue;
    const value = row[column];
    if (PACES.has(name) && typeof value === 'number') told[name] = formatPace(Math.round(value));
    else if (typeof value === 'string' && type === 'datetime') told[name] = new Date(value).toISOString();
    else told[targetMeta ? `${name}Id` : name] = value;
  }
  return told;
}

/** The list of its owner that a row belongs to; nothing for one that stands at the top. */
function ownedBy(
  row: Row,
  { table, owners }: { table: PersonalTable; owners: Map<string, Told> | undefined },
): Told[] | undefined {
  const owner = table.within && owners?.get(String(row[table.within.column]));
  const list = owner?.[table.section];
  return Array.isArray(list) ? list : undefined;
}

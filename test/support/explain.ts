import type { EntityManager } from '@mikro-orm/core';

/** A step of a query's plan, with those it takes rows from. */
interface Step {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Step[];
}

/** How the server would find the rows: `Index Scan training_plan_due_index`, `Seq Scan athlete`. */
export async function scansOf(
  em: EntityManager,
  sql: string,
  parameters: readonly unknown[],
): Promise<string[]> {
  const [row]: { 'QUERY PLAN': [{ Plan: Step }] }[] = await em
    .getConnection()
    .execute(`explain (format json) ${sql}`, [...parameters]);
  const scans: string[] = [];
  const visit = (step: Step): void => {
    const name = step['Index Name'] ?? step['Relation Name'];
    if (name !== undefined) scans.push(`${step['Node Type']} ${name}`);
    for (const part of step.Plans ?? []) visit(part);
  };
  if (row) visit(row['QUERY PLAN'][0].Plan);
  return scans;
}

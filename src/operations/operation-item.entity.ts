import { defineEntity, p } from '@mikro-orm/core';
import { Athlete } from '../athletes/athlete.entity.js';
import type { Problem } from '../common/problem.js';
import { key, timestamps } from '../database/columns.js';
import { Operation } from './operation.entity.js';

export const ITEM_STATUSES = ['pending', 'succeeded', 'failed'] as const;

const OperationItemSchema = defineEntity({
  name: 'OperationItem',
  tableName: 'operation_item',
  properties: {
    ...key,
    operation: () => p.manyToOne(Operation).ref().deleteRule('cascade'),
    /** Its place in the request, from 0. */
    index: p.integer().check('index >= 0'),
    /** Whose it is; null where that is not known before it is done, or they are not on record. */
    athlete: () => p.manyToOne(Athlete).ref().strictNullable().deleteRule('cascade').index(),
    status: p.enum(ITEM_STATUSES).onCreate(() => 'pending'),
    /** What was asked for; null once it is done. */
    input: p.json<unknown>().strictNullable(),
    /** What it has made or is at, also when it is not done yet. No foreign key: that may be deleted. */
    subjectId: p.uuid().strictNullable().index(),
    /** What it has claimed to be the only one at, and with which attempt of the operation. */
    claim: p.text().strictNullable().index(),
    attempt: p.integer().onCreate(() => 0),
    /** Why it came to nothing. */
    problem: p.json<Problem>().strictNullable(),
    ...timestamps,
  },
  indexes: [
    {
      name: 'operation_item_begun_index',
      properties: ['operation'],
      where: `status = 'pending' and subject_id is not null`,
    },
  ],
  // Also the index of the foreign key.
  uniques: [{ name: 'operation_item_index_unique', properties: ['operation', 'index'] }],
  checks: [
    { name: 'operation_item_problem_check', expression: `(status = 'failed') = (problem is not null)` },
  ],
});

/** One of the many things that an operation does. Done in one transaction with what it comes to, or not at all. */
export class OperationItem extends OperationItemSchema.class {}
OperationItemSchema.setClass(OperationItem);

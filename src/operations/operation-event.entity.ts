import { defineEntity, p } from '@mikro-orm/core';
import { createdAt, key } from '../database/columns.js';
import { Operation } from './operation.entity.js';

const OperationEventSchema = defineEntity({
  name: 'OperationEvent',
  tableName: 'operation_event',
  properties: {
    ...key,
    operation: () => p.manyToOne(Operation).ref().deleteRule('cascade'),
    /** From 1 without gaps, in the order they are committed: the id by which a reader resumes. */
    sequence: p.integer().check('sequence > 0'),
    /** E.g. `week.written`. */
    type: p.text(),
    data: p.json<Record<string, unknown>>(),
    ...createdAt,
  },
  // Also the index of the foreign key.
  uniques: [{ name: 'operation_event_sequence_unique', properties: ['operation', 'sequence'] }],
});

/** Something that happened in an operation. Never changed. */
export class OperationEvent extends OperationEventSchema.class {}
OperationEventSchema.setClass(OperationEvent);

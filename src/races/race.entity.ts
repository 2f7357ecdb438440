import { defineEntity, p } from '@mikro-orm/core';
import { Staff } from '../auth/staff.entity.js';
import { key, timestamps } from '../database/columns.js';

const RaceSchema = defineEntity({
  name: 'Race',
  tableName: 'race',
  properties: {
    ...key,
    name: p.text(),
    distanceMetres: p.double().$type<number>().check('distance_metres > 0'),
    /** How the distance is called, e.g. `Marathon` or `25 km`. */
    distanceName: p.text(),
    date: p.date().index(),
    city: p.text().strictNullable(),
    createdBy: () => p.manyToOne(Staff).ref().strictNullable().deleteRule('set null').index(),
    /** Whether any plan leads to it or passes it. By table name: plans know races, races do not know plans. */
    inUse: p
      .boolean()
      .formula((race) => `exists (select 1 from race_training_plan where race_id = ${race.id})`)
      .lazy(),
    ...timestamps,
  },
});

/** A race that plans lead to. */
export class Race extends RaceSchema.class {}
RaceSchema.setClass(Race);

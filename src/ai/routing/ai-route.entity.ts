import { defineEntity, p } from '@mikro-orm/core';
import type { Routing } from '../../config/ai-config.js';
import { createdAt, key, refuse } from '../../database/columns.js';

const AiRouteSchema = defineEntity({
  name: 'AiRoute',
  tableName: 'ai_route',
  properties: {
    ...key,
    /** From 1 without gaps; the newest is in force. Before the first the operator's configuration is. */
    version: p.integer().unique().check('version > 0'),
    routing: p.json<Routing>(),
    /** Who changed it. No foreign key: a version never changes. */
    actorId: p.uuid(),
    ...createdAt,
  },
  triggers: [
    {
      name: 'ai_route_append_only',
      timing: 'before',
      events: ['update', 'delete'],
      forEach: 'row',
      body: refuse('a version of the routes'),
    },
  ],
});

/** Routes, experiments and budgets as an admin set them. Only ever added to. */
export class AiRoute extends AiRouteSchema.class {}
AiRouteSchema.setClass(AiRoute);

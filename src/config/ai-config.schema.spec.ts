import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { AI_CONFIG_SCHEMA, ROUTING_SCHEMA } from './ai-config.schema.js';

describe('the schemas of the configuration of models', () => {
  // Where they are used they are taken on trust.
  it.each([
    ['the file', AI_CONFIG_SCHEMA],
    ['routing', ROUTING_SCHEMA],
  ])('of %s are schemas', (_, schema) => {
    const ajv = new Ajv2020();
    expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
  });
});

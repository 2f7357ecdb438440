import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isCalendarDate } from '../coaching/calendar.js';
import {
  BUILT_IN_COACH,
  type AiConfigEntry,
  type Experiment,
  type ModelEntry,
  type RoutingEntry,
} from './ai-config.js';
import { AI_CONFIG_SCHEMA, ROUTING_SCHEMA } from './ai-config.schema.js';
import { DEFAULT_MODELS } from './default-models.js';
import { isHttpUrl } from './http-url.js';

/** What is wrong with one value, and where it is. */
export interface ConfigFault {
  /** JSON pointer (RFC 6901). */
  pointer: string;
  /** What would be accepted: "must be …". */
  detail: string;
  /** The value as given, cut short; null where there is none or it may be a secret. */
  given: string | null;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; faults: ConfigFault[] };

const HTTP_URL = 'must be an http or https address without user, password, query or fragment';
const FORMATS: Readonly<Record<string, string>> = {
  date: 'must be a day as YYYY-MM-DD',
  'http-url': HTTP_URL,
};

// The schemas are ours: a test checks them, not every start.
const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true, validateSchema: false });
ajv.addFormat('date', isCalendarDate);
ajv.addFormat('http-url', isHttpUrl);
// Compiled when first used: most starts have no file.
ajv.addSchema(AI_CONFIG_SCHEMA, 'ai-config');
ajv.addSchema(ROUTING_SCHEMA, 'routing');

/**
 * The file's content, when it fits the schema and itself.
 * @param named a model that is known whether the file lists it or not; null for none
 */
export function checkAiConfig(value: unknown, named: string | null): Checked<AiConfigEntry> {
  const faults = schemaFaults('ai-config', value);
  const entry = value as AiConfigEntry;
  if (isSound(faults, 'models')) faults.push(...modelFaults(entry.models ?? []));
  faults.push(
    ...routingFaults(entry, { known: [...idsIn(value), ...(named === null ? [] : [named])], faults }),
  );
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: entry };
}

/** The models that a file lists, whatever else is wrong with it; without a list those that are built in. */
function idsIn(file: unknown): string[] {
  const listed: unknown = isRecord(file) ? (file['models'] ?? DEFAULT_MODELS) : [];
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((model: unknown) =>
    isRecord(model) && typeof model['id'] === 'string' ? model['id'] : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Routing as an admin sends it: targets are names of the catalogue, never addresses. */
export function checkRouting(value: unknown, known: readonly string[]): Checked<RoutingEntry> {
  const faults = schemaFaults('routing', value);
  const entry = value as RoutingEntry;
  faults.push(...routingFaults(entry, { known, faults }));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: entry };
}

/** Whether a section fits the schema, so that it can be looked at further though others do not: all is said at once. */
function isSound(faults: readonly ConfigFault[], section: string): boolean {
  return faults.every(({ pointer }) => pointer !== '' && pointer.split('/')[1] !== section);
}

function routingFaults(
  entry: RoutingEntry,
  { known, faults }: { known: readonly string[]; faults: readonly ConfigFault[] },
): ConfigFault[] {
  return [
    ...(isSound(faults, 'routes') ? routeFaults(entry.routes ?? [], known) : []),
    ...(isSound(faults, 'experiments') ? experimentFaults(entry.experiments ?? [], known) : []),
  ];
}

function schemaFaults(schema: 'ai-config' | 'routing', value: unknown): ConfigFault[] {
  if (ajv.validate(schema, value)) return [];
  return (ajv.errors ?? []).map(toFault);
}

function toFault(error: ErrorObject): ConfigFault {
  const { keyword, instancePath, params, parentSchema } = error;
  if (keyword === 'required') {
    return {
      pointer: pointerTo(instancePath, params['missingProperty']),
      detail: 'must be given',
      given: null,
    };
  }
  if (keyword === 'additionalProperties') {
    const known = Object.keys(parentSchema?.['properties'] ?? {}).join(', ');
    const pointer = pointerTo(instancePath, params['additionalProperty']);
    return { pointer, detail: `must be left out; known here: ${known}`, given: null };
  }
  return { pointer: instancePath, detail: detailOf(error), given: givenOf(instancePath, error.data) };
}

function detailOf({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'enum') return `must be one of ${params['allowedValues'].join(', ')}`;
  if (keyword === 'type') return `must be ${[params['type']].flat().join(' or ')}`;
  if (keyword === 'format') return FORMATS[params['format']] ?? 'must fit its format';
  return message ?? 'must fit the schema';
}

/** Who mistakes the name of a variable for its value, or puts a password in an address, is not quoted. */
function givenOf(pointer: string, value: unknown): string | null {
  if (/\/(apiKeyEnv|baseUrl)$/.test(pointer) || typeof value === 'object') return null;
  return JSON.stringify(value)?.slice(0, 60) ?? null;
}

function pointerTo(parent: string, key: unknown): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function modelFaults(models: readonly ModelEntry[]): ConfigFault[] {
  return models.flatMap(({ id, prices = [] }, at) => {
    const faults: ConfigFault[] = [];
    const pointer = `/models/${at}/id`;
    const given = JSON.stringify(id);
    if (id === BUILT_IN_COACH)
      faults.push({ pointer, detail: 'must not be the built-in coach’s name', given });
    if (models.findIndex((other) => other.id === id) < at) {
      faults.push({ pointer, detail: 'must be unlike the ids before it', given });
    }
    const late = prices.findIndex(({ from }, index) => from <= (prices[index - 1]?.from ?? ''));
    if (late >= 0) {
      const detail = 'must be later than the one before it';
      faults.push({
        pointer: `/models/${at}/prices/${late}/from`,
        detail,
        given: prices[late]?.from ?? null,
      });
    }
    return faults;
  });
}

function routeFaults(routes: NonNullable<RoutingEntry['routes']>, known: readonly string[]): ConfigFault[] {
  return routes.flatMap(({ targets, when, bestOf = 1 }, at) => {
    const faults = targets.flatMap((target, index) => {
      const pointer = `/routes/${at}/targets/${index}`;
      const repeated = { pointer, detail: 'must be named once in a route', given: JSON.stringify(target) };
      return targets.indexOf(target) < index ? [repeated] : targetFaults(target, { pointer, known });
    });
    if (bestOf > targets.length) {
      const detail = `must be at most the number of targets, ${targets.length}`;
      faults.push({ pointer: `/routes/${at}/bestOf`, detail, given: String(bestOf) });
    }
    const { minWeeks = 1, maxWeeks = minWeeks } = when ?? {};
    if (minWeeks > maxWeeks) {
      const detail = `must be at least minWeeks, ${minWeeks}`;
      faults.push({ pointer: `/routes/${at}/when/maxWeeks`, detail, given: String(maxWeeks) });
    }
    return faults;
  });
}

function experimentFaults(experiments: readonly Experiment[], known: readonly string[]): ConfigFault[] {
  return experiments.flatMap(({ id, arms }, at) => {
    const faults = arms.flatMap(({ target, contract }, index) => {
      const pointer = `/experiments/${at}/arms/${index}`;
      const before = arms.findIndex((other) => other.target === target && other.contract === contract);
      const repeated = { pointer, detail: 'must differ from the arms before it', given: null };
      return before < index ? [repeated] : targetFaults(target, { pointer: `${pointer}/target`, known });
    });
    if (arms.every(({ weight }) => weight === 0)) {
      const detail = 'must have an arm with a weight above 0';
      faults.push({ pointer: `/experiments/${at}/arms`, detail, given: null });
    }
    if (experiments.findIndex((other) => other.id === id) < at) {
      const detail = 'must be unlike the ids before it';
      faults.push({ pointer: `/experiments/${at}/id`, detail, given: JSON.stringify(id) });
    }
    return faults;
  });
}

function targetFaults(
  target: string,
  { pointer, known }: { pointer: string; known: readonly string[] },
): ConfigFault[] {
  if (known.includes(target)) return [];
  const detail = `must be a model of the catalogue: ${known.join(', ')}`;
  return [{ pointer, detail, given: JSON.stringify(target) }];
}

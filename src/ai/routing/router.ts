import { createHash } from 'node:crypto';
import type { CalendarDate, DistanceClass } from '../../coaching/model.js';
import { InvalidError } from '../../common/errors.js';
import {
  BUILT_IN_COACH,
  type Experiment,
  type ExperimentArm,
  type Route,
  type Routing,
} from '../../config/ai-config.js';
import { lifeOf } from './model-life.js';
import type { ModelCapabilities, ModelProfile } from '../model-profile.js';
import type { ContractId } from '../reply-contract.js';

/** All that a choice of models depends on. */
export interface RoutingRequest {
  totalWeeks: number;
  distanceClass: DistanceClass;
  /** Whose plan it is: keeps them in one arm of an experiment. */
  athleteId: string;
  /** Chosen by staff: an id of the catalogue, or the built-in coach; null for whom the routes name. */
  model: string | null;
  needs: ModelNeeds;
  today: CalendarDate;
}

/** What a model must be able to do; empty where any will do. */
export interface ModelNeeds {
  capabilities?: readonly (keyof ModelCapabilities)[];
  /** Tokens that the longest reply takes. */
  outputTokens?: number;
  /** Tokens that the longest prompt and its reply take together. */
  contextTokens?: number;
}

/** A model of the catalogue, and whether its key is there. */
export interface CatalogueModel {
  profile: ModelProfile;
  hasKey: boolean;
}

/** Which arm of which experiment a call belongs to. */
export interface ArmOf {
  experiment: string;
  /** `model/contract`: arms may be added and taken away. */
  arm: string;
}

/** Whom to ask, and how. */
export interface Target {
  profile: ModelProfile;
  contract: ContractId;
  /** Null for a target that is asked outside an experiment, or after its arm has failed. */
  experimentArm: ArmOf | null;
}

/** A model that would have been asked, and why it is not. */
export interface SkippedTarget {
  id: string;
  reason: 'unknown' | 'no_key' | 'shut_down' | 'incapable' | 'too_small';
}

export interface RouteDecision {
  /** In the order in which they are tried; empty when no model can be asked. */
  targets: Target[];
  /** How many of them, from the first on, are asked at once for the best reply; 1 unless the route says more. */
  bestOf: number;
  skipped: SkippedTarget[];
  /** Whether the built-in coach writes what no target could. */
  builtInCoach: boolean;
}

const DEFAULT_CONTRACT: ContractId = 'sessions';

/**
 * Whom to ask for a plan's weeks. Pure: the same request, configuration and day give the same answer. An experiment
 * puts the athlete's arm first and the route's other models after it; a model chosen by staff is asked alone. What is
 * past its shutdown, has no key or cannot do what is needed is never among the targets.
 * @throws InvalidError `request.invalid` at `/model` when the chosen model is unknown or cannot be asked
 */
export function routeTargets(
  request: RoutingRequest,
  { models, routing }: { models: readonly CatalogueModel[]; routing: Routing },
): RouteDecision {
  const skipped: SkippedTarget[] = [];
  const targetsOf = (ids: readonly string[], usage: Pick<Target, 'contract' | 'experimentArm'>): Target[] =>
    ids.flatMap((id) => {
      const found = models.find(({ profile }) => profile.id === id);
      const reason = found ? faultOf(found, request) : 'unknown';
      if (found && reason === null) return [{ profile: found.profile, ...usage }];
      if (reason !== null && !skipped.some((other) => other.id === id)) skipped.push({ id, reason });
      return [];
    });
  const plain = { contract: DEFAULT_CONTRACT, experimentArm: null };
  const { builtInCoach } = routing;

  if (request.model !== null) {
    if (request.model === BUILT_IN_COACH && builtInCoach) {
      return { targets: [], bestOf: 1, skipped, builtInCoach };
    }
    const targets = targetsOf([request.model], plain);
    if (targets.length === 0) throw cannotBeChosen(skipped, { models, builtInCoach, request });
    return { targets, bestOf: 1, skipped, builtInCoach };
  }

  const route = routing.routes.find((each) => fits(each, request));
  const drawn = drawArm(routing.experiments, request.athleteId);
  const armTargets = drawn
    ? targetsOf([drawn.arm.target], { contract: drawn.arm.contract, experimentArm: drawn.armOf })
    : [];
  const taken = armTargets.map(({ profile }) => profile.id);
  const others = targetsOf(
    (route?.targets ?? []).filter((id) => !taken.includes(id)),
    plain,
  );
  const targets = [...armTargets, ...others];
  // Arms are compared by what one model wrote, not by the better of several.
  const bestOf = armTargets.length > 0 ? 1 : Math.max(1, Math.min(route?.bestOf ?? 1, targets.length));
  return { targets, bestOf, skipped, builtInCoach };
}

function fits({ when = {} }: Route, { totalWeeks, distanceClass }: RoutingRequest): boolean {
  const { minWeeks = 0, maxWeeks = Number.POSITIVE_INFINITY, distances } = when;
  return totalWeeks >= minWeeks && totalWeeks <= maxWeeks && (distances?.includes(distanceClass) ?? true);
}

function faultOf(
  { profile, hasKey }: CatalogueModel,
  { needs, today }: Pick<RoutingRequest, 'needs' | 'today'>,
): SkippedTarget['reason'] | null {
  if (lifeOf(profile, today).state === 'ended') return 'shut_down';
  if (!hasKey) return 'no_key';
  if (needs.capabilities?.some((name) => !profile.capabilities[name])) return 'incapable';
  const { output, context } = profile.limits;
  if ((needs.outputTokens ?? 0) > output || (needs.contextTokens ?? 0) > context) return 'too_small';
  return null;
}

/**
 * The athlete's arm. With several experiments an athlete is in one of them: the one whose hash with theirs is highest
 * (rendezvous hashing), so that adding one moves only those who enter it.
 */
function drawArm(
  experiments: readonly Experiment[],
  athleteId: string,
): { arm: ExperimentArm; armOf: ArmOf } | null {
  const rank = ({ id }: Experiment): number => share(`${id}/${athleteId}`);
  const [experiment] = experiments.toSorted((a, b) => rank(b) - rank(a));
  if (!experiment) return null;
  const { id, arms } = experiment;
  const total = arms.reduce((sum, { weight }) => sum + weight, 0);
  const point = share(`${id}/${athleteId}/arm`) * total;
  let passed = 0;
  const arm = arms.find(({ weight }) => point < (passed += weight));
  return arm ? { arm, armOf: { experiment: id, arm: `${arm.target}/${arm.contract}` } } : null;
}

/** A number from 0 up to 1, spread evenly over texts and always the same for one. */
function share(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}

const WHY_NOT: Readonly<Record<SkippedTarget['reason'], string>> = {
  unknown: 'is not in the catalogue',
  no_key: 'has no API key',
  shut_down: 'has been shut down',
  incapable: 'cannot do what this needs',
  too_small: 'is too small for this',
};

function cannotBeChosen(
  [fault]: readonly SkippedTarget[],
  {
    models,
    builtInCoach,
    request,
  }: { models: readonly CatalogueModel[]; builtInCoach: boolean; request: RoutingRequest },
): InvalidError {
  const usable = models.filter((model) => faultOf(model, request) === null).map(({ profile }) => profile.id);
  const known = [...usable, ...(builtInCoach ? [BUILT_IN_COACH] : [])].map((id) => `"${id}"`).join(', ');
  const detail = `This author ${WHY_NOT[fault?.reason ?? 'unknown']}; known: ${known}.`;
  return new InvalidError('request.invalid', detail, [{ pointer: '/model', detail }]);
}

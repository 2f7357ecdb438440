import { addDays } from '../../../src/coaching/calendar.js';
import { TODAY } from '../plans.js';
import { forAdmins, forOwners, forOwnStaff, forStaff, open, type Ids, type Row } from './row.js';

const draftOf = ({ athleteId }: Ids) => ({ athleteId, startDate: TODAY });
const draftWithRace = (ids: Ids) => ({ ...draftOf(ids), raceId: ids['raceId'] });
const planOf = ({ id }: Ids) => ({ trainingPlanId: id });

/** Of the first week of plans: nothing is run on it. */
const RESTS = addDays(TODAY, 2);
const REST = { workoutType: 'rest', warmup: [], workout: [], cooldown: [] };

/** Plans, their weeks, and what is done with them. */
export const PLAN_ROWS: readonly Row[] = [
  forStaff(['GET /training-plan', 200, 'plan.read']),
  forOwnStaff(['POST /training-plan', 201, 'plan.write', 'plan.created'], { target: 'draft', body: draftOf }),
  forOwnStaff(['POST /training-plan/preview', 200, 'plan.write'], {
    target: 'draft',
    body: draftWithRace,
    also: ['race.read'],
  }),
  forOwners(['GET /training-plan/:id', 200, 'plan.read'], { target: 'draft' }),
  forOwnStaff(['PATCH /training-plan/:id', 200, 'plan.write', 'plan.changed'], {
    target: 'draft',
    body: () => ({ name: 'New' }),
  }),
  forOwnStaff(['DELETE /training-plan/:id', 204, 'plan.write', 'plan.deleted'], { target: 'draft' }),
  forOwners(['POST /training-plan/generate', 200, 'plan.generate', 'plan.generated'], {
    target: 'draft',
    body: planOf,
  }),
  forAdmins(['POST /training-plan/batch', 202, 'plan.batch', 'plan.batch_started'], {
    body: () => ({ items: [{}] }),
  }),
  forStaff(['GET /plan-templates', 200, 'template.read']),
  forOwnStaff(['POST /plan-templates', 201, 'template.write', 'template.created'], {
    target: 'draft',
    body: ({ id }) => ({ trainingPlanId: id, name: 'Saved' }),
    also: ['plan.read'],
  }),
  forOwnStaff(['GET /plan-templates/:id', 200, 'template.read'], { target: 'template' }),
  forOwnStaff(['PATCH /plan-templates/:id', 200, 'template.write', 'template.changed'], {
    target: 'template',
    body: () => ({ name: 'New' }),
  }),
  forOwnStaff(['DELETE /plan-templates/:id', 204, 'template.write', 'template.deleted'], {
    target: 'template',
  }),
  forOwnStaff(['POST /plan-templates/:id/assign', 202, 'template.assign', 'template.assign_started'], {
    target: 'template',
    body: ({ athleteId, raceId }) => ({ athleteIds: [athleteId], raceId }),
    also: ['race.read', 'plan.write'],
  }),
  forOwners(['POST /training-plan/week/generate', 200, 'plan.generate', 'week.generated'], {
    target: 'active',
    body: (ids) => ({ ...planOf(ids), weekNumber: 2 }),
  }),
  forOwners(['POST /training-plan/:id/phases/:name/generate', 200, 'plan.generate', 'phase.generated'], {
    target: 'active',
    params: { name: 'base' },
    body: () => ({}),
  }),
  forOwners(['POST /training-plan/:id/phases/:name/regenerate', 200, 'plan.generate', 'phase.regenerated'], {
    target: 'rewritten',
    params: { name: 'base' },
    body: () => ({}),
  }),
  forOwners(['POST /training-plan/:id/replan', 200, 'plan.generate', 'plan.replanned'], {
    target: 'rewritten',
    body: () => ({}),
  }),
  forOwners(['GET /training-plan/:id/weeks/:n', 200, 'plan.read'], { target: 'active', params: { n: '1' } }),
  forOwners(['GET /training-plan/:id/audit', 200, 'plan.read'], { target: 'active' }),
  forOwners(['GET /training-plan/:id/versions', 200, 'plan.read'], { target: 'active' }),
  forOwners(['GET /training-plan/:id/versions/:v', 200, 'plan.read'], {
    target: 'active',
    params: { v: '1' },
  }),
  forOwners(['GET /training-plan/:id/versions/:v/compare/:w', 200, 'plan.read'], {
    target: 'active',
    params: { v: '1', w: '1' },
  }),
  forOwners(['GET /training-plan/:id/export', 200, 'plan.read'], { target: 'active', query: 'format=csv' }),
  forOwnStaff(['POST /training-plan/:id/versions/:v/revert', 200, 'plan.write', 'plan.reverted'], {
    target: 'rewritten',
    params: { v: '1' },
  }),
  forOwners(['POST /training-plan/:id/calendar', 201, 'person', 'calendar.linked'], { target: 'active' }),
  forOwners(['DELETE /training-plan/:id/calendar', 204, 'person', 'calendar.revoked'], { target: 'active' }),
  open(['GET /calendar/:token.ics', 200], { target: 'linked' }),
  forOwnStaff(['GET /training-plan/:id/suggestions', 200, 'plan.write'], { target: 'active' }),
  forOwnStaff(['POST /training-plan/:id/suggestions/:sid/accept', 200, 'plan.write', 'suggestion.accepted'], {
    target: 'active',
    parts: ['sid'],
  }),
  forOwnStaff(
    ['POST /training-plan/:id/suggestions/:sid/dismiss', 200, 'plan.write', 'suggestion.dismissed'],
    { target: 'active', parts: ['sid'] },
  ),
  forOwnStaff(['POST /training-plan/:id/pause', 200, 'plan.write', 'plan.paused'], { target: 'active' }),
  forOwnStaff(['POST /training-plan/:id/resume', 200, 'plan.write', 'plan.resumed'], { target: 'paused' }),
  forOwnStaff(['POST /training-plan/:id/shift', 200, 'plan.write', 'plan.shifted'], {
    target: 'draft',
    body: ({ laterRaceId }) => ({ weeks: 1, raceId: laterRaceId }),
    also: ['race.read'],
  }),
  forOwnStaff(['POST /training-plan/:id/release', 200, 'plan.write', 'plan.released'], {
    target: 'held',
    body: () => ({ weekNumbers: [1] }),
  }),
  forOwnStaff(['PUT /training-plan/:id/days/:date', 200, 'plan.write', 'plan.day_edited'], {
    target: 'active',
    params: { date: RESTS },
    body: () => REST,
  }),
  forOwnStaff(['POST /training-plan/:id/days/:date/move', 200, 'plan.write', 'plan.day_moved'], {
    target: 'active',
    params: { date: RESTS },
    body: () => ({ to: addDays(TODAY, 4) }),
  }),
  forOwnStaff(['POST /training-plan/:id/days/:date/unlock', 200, 'plan.write', 'plan.day_unlocked'], {
    target: 'edited',
    params: { date: RESTS },
  }),
  forOwners(['POST /training-plan/:id/days/:date/alternative', 200, 'plan.ease', 'plan.day_swapped'], {
    target: 'active',
    params: { date: addDays(TODAY, 1) },
  }),
  forOwnStaff(['POST /training-plan/:id/archive', 200, 'plan.write', 'plan.archived'], { target: 'draft' }),
  forOwnStaff(['POST /training-plan/:id/restore', 200, 'plan.write', 'plan.restored'], {
    target: 'archived',
  }),
];

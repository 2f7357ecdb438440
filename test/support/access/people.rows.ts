import { v7 } from 'uuid';
import { anotherWorkout } from '../own-workouts.js';
import { TODAY } from '../plans.js';
import { forAdmins, forOwners, forOwnStaff, forStaff, type Row } from './row.js';

const newAthlete = () => ({ firstName: 'Ana', lastName: 'Berg', email: `${v7()}@example.com` });
const newSheet = () => `firstName,lastName,email\nAna,Berg,${v7()}@example.com`;
const run = () => ({ date: TODAY, kind: 'run', miles: 5 });
const off = () => ({ from: TODAY, to: TODAY, reason: 'illness' });
const newRace = () => ({ name: 'Race', distance: '10K', date: '2027-04-18' });
const target = 'athlete';

/** Athletes, what they ran, the races they run and the workouts that take them there. */
export const PEOPLE_ROWS: readonly Row[] = [
  forStaff(['GET /athletes', 200, 'athlete.read']),
  forStaff(['POST /athletes', 201, 'athlete.write', 'athlete.created'], { body: newAthlete }),
  forAdmins(['POST /athletes/import', 201, 'athlete.write', 'athlete.created'], {
    body: newSheet,
  }),
  forAdmins(['POST /athletes/bulk', 200, 'athlete.assign', 'athlete.changed'], {
    target,
    body: ({ id }) => ({ athleteIds: [id], coachId: null }),
  }),
  forOwnStaff(['GET /athletes/:id', 200, 'athlete.read'], { target }),
  forOwnStaff(['PATCH /athletes/:id', 200, 'athlete.write', 'athlete.changed'], {
    target,
    body: () => ({ lastName: 'B' }),
  }),
  forOwnStaff(['DELETE /athletes/:id', 204, 'athlete.write', 'athlete.deleted'], { target }),
  forAdmins(['GET /athletes/:id/export', 200, 'person.export', 'person.exported'], { target }),
  forOwnStaff(['GET /athletes/:id/paces', 200, 'athlete.read'], { target }),
  forOwners(['GET /athletes/:id/activities', 200, 'running.read'], { target }),
  forOwners(['POST /athletes/:id/activities', 201, 'running.write', 'activity.created'], {
    target,
    body: run,
  }),
  forOwners(['POST /athletes/:id/activities/bulk', 200, 'running.write', 'activity.imported'], {
    target,
    body: () => ({ items: [run(), run()] }),
  }),
  forOwners(['PATCH /athletes/:id/activities/:aid', 200, 'running.write', 'activity.changed'], {
    target,
    body: () => ({ miles: 6 }),
    parts: ['aid'],
  }),
  forOwners(['DELETE /athletes/:id/activities/:aid', 204, 'running.write', 'activity.deleted'], {
    target,
    parts: ['aid'],
  }),
  forOwners(['GET /athletes/:id/time-off', 200, 'running.read'], { target }),
  forOwners(['POST /athletes/:id/time-off', 201, 'running.write', 'time_off.created'], { target, body: off }),
  forOwners(['DELETE /athletes/:id/time-off/:tid', 204, 'running.write', 'time_off.deleted'], {
    target,
    parts: ['tid'],
  }),
  forOwners(['GET /athletes/:id/load', 200, 'running.read'], { target }),
  forStaff(['GET /attention', 200, 'attention.read']),
  forStaff(['GET /races', 200, 'race.read']),
  forStaff(['POST /races', 201, 'race.write', 'race.created'], { body: newRace }),
  forStaff(['GET /races/:id', 200, 'race.read'], { target: 'race' }),
  forOwnStaff(['PATCH /races/:id', 200, 'race.write', 'race.changed'], {
    target: 'race',
    body: () => ({ city: 'Rome' }),
  }),
  forOwnStaff(['DELETE /races/:id', 204, 'race.write', 'race.deleted'], { target: 'race' }),
  forStaff(['GET /workouts', 200, 'workout.read']),
  forStaff(['POST /workouts', 201, 'workout.write', 'workout.created'], { body: anotherWorkout }),
  forStaff(['GET /workouts/:id', 200, 'workout.read'], { target: 'workout' }),
  forOwnStaff(['PATCH /workouts/:id', 200, 'workout.write', 'workout.changed'], {
    target: 'workout',
    body: () => ({ minMiles: 5 }),
  }),
  forOwnStaff(['DELETE /workouts/:id', 204, 'workout.write', 'workout.retired'], { target: 'workout' }),
];

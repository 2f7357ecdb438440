import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { Race } from '../../src/races/race.entity.js';
import { lockWaits } from '../support/lock-waits.js';
import { anAthlete, signedIn, type Person } from '../support/people.js';
import { aDraft, aRace, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startTestApp({ env: { TODAY } });
  admin = await signedIn(test, 'admin');
});
afterAll(() => test.close());

type Target = { entity: typeof Athlete | typeof Race | typeof Staff; id: string };

/** Sends a request between the deletion of a row and its commit: it can see the row, and waits when it touches it. */
async function whileDeleting({ entity, id }: Target, send: () => Promise<Response>): Promise<string> {
  const { answer } = await test.orm.em.fork().transactional(async (em) => {
    await em.nativeDelete<{ id: string }>(entity, { id });
    const answer = send();
    await lockWaits(test);
    // Within an object: a promise handed out bare would be waited for before the commit it waits for.
    return { answer };
  });
  const { status, body } = await answer;
  return `${status} ${body.code}`;
}

describe('what is deleted while a request works with it is not found', () => {
  it('by an edit of an athlete', async () => {
    const { id } = await anAthlete(test);
    const edit = async () =>
      test.http.patch(`/api/athletes/${id}`).set(admin.headers).send({ fiveKPace: '7:00' });
    expect(await whileDeleting({ entity: Athlete, id }, edit)).toBe('404 athlete.not_found');
  });

  it('by a new athlete of that coach', async () => {
    const { id } = await signedIn(test, 'coach');
    const athlete = { firstName: 'Ana', lastName: 'Berg', email: 'of-nobody@example.com', coachId: id };
    const add = async () => test.http.post('/api/athletes').set(admin.headers).send(athlete);
    expect(await whileDeleting({ entity: Staff, id }, add)).toBe('400 request.invalid');
  });

  it('by a sheet that names them as the coach', async () => {
    const { id } = await signedIn(test, 'coach');
    const sheet = `firstName,lastName,email,coach\nAna,Berg,of-nobody@example.com,${id}`;
    const add = async () =>
      test.http
        .post('/api/athletes/import')
        .set({ ...admin.headers, 'content-type': 'text/csv' })
        .send(sheet);
    expect(await whileDeleting({ entity: Staff, id }, add)).toBe('400 request.invalid');
  });

  it('by an activity and a time off', async () => {
    const run = { date: TODAY, kind: 'run', miles: 5 };
    const off = { from: TODAY, to: TODAY, reason: 'illness' };
    for (const [list, body] of [
      ['activities', run],
      ['activities/bulk', { items: [run, run] }],
      ['time-off', off],
    ] as const) {
      const { id } = await anAthlete(test);
      const enter = async () => test.http.post(`/api/athletes/${id}/${list}`).set(admin.headers).send(body);
      expect(await whileDeleting({ entity: Athlete, id }, enter)).toBe('404 athlete.not_found');
    }
  });

  it('by a new draft', async () => {
    const athlete = await anAthlete(test);
    const race = await aRace(test);
    const draft = async () =>
      test.http
        .post('/api/training-plan')
        .set(admin.headers)
        .send({ athleteId: athlete.id, raceId: race.id });
    expect(await whileDeleting({ entity: Race, id: race.id }, draft)).toBe('404 race.not_found');
    const other = async () =>
      test.http.post('/api/training-plan').set(admin.headers).send({ athleteId: athlete.id });
    expect(await whileDeleting({ entity: Athlete, id: athlete.id }, other)).toBe('404 athlete.not_found');
    expect(await test.orm.em.fork().count(TrainingPlan, { athlete: athlete.id })).toBe(0);
  });

  it('by a draft that turns to another race', async () => {
    const { id, raceId } = await aDraft(test);
    const race = await aRace(test);
    const headers = { ...admin.headers, 'if-match': '*' };
    const turn = async () =>
      test.http.patch(`/api/training-plan/${id}`).set(headers).send({ raceId: race.id });
    expect(await whileDeleting({ entity: Race, id: race.id }, turn)).toBe('404 race.not_found');
    const { body } = await test.http.get(`/api/training-plan/${id}`).set(admin.headers);
    expect([body.race.id, body.revision]).toEqual([raceId, 1]);
  });
});

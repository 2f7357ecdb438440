import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Athlete } from '../../src/athletes/athlete.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { finetuneCommand } from '../../src/cli/finetune-command.js';
import { UsageError } from '../../src/cli/flags.js';
import { loadConfig, type AppConfig } from '../../src/config/app-config.js';
import { TrainingPlanDay } from '../../src/plans/training-plan-day.entity.js';
import { TrainingPlanWeek } from '../../src/plans/training-plan-week.entity.js';
import { TrainingPlan } from '../../src/plans/training-plan.entity.js';
import { Race } from '../../src/races/race.entity.js';
import { startService } from '../../src/service.js';
import { ensureBuilt, spawnNode } from '../support/built.js';
import { signedIn, type Person } from '../support/people.js';
import { aDraft, MARATHON_DAY, TODAY } from '../support/plans.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Chat {
  messages: { role: string; content: string }[];
}

let folder: string;
let out: string;
let said: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gofast-finetune-'));
  out = join(folder, 'set');
  said = '';
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(config: AppConfig, ...args: string[]): Promise<void> {
  return finetuneCommand(['--out', out, ...args], config, (text) => {
    said += text;
  });
}

const chatsOf = (name: string): Chat[] =>
  readFileSync(join(out, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Chat);
const everything = (): string =>
  readdirSync(out)
    .map((name) => readFileSync(join(out, name), 'utf8'))
    .join('');

describe('npm run finetune:export', () => {
  let test: TestApp;
  let coach: Person;
  beforeAll(async () => {
    test = await startTestApp({ env: { TODAY } });
    coach = await signedIn(test, 'coach');
    await test.orm.em.fork().nativeUpdate(Staff, { id: coach.id }, { name: 'Ottoline Vex' });
  });
  afterAll(() => test.close());
  // Every test has the plans that it makes, and no other.
  beforeEach(() => test.orm.em.fork().nativeUpdate(TrainingPlan, {}, { settings: {} }));

  async function aPlan(mode: 'complete' | 'progressive' = 'progressive') {
    const draft = await aDraft(test, { coach });
    const { status } = await test.http
      .post('/api/training-plan/generate')
      .set(coach.headers)
      .send({ trainingPlanId: draft.id, mode });
    expect(status).toBe(200);
    return draft;
  }
  const em = () => test.orm.em.fork();

  it('writes the weeks of a plan as chats that only their owner may read', async () => {
    const { id } = await aPlan('complete');
    await run(test.config, '--plan', id, '--validation', '0');
    expect(said).toBe(`16 weeks for training and 0 for validation, of 1 plans, in ${out}.\n`);
    expect(readdirSync(out).sort()).toEqual(['train.jsonl', 'validation.jsonl']);
    expect(readdirSync(out).map((name) => statSync(join(out, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(statSync(out).mode & 0o777).toBe(0o700);
    const chats = chatsOf('train.jsonl');
    expect(chats).toHaveLength(16);
    for (const { messages } of chats) {
      expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
      expect(JSON.parse(messages[2]?.content ?? '')).toHaveProperty('days');
    }
    expect(chatsOf('validation.jsonl')).toEqual([]);
  });

  it('tells nothing of who it was: no name, address or id, whatever stands in the notes', async () => {
    const { id, athleteId, raceId } = await aPlan('complete');
    const [first, ...later] = await em().find(TrainingPlanDay, { plan: id }, { orderBy: { date: 'asc' } });
    const person = { firstName: 'Xanthippe', lastName: 'Quillfeather', email: 'xq@quillfeather.example' };
    const injuryNotes = 'Strained plantaris in Ouagadougou.';
    await em().nativeUpdate(Athlete, { id: athleteId }, { ...person, injuryNotes });
    await em().nativeUpdate(Race, { id: raceId }, { name: 'Zephyrhills Trot', city: 'Ljubljana' });
    const notes = [
      'Well done, Xanthippe!',
      'QUILLFEATHER, write to xq@quillfeather.example.',
      'Ottoline says: steady.',
      'Think of Zephyrhills.',
      'See you in Ljubljana.',
    ];
    for (const [index, day] of [first, ...later].entries()) {
      if (day)
        await em().nativeUpdate(
          TrainingPlanDay,
          { id: day.id },
          { notes: notes[index % notes.length] ?? '' },
        );
    }
    for (const contract of ['sessions', 'laps']) {
      out = join(folder, contract);
      await run(test.config, '--plan', id, '--contract', contract);
      const text = everything();
      expect(text.split('\n').length).toBeGreaterThan(16);
      expect(text).not.toMatch(
        /xanthippe|quillfeather|ottoline|vex|zephyrhills|ljubljana|plantaris|ouagadougou/i,
      );
      expect(text).not.toMatch(/[\w.]+@[\w.]+/);
      // Neither ids nor dates.
      expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d{2}-\d{2}/);
      for (const secret of [id, athleteId, raceId, coach.id]) expect(text).not.toContain(secret);
    }
  });

  it('takes, without being told, the plans that a coach reviews, and their released weeks only', async () => {
    await aPlan();
    const { id } = await aPlan('complete');
    await em().nativeUpdate(TrainingPlan, { id }, { settings: { release: 'coach' } });
    await em().nativeUpdate(TrainingPlanWeek, { plan: id, weekNumber: { $gt: 3 } }, { releasedAt: null });
    await run(test.config, '--validation', '0');
    expect(said).toContain('3 weeks for training and 0 for validation, of 1 plans');
  });

  it('writes nothing when nobody approved anything', async () => {
    await aPlan();
    await expect(run(test.config)).rejects.toThrow(/reviewed and released; name plans .* --plan/);
    expect(readdirSync(out)).toEqual([]);
  });

  it('leaves out who wants no models, and says so', async () => {
    const declining = await aPlan();
    const { id } = await aPlan();
    await em().nativeUpdate(Athlete, { id: declining.athleteId }, { aiConsent: false });
    await run(test.config, '--plan', declining.id, '--plan', id, '--validation', '0');
    expect(said).toContain('1 weeks for training and 0 for validation, of 1 plans');
    expect(said).toContain('1 plans were left out: their athletes want no models.');
    out = join(folder, 'none');
    await expect(run(test.config, '--plan', declining.id)).rejects.toThrow('no week to learn from');
  });

  it('leaves out weeks that teach the wrong thing, and says how many', async () => {
    const { id } = await aPlan('complete');
    const week = await em().findOneOrFail(TrainingPlanWeek, { plan: id, weekNumber: 2 });
    await em().nativeUpdate(TrainingPlanDay, { week, workoutType: 'easy' }, { miles: 3.25 });
    await run(test.config, '--plan', id, '--validation', '0');
    expect(said).toContain('15 weeks for training');
    expect(said).toContain('1 weeks were left out');
  });

  it('asks for a week written anew as what it became', async () => {
    const { id } = await aPlan('complete');
    const week = await test.http
      .post('/api/training-plan/week/generate')
      .set(coach.headers)
      .send({ trainingPlanId: id, weekNumber: 5, regenerate: true });
    expect(week.status).toBe(200);
    await run(test.config, '--plan', id, '--validation', '0');
    expect(said).toContain('16 weeks for training');
    // By a model, whose sessions name no workout, it is not known what was asked.
    await em().nativeUpdate(
      TrainingPlanDay,
      { plan: id, date: { $gt: '2026-12-20', $lt: '2026-12-28' } },
      { workoutId: null },
    );
    out = join(folder, 'model');
    await run(test.config, '--plan', id, '--validation', '0');
    expect(said).toContain('15 weeks for training');
  });

  it('splits by athlete, the same for the same seed', async () => {
    const plans = await Promise.all(Array.from({ length: 6 }, () => aPlan()));
    const args = plans.flatMap(({ id }) => ['--plan', id]);
    await run(test.config, ...args, '--validation', '0.5', '--seed', 'a');
    const sizes = (name: string) => chatsOf(name).length;
    expect(sizes('train.jsonl') + sizes('validation.jsonl')).toBe(6);
    const before = everything();
    out = join(folder, 'again');
    await run(test.config, ...args, '--validation', '0.5', '--seed', 'a');
    expect(everything()).toBe(before);
    const splits = new Set<number>();
    for (const seed of ['b', 'c', 'd', 'e', 'f']) {
      out = join(folder, seed);
      await run(test.config, ...args, '--validation', '0.5', '--seed', seed);
      splits.add(sizes('train.jsonl'));
    }
    expect(splits.size).toBeGreaterThan(1);
  });

  it.each(['train.jsonl', 'validation.jsonl'])('never writes over %s', async (name) => {
    const { id } = await aPlan();
    mkdirSync(out);
    writeFileSync(join(out, name), 'mine');
    const again = run(test.config, '--plan', id);
    await expect(again).rejects.toThrow(UsageError);
    await expect(again).rejects.toThrow(`${name} is there already`);
    expect(readdirSync(out)).toEqual([name]);
    expect(readFileSync(join(out, name), 'utf8')).toBe('mine');
  });

  it('leaves nothing behind when a plan is not there or is a draft', async () => {
    const { id } = await aPlan();
    const { id: draft } = await aDraft(test, { coach });
    const missing = '0190c6f0-0000-7000-8000-000000000000';
    for (const wrong of [draft, missing]) {
      await expect(run(test.config, '--plan', id, '--plan', wrong)).rejects.toThrow(
        `There is no generated plan ${wrong}`,
      );
      expect(readdirSync(out)).toEqual([]);
    }
  });

  it.each([
    [['--plan', 'seven'], /--plan must be the id/],
    [['--validation', '1'], /--validation must be/],
    [['--validation', '-0.1'], /--validation/],
    [['--contract', 'poems'], /--contract must be one of sessions, laps/],
    [['--all'], /--all/],
  ])('explains what is wrong with %j', async (args, message) => {
    await expect(run(test.config, ...args)).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });

  it('is a command that ends with 1 and no stack when it was called wrongly', async () => {
    ensureBuilt();
    const command = spawnNode([resolve('dist/bin/finetune.js')], { cwd: folder });
    expect(await command.ended()).toBe(1);
    expect(command.output()).toMatch(/^--out must name a folder\n\n.*npm run finetune:export/s);
    expect(command.output()).not.toMatch(/\n +at /);
  });
});

it('works on the embedded database once its service has stopped', async () => {
  const admin = { email: 'admin@example.com', password: 'quite long enough for a test' };
  const config = loadConfig({
    TODAY,
    PORT: '0',
    METRICS_PORT: 'off',
    LOG_LEVEL: 'silent',
    DATA_DIR: folder,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
  });
  const service = await startService(config);
  const post = async (path: string, body: object, token = ''): Promise<Record<string, string>> => {
    const answer = await fetch(`${service.url}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const { accessToken = '' } = await post('/auth/login', admin);
  const { id: athleteId } = await post(
    '/athletes',
    {
      firstName: 'Xanthippe',
      lastName: 'Quillfeather',
      email: 'xq@example.com',
      fiveKPace: '7:30',
      currentWeeklyMileage: 25,
      preferredDays: [2, 4, 6, 7],
    },
    accessToken,
  );
  const race = { name: 'Zephyrhills Trot', distance: 'marathon', date: MARATHON_DAY };
  const { id: raceId } = await post('/races', race, accessToken);
  const draft = { athleteId, raceId, goalTime: '3:45:00', startDate: TODAY };
  const { id = '' } = await post('/training-plan', draft, accessToken);
  await post('/training-plan/generate', { trainingPlanId: id, mode: 'complete' }, accessToken);
  await service.stop();
  await run(config, '--plan', id, '--validation', '0');
  expect(chatsOf('train.jsonl')).toHaveLength(16);
  expect(everything()).not.toMatch(/xanthippe|quillfeather|zephyrhills/i);
});

it.each(['finetune', 'staff', 'migrate', 'migration', 'openapi'])(
  'npm run %s is not run by a call for help',
  async (name) => {
    ensureBuilt();
    const script = resolve(`dist/bin/${name}.js`);
    const command = spawnNode([script, '--help'], { cwd: folder, env: { PORT: 'wrong' } });
    expect(await command.ended()).toBe(0);
    expect(command.output()).toMatch(/^\S.*\n\n {2}npm run /);
    expect(readdirSync(folder)).toEqual([]);
  },
);

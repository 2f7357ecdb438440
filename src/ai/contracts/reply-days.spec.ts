import { describe, expect, it } from 'vitest';
import {
  facts,
  sessionsReply,
  lapsReply,
  decoded,
  refused,
  dayOf,
  withDay,
  withBlock,
} from '../../../test/support/reply-cases.js';
import type { SessionBlock } from '../../coaching/sessions.js';
import { decodeReply } from './reply-decoder.js';

describe('days that cannot be read', () => {
  it.each([
    [
      'a day left out',
      { days: sessionsReply().days.filter(({ dayNumber }) => dayNumber !== 4) },
      4,
      /no session was written for this intervals day/,
    ],
    [
      'a wrong zone',
      withBlock(4, { zone: 'warp' }),
      4,
      /blocks\/0\/zone must be equal to one of .*: easy, marathon/,
    ],
    ['no distance', withBlock(4, { distanceMiles: 0 }), 4, /blocks\/0\/distanceMiles must be >= 0.01/],
    ['a distance below 0', withBlock(4, { distanceMiles: -1 }), 4, /distanceMiles must be >=/],
    ['a distance beyond any run', withBlock(4, { distanceMiles: 100 }), 4, /distanceMiles must be <= 30/],
    [
      'a distance that is no number',
      withBlock(4, { distanceMiles: 'NaN' }),
      4,
      /distanceMiles must be number/,
    ],
    ['half a repetition', withBlock(4, { repeat: 2.5 }), 4, /repeat must be integer/],
    ['no blocks', withDay(4, { blocks: [] }), 4, /blocks must NOT have fewer than 1 items/],
    ['null for blocks', withDay(4, { blocks: null }), 4, /blocks must be array/],
    ['a number for notes', withDay(4, { notes: 5 }), 4, /notes must be string/],
  ])('%s', (_, reply, dayNumber, words) => {
    const { sessions: read, unread } = decoded(reply);
    expect(unread).toEqual([expect.objectContaining({ dayNumber, detail: expect.stringMatching(words) })]);
    expect(read.map((each) => each.dayNumber)).toEqual([2, 3, 6, 7]);
  });

  it('in laps: none on a running day, or none faster than easy on a quality day', () => {
    const reply = lapsReply();
    dayOf(reply.week.days, 3).workout = [];
    for (const lap of dayOf(reply.week.days, 4).workout) lap.paceGoal = null;
    const { unread } = decoded(reply);
    expect(unread.map(({ dayNumber, detail }) => [dayNumber, detail])).toEqual([
      [3, expect.stringContaining('no laps')],
      [4, expect.stringContaining('faster than easy')],
    ]);
  });

  it('all of them: the reply is schema invalid, with a line for each and at most ten', () => {
    const broken = { days: sessionsReply().days.map((day) => ({ ...day, blocks: 'as last week' })) };
    const { kind, findings } = refused(broken);
    expect(kind).toBe('schema_invalid');
    expect(findings).toHaveLength(5);
    expect(findings[0]).toMatch(/^Day 2: blocks must be array/);
  });
});

describe('laps read for structure', () => {
  function read(paceGoal: string | null | number): object | undefined {
    const reply = JSON.parse(JSON.stringify(lapsReply()));
    dayOf<{ dayNumber: number; workout: unknown }>(reply.week.days, 4).workout = [
      { lapIndex: 1, distanceMiles: 0.5, paceGoal },
      { lapIndex: 2, distanceMiles: 0.2, paceGoal: null },
      { lapIndex: 3, distanceMiles: 0.5, paceGoal },
      { lapIndex: 4, distanceMiles: 0.2, paceGoal: null },
      { lapIndex: 5, distanceMiles: 0.5, paceGoal },
      { lapIndex: 6, distanceMiles: 0.4, paceGoal: null },
    ];
    return dayOf(decoded(reply).sessions, 4).blocks[0];
  }

  it.each([
    ['interval pace', '7:47', 'interval'],
    ['repetition pace', '7:20', 'repetition'],
    ['a pace with its unit', '7:20 / mi', 'repetition'],
    ['a pace in seconds', 440, 'repetition'],
    ['a pace with a nought before it', '07:47/mi', 'interval'],
    ['the name of a zone', 'Repetition', 'repetition'],
    ['a pace faster than any', '4:00', 'repetition'],
  ])('%s', (_, paceGoal, zone) => {
    expect(read(paceGoal)).toMatchObject({ repeat: 3, distanceMiles: 0.5, zone, recoveryMiles: 0.2 });
  });

  function readDay(dayNumber: number, laps: readonly (readonly [number, string | null])[]): SessionBlock[] {
    const reply = lapsReply();
    dayOf(reply.week.days, dayNumber).workout = laps.map(([distanceMiles, paceGoal], index) => ({
      lapIndex: index + 1,
      distanceMiles,
      paceGoal,
    }));
    const result = decoded(reply);
    return result.sessions.find((session) => session.dayNumber === dayNumber)?.blocks ?? [];
  }

  it('easy laps before and after the work are warmup and cooldown', () => {
    expect(
      readDay(2, [
        [1, null],
        [2, '8:26'],
        [0.5, '10:30'],
        [1, '8:26'],
        [1, null],
      ]),
    ).toEqual([
      { repeat: 1, distanceMiles: 2, zone: 'threshold', recoveryMiles: 0.5 },
      { repeat: 1, distanceMiles: 1, zone: 'threshold', recoveryMiles: 0 },
    ]);
  });

  it('an easy day is easy however fast its laps, and in one piece', () => {
    expect(
      readDay(3, [
        [1, '10:24'],
        [1, '10:24'],
        [2, '9:01'],
      ]),
    ).toEqual([
      { repeat: 1, distanceMiles: 2, zone: 'easy', recoveryMiles: 0 },
      { repeat: 1, distanceMiles: 2, zone: 'easy', recoveryMiles: 0, shade: 'fast' },
    ]);
  });

  it('goal pace in a long run is read where the brief allows it', () => {
    const days = facts.brief.days.map((day) => (day.dayNumber === 6 ? { ...day, goalPaceMiles: 5 } : day));
    const reply = lapsReply();
    dayOf(reply.week.days, 6).workout = [
      { lapIndex: 1, distanceMiles: 7, paceGoal: '10:24' },
      { lapIndex: 2, distanceMiles: 5, paceGoal: '9:01' },
    ];
    const result = decodeReply(JSON.stringify(reply), { ...facts, brief: { ...facts.brief, days } });
    const blocks = result.ok ? dayOf(result.sessions, 6).blocks : [];
    expect(blocks.map(({ zone, distanceMiles }) => [zone, distanceMiles])).toEqual([
      ['easy', 7],
      ['race', 5],
    ]);
  });

  it('more pieces than a session has are not read', () => {
    const laps = Array.from({ length: 80 }, (_, index) => [index / 100 + 0.1, '7:47'] as const);
    expect(readDay(4, laps)).toEqual([]);
  });

  it('a pace that cannot be read stands for the usual one of the day', () => {
    expect(read('7:5')).toMatchObject({ repeat: 3, zone: 'interval' });
    expect(read('fast!')).toMatchObject({ repeat: 3, zone: 'interval' });
  });
});

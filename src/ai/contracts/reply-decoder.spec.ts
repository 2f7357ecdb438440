import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractCase, contractCases } from '../../../test/support/contract-cases.js';
import { layWeek } from '../../coaching/laps.js';
import { ZONES, type SessionBlock } from '../../coaching/sessions.js';
import type { DecodedReply } from '../reply-contract.js';
import { encodeLaps, encodeSessions } from './encode-week.js';
import { planPhases } from './plan-phases.js';
import { decodeReply } from './reply-decoder.js';
import type { WireLaps, WireSessions } from './wire-schemas.js';

/** Build week with tempo on Tuesday, easy on Wednesday, intervals on Thursday, long run on Saturday, recovery on Sunday. */
const { facts, frame, sessions, week } = contractCase(7);
const phases = planPhases(facts);

function sessionsReply(): WireSessions {
  return encodeSessions(sessions);
}

function lapsReply(): WireLaps {
  return encodeLaps(week, { brief: facts.brief, phases });
}

function decode(reply: unknown): DecodedReply {
  return decodeReply(typeof reply === 'string' ? reply : JSON.stringify(reply), facts);
}

function decoded(reply: unknown): Extract<DecodedReply, { ok: true }> {
  const result = decode(reply);
  if (!result.ok) throw new Error(`not decoded: ${result.findings.join(' ')}`);
  return result;
}

function refused(reply: unknown): Extract<DecodedReply, { ok: false }> {
  const result = decode(reply);
  if (result.ok) throw new Error('decoded');
  return result;
}

function dayOf<Day extends { dayNumber: number }>(days: readonly Day[], dayNumber: number): Day {
  const day = days.find((each) => each.dayNumber === dayNumber);
  if (!day) throw new Error(`no day ${dayNumber}`);
  return day;
}

/** The reply of the sessions contract with one day changed. */
function withDay(dayNumber: number, change: object): object {
  return {
    days: sessionsReply().days.map((day) => (day.dayNumber === dayNumber ? { ...day, ...change } : day)),
  };
}

/** The reply of the sessions contract with the first block of one day changed. */
function withBlock(dayNumber: number, change: object): object {
  const [first, ...others] = dayOf(sessionsReply().days, dayNumber).blocks;
  return withDay(dayNumber, { blocks: [{ ...first, ...change }, ...others] });
}

function codes(reply: unknown): string[] {
  return decoded(reply).mended.map(({ code }) => code);
}

describe('a reply as it was asked for', () => {
  it('of the sessions contract is read as it stands', () => {
    const { sessions: read, mended, unread } = decoded(sessionsReply());
    expect(read.map(({ dayNumber }) => dayNumber)).toEqual([2, 3, 4, 6, 7]);
    expect(read.map(({ blocks }) => blocks)).toEqual(sessionsReply().days.map(({ blocks }) => blocks));
    expect(read.map(({ workoutId }) => workoutId)).toEqual([null, null, null, null, null]);
    expect({ mended, unread }).toEqual({ mended: [], unread: [] });
  });

  it('of the laps contract gives the same structure, whichever contract was asked for', () => {
    const { sessions: read, mended, unread } = decoded(lapsReply());
    expect({ mended, unread }).toEqual({ mended: [], unread: [] });
    const tempo = dayOf(read, 2).blocks;
    expect(tempo.map(({ zone }) => zone)).not.toContain('easy');
    expect(tempo.length).toBeLessThanOrEqual(dayOf(sessions, 2).blocks.length);
    expect(layWeek({ frame, sessions: read }).refused).toEqual([]);
  });

  it('in laps is laid again to the very laps it was written in', () => {
    for (const change of [
      {},
      { raceDistanceMiles: 3.10686 },
      { raceDistanceMiles: 13.1094, fiveKPace: 600 },
    ]) {
      for (const each of contractCases(change)) {
        const reply = encodeLaps(each.week, { brief: each.facts.brief, phases: planPhases(each.facts) });
        const read = decodeReply(JSON.stringify(reply), each.facts);
        const again = layWeek({ frame: each.frame, sessions: read.ok ? read.sessions : [] });
        expect(again.refused).toEqual([]);
        const quality = (laid: typeof again.week) =>
          laid?.days
            .filter(({ workoutType }) => ['tempo', 'intervals'].includes(workoutType))
            .map(({ warmup, workout, cooldown }) => ({ warmup, workout, cooldown }));
        expect(quality(again.week)).toEqual(quality(each.week));
        expect(again.week?.days.map(({ miles }) => miles)).toEqual(each.week.days.map(({ miles }) => miles));
      }
    }
  });
});

describe('where the week stands in a reply', () => {
  const laps = lapsReply();
  const days = decoded(laps).sessions;

  it.each([
    [
      'phases that carry weeks',
      {
        totalWeeks: 16,
        phases: [{ name: 'build', weekCount: 6, weeks: [{ weekNumber: 6, days: [] }, laps.week] }],
      },
    ],
    [
      'a plan that carries weeks',
      { plan: { totalWeeks: 16, weeks: [{ weekNumber: 6, days: [] }, laps.week] } },
    ],
    ['a bare week', laps.week],
    ['a week alone', { week: laps.week }],
    ['a list of days', laps.week.days],
    ['a week under another number', { ...laps, week: { ...laps.week, weekNumber: 1 } }],
  ])('%s', (_, reply) => {
    expect(decoded(reply).sessions).toEqual(days);
  });

  it('is not guessed among weeks that were not asked for', () => {
    const others = [1, 2].map((weekNumber) => ({ ...laps.week, weekNumber }));
    expect(refused({ weeks: others })).toMatchObject({
      kind: 'schema_invalid',
      findings: [expect.stringContaining('week 7')],
    });
  });

  it('has phases that are compared and not obeyed', () => {
    const other = laps.phases.map(({ name }) => ({ name, weekCount: 4 }));
    expect(codes({ ...laps, phases: other })).toEqual(['phases.differ']);
    expect(codes({ ...laps, totalWeeks: 12 })).toEqual(['weeks.differ']);
    expect(codes({ week: { ...laps.week, weekNumber: 3 } })).toEqual(['week.other_number']);
    expect(codes({ ...laps, phases: 'none' })).toEqual([]);
    expect(decoded({ ...laps, phases: other }).sessions).toEqual(days);
  });
});

describe('slips that are mended and noted', () => {
  const json = JSON.stringify(sessionsReply());
  const pretty = JSON.stringify(sessionsReply(), null, 2);

  it.each([
    ['fences', `\`\`\`json\n${pretty}\n\`\`\``],
    ['prose before', `Here's the week you asked for:\n\n${json}`],
    ['prose after', `${json}\n\nLet me know how it goes [and rest well]!`],
    ['prose and fences', `Sure {thing}!\n\`\`\`\n${json}\n\`\`\`\nEnjoy.`],
    ['thinking aloud', `<think>{"days": maybe [</think>${json}`],
    ['a trailing comma', json.replace(/\]\}$/, '],}')],
    ['comments', pretty.replace('{', '{ // the week: don’t } worry\n').replace('"days"', '/* ] } */ "days"')],
    ['single quotes', json.replaceAll("'", '').replaceAll('"', "'")],
    ['unquoted keys', json.replaceAll(/"(days|blocks|zone)"/g, '$1')],
  ])('%s', (_, text) => {
    const { sessions: read, mended } = decoded(text);
    expect(read.map(({ blocks }) => blocks)).toEqual(sessionsReply().days.map(({ blocks }) => blocks));
    expect(mended.map(({ code }) => code)).toEqual(['json.mended']);
  });

  it.each([
    [
      'numbers as text',
      withBlock(2, { distanceMiles: '1.5', repeat: '2' }),
      'number.as_text',
      { distanceMiles: 1.5, repeat: 2 },
    ],
    ['miles as text', withBlock(2, { distanceMiles: '1.5 miles' }), 'number.as_text', { distanceMiles: 1.5 }],
    ['a zone in capitals', withBlock(2, { zone: 'Threshold' }), 'zone.other_name', { zone: 'threshold' }],
    [
      'a zone under another name',
      withBlock(2, { zone: 'tempo pace' }),
      'zone.other_name',
      { zone: 'threshold' },
    ],
    ['a key too many', withBlock(2, { effort: 'hard' }), 'key.unknown', {}],
    ['no recovery said', withBlock(2, { recoveryMiles: null }), undefined, { recoveryMiles: 0 }],
  ])('%s', (_, reply, code, block) => {
    const { sessions: read, mended } = decoded(reply);
    expect(mended.map((each) => each.code)).toEqual(code ? [code] : []);
    expect(dayOf(read, 2).blocks[0]).toMatchObject(block);
    expect(dayOf(read, 2).blocks[0]).not.toHaveProperty('effort');
  });

  it.each([
    [
      'a day twice',
      { days: [...sessionsReply().days, { ...dayOf(sessionsReply().days, 2), notes: 'Again.' }] },
      'day.twice',
    ],
    [
      'an eighth day',
      { days: [...sessionsReply().days, { ...dayOf(sessionsReply().days, 2), dayNumber: 8 }] },
      'day.unknown',
    ],
    [
      'a run on a rest day',
      { days: [{ ...dayOf(sessionsReply().days, 2), dayNumber: 1 }, ...sessionsReply().days] },
      'day.not_asked',
    ],
    ['days in disorder', { days: sessionsReply().days.toReversed() }, undefined],
  ])('%s', (_, reply, code) => {
    expect(codes(reply)).toEqual(code ? [code] : []);
    expect(decoded(reply).sessions).toEqual(decoded(sessionsReply()).sessions);
  });

  it('days from 0 to 7: only what has no day is left out', () => {
    const tempo = dayOf(sessionsReply().days, 2);
    const days = [{ ...tempo, dayNumber: 0 }, { ...tempo, dayNumber: 1 }, ...sessionsReply().days];
    const { sessions: read, mended } = decoded({ days: [...days, { ...tempo, dayNumber: 5 }] });
    expect(read).toEqual(decoded(sessionsReply()).sessions);
    expect(mended.map(({ code }) => code)).toEqual(['day.unknown', 'day.not_asked', 'day.not_asked']);
  });

  it('null for lists that may be empty, and for one repetition', () => {
    const reply = JSON.parse(JSON.stringify(lapsReply()));
    for (const day of reply.week.days) Object.assign(day, { warmup: null, cooldown: null });
    expect(decoded(reply).sessions).toEqual(decoded(lapsReply()).sessions);
    expect(dayOf(decoded(withBlock(3, { repeat: null })).sessions, 3).blocks[0]?.repeat).toBe(1);
  });

  it('days of a whole week counted from 0', () => {
    const counted = {
      ...lapsReply().week,
      days: lapsReply().week.days.map((day) => ({ ...day, dayNumber: day.dayNumber - 1 })),
    };
    expect(codes({ week: counted })).toContain('day.from_zero');
    expect(decoded({ week: counted }).sessions).toEqual(decoded(lapsReply()).sessions);
  });
});

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

describe('replies that are refused', () => {
  const json = JSON.stringify(sessionsReply());

  it.each([
    ['nothing', ''],
    ['null', 'null'],
    ['plain words', 'I cannot help with that.'],
    ['HTML', '<!doctype html><html><body>502 Bad Gateway</body></html>'],
    ['a number', '42'],
    ['two plans', `${json}\n${json}`],
    [
      'days line by line',
      sessionsReply()
        .days.map((day) => JSON.stringify(day))
        .join('\n'),
    ],
    ['brackets that do not match', json.replace('}]', ']}')],
    ['a plan, and another that is cut off', `${json}\nOr rather: ${json.slice(0, -9)}`],
    ['a plan, and another that has only begun', `${json}\nOr rather: {`],
    ['a plan, and another that is cut off in a word', `${json}\nOr rather: {"days`],
    ['JSON inside a string', JSON.stringify(json)],
    ['a key that reaches into objects', json.replace('"notes"', '"__proto__"')],
    ['another such key', json.replace('"notes"', '"constructor"')],
    ['nesting without end', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['more than a reply may have', `${json}${' '.repeat(256 * 1024)}`],
  ])('%s', (_, text) => {
    expect(refused(text)).toMatchObject({ kind: 'not_json', findings: [expect.any(String)] });
  });

  it('JSON that is no week is schema invalid, and says which days are wanted', () => {
    expect(refused({ error: { message: 'overloaded' } })).toEqual({
      ok: false,
      kind: 'schema_invalid',
      findings: ['The reply has no days for week 7; write days 2, 3, 4, 6, 7.'],
    });
  });

  it('a reply cut off after any character is never read as whole', () => {
    const texts = [
      json,
      JSON.stringify(lapsReply(), null, 1),
      `Here it is: \`\`\`json\n${json}`,
      json.replaceAll("'", '').replaceAll('"', "'"),
      JSON.stringify(sessionsReply(), null, 1).replaceAll('},', '}, // done } ] }\n'),
      JSON.stringify(sessionsReply().days),
      JSON.stringify({ days: sessionsReply().days.map((day) => ({ ...day, notes: '"]}] } {' })) }),
      JSON.stringify({ days: sessionsReply().days.map((day) => ({ ...day, notes: 'Easy}]} does it.' })) }),
    ];
    for (const text of texts) {
      expect(decode(text).ok).toBe(true);
      for (let length = 0; length < text.length; length++) {
        if (decode(text.slice(0, length)).ok) throw new Error(`read as whole: ${text.slice(0, length)}`);
      }
    }
  });
});

describe('any text at all', () => {
  const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 400 }));
  const value = fc.oneof(
    fc.jsonValue(),
    words,
    fc.double(),
    fc.integer(),
    fc.constantFrom(...ZONES, null, '1:00'),
  );
  const lap = fc.record({ lapIndex: value, distanceMiles: value, paceGoal: value }, { requiredKeys: [] });
  const block = fc.record(
    { repeat: value, distanceMiles: value, zone: value, recoveryMiles: value },
    { requiredKeys: [] },
  );
  const list = (item: fc.Arbitrary<unknown>) => fc.oneof(fc.array(item, { maxLength: 9 }), value);
  const day = fc.record(
    {
      dayNumber: fc.oneof(fc.integer({ min: -1, max: 9 }), value),
      blocks: list(block),
      warmup: list(lap),
      workout: list(lap),
      cooldown: list(lap),
      notes: value,
    },
    { requiredKeys: [] },
  );
  const week = fc.record({ weekNumber: value, days: list(day) }, { requiredKeys: [] });
  const reply = fc.oneof(
    value,
    fc.record({ days: list(day) }),
    fc.record({ totalWeeks: value, phases: value, week }, { requiredKeys: ['week'] }),
    fc.record({ phases: list(fc.record({ name: value, weekCount: value, weeks: list(week) })) }),
  );

  /** What is wrong with what was made of a reply; empty when it can be stored, or says why it cannot. */
  function faultsOf(result: DecodedReply): string[] {
    if (!result.ok) {
      const { length } = result.findings;
      return length > 0 && length <= 10 ? [] : [`${length} findings`];
    }
    const laid = layWeek({ frame, sessions: result.sessions, substitutes: sessions });
    const faults = laid.week?.trainingMiles === facts.brief.targetMiles ? [] : ['not laid to its miles'];
    for (const { notes } of result.sessions) {
      if (notes.length > 600 || !notes.isWellFormed()) faults.push('notes too long or broken');
      if (/\p{Cc}|https?:|www\.|[<>[\]]/iu.test(notes)) faults.push(`notes with ${notes}`);
    }
    return faults;
  }

  it('is read or refused, and never throws', () => {
    fc.assert(
      fc.property(words, fc.jsonValue(), (text, json) => {
        expect(faultsOf(decode(text))).toEqual([]);
        expect(faultsOf(decode(`${text}${JSON.stringify(json)}${text}`))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('shaped like a reply is laid or refused, whatever stands in it', () => {
    fc.assert(
      fc.property(reply, (json) => {
        expect(faultsOf(decode(JSON.stringify(json)))).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('of 256 KB is read in a moment, however hostile', () => {
    const size = 256 * 1024 - 20;
    const filled = (piece: string): string => piece.repeat(Math.floor(size / piece.length));
    const half = size / 2;
    const mendable = 32 * 1024 - 20;
    const hostile = [
      ...[
        '{',
        '[',
        '"',
        '{"',
        '\\',
        '{}',
        '[]',
        "{'",
        '{"a":',
        '[1,',
        '/*',
        '//',
        '{a}',
        '`',
        '{"a":"b"',
        ', ',
      ].map(filled),
      '{'.repeat(30) + filled('"a":1,') + '}'.repeat(30),
      `{${'a'.repeat(half)}}`,
      `{${'\\'.repeat(half)}}`,
      `{${'"a" '.repeat(half / 5)}}`,
      `{"a":${'"b"\n'.repeat(half / 5)}}`,
      `[${'{x:y} '.repeat(half / 7)}]`,
      `["${'a\n'.repeat(mendable / 2)}" x]`,
      `[${'"a":'.repeat(mendable / 4)}]`,
      `[${'"a"+'.repeat(mendable / 4)}]`,
      `{"days":[${'{"dayNumber":2},'.repeat(half / 17)}]}`,
      `{"days":[{"dayNumber":2,"blocks":[${'{},'.repeat(half / 3)}{}],"notes":""}]}`,
      `{"days":[{"dayNumber":2,"blocks":[],"notes":"${'<['.repeat(half / 2)}"}]}`,
      `{"days":[{"dayNumber":2,"blocks":[{"repeat":1,"distanceMiles":3,"zone":"threshold","recoveryMiles":0}],"notes":"${'a.'.repeat(half / 2)}"}]}`,
      `{'days':[${"{'dayNumber':2}, // it\n".repeat(half / 24)}]}`,
    ];
    for (const text of hostile) {
      const began = performance.now();
      expect(faultsOf(decode(text))).toEqual([]);
      expect({ text: text.slice(0, 40), slow: performance.now() - began > 2000 }).toMatchObject({
        slow: false,
      });
    }
  });
});

import { describe, expect, it } from 'vitest';
import { contractCases } from '../../../test/support/contract-cases.js';
import {
  frame,
  sessions,
  sessionsReply,
  lapsReply,
  decode,
  decoded,
  refused,
  dayOf,
  withBlock,
  codes,
} from '../../../test/support/reply-cases.js';
import { layWeek } from '../../coaching/laps.js';
import { encodeLaps } from './encode-week.js';
import { planPhases } from './plan-phases.js';
import { decodeReply } from './reply-decoder.js';

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

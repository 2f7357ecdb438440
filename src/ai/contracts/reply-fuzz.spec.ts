import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facts, frame, sessions, decode } from '../../../test/support/reply-cases.js';
import { layWeek } from '../../coaching/laps.js';
import { ZONES } from '../../coaching/sessions.js';
import type { DecodedReply } from '../reply-contract.js';
import { anyCharacter } from '../../../test/support/any-text.js';

describe('any text at all', () => {
  const words = fc.oneof(fc.string({ unit: anyCharacter, maxLength: 400 }), fc.string({ maxLength: 400 }));
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
      const began = process.cpuUsage();
      expect(faultsOf(decode(text))).toEqual([]);
      // Not the time on the wall: others have the machine too.
      const slow = process.cpuUsage(began).user > 2_000_000;
      expect({ text: text.slice(0, 40), slow }).toMatchObject({ slow: false });
    }
  });
});

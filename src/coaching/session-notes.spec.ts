import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTES_LIMIT, sessionNotes } from './session-notes.js';

const plain = { runWalk: false };
const runWalk = { runWalk: true };

describe('the notes of a day', () => {
  it("are the author's own words", () => {
    expect(sessionNotes(' Run tall. ', 'easy', plain)).toBe('Run tall.');
  });

  it.each(['easy', 'tempo', 'intervals', 'long_run', 'recovery', 'shakeout'] as const)(
    'say what a %s run is for when its author said nothing',
    (type) => {
      expect(sessionNotes('  ', type, plain).length).toBeGreaterThan(20);
    },
  );

  it('say run-walk where it is needed, once', () => {
    expect(sessionNotes('Run tall.', 'easy', runWalk)).toMatch(/^Run tall\. Run-walk/);
    expect(sessionNotes('Run-walk it.', 'easy', runWalk)).toBe('Run-walk it.');
  });

  it('are cut after a sentence, or after a word', () => {
    expect(sessionNotes(`${'a'.repeat(400)}. ${'b'.repeat(300)}`, 'easy', plain)).toBe(`${'a'.repeat(400)}.`);
    expect(sessionNotes(`${'a'.repeat(400)} ${'b'.repeat(300)}`, 'easy', plain)).toBe('a'.repeat(400));
  });

  it('leave room for run-walk after words that fill the limit', () => {
    const notes = sessionNotes('word '.repeat(200), 'easy', runWalk);
    expect(notes).toMatch(/word Run-walk: .*start\.$/);
    expect(notes.length).toBeLessThanOrEqual(NOTES_LIMIT);
  });

  it('keep within the limit, whole characters only, and say run-walk however long the words are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1500 }), fc.boolean(), (words, runWalk) => {
        const notes = sessionNotes(words, 'long_run', { runWalk });
        expect(notes.length).toBeLessThanOrEqual(NOTES_LIMIT);
        expect(notes.trim()).not.toBe('');
        expect(notes.isWellFormed()).toBe(true);
        if (runWalk) expect(notes).toMatch(/run-walk/i);
      }),
    );
  });
});

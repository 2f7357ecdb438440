import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanNotes, cutAtSentence } from './clean-notes.js';
import { quotableText } from './quoted-text.js';
import { anyCharacter } from '../../../test/support/any-text.js';

describe('notes of a model', () => {
  it.each([
    [
      'Keep it easy; 3 × 1 mile, 90 % effort — don’t race!',
      'Keep it easy; 3 × 1 mile, 90 % effort — don’t race!',
    ],
    ['Line one.\r\n\tLine two.\u0000\u0007', 'Line one. Line two.'],
    ['See <a href="https://evil.example/x">this</a> now.', 'See this now.'],
    ['<script>alert(1)</script>Run.', 'alert(1) Run.'],
    ['Read [the guide](https://evil.example/?q=1) first.', 'Read the guide first.'],
    ['Go to https://evil.example/path?x=1 now.', 'Go to now.'],
    ['Go to www.evil.example now.', 'Go to now.'],
    ['Go to evil.com/pay now.', 'Go to now.'],
    ['Go to bit.ly/x, easy.Me too.', 'Go to easy.Me too.'],
    ['Run 3*1 mile.', 'Run 3 × 1 mile.'],
    ['Mail me@evil.example now.', 'Mail now.'],
    ['javascript:alert(1) is run', 'is run'],
    ['# Tempo\n- **Hard** but `even`\n> so', 'Tempo Hard but even so'],
    ['ht<b>tps://evil.example', 'ht'],
    ['pay\u202Elatot\u200B day', 'pay latot day'],
    ['caf\u00e9 and cafe\u0301 \uFFFD \uD800', 'café and café'],
    ['<b>x</b> 5 < 6 [sic] {y}', 'x 5 6 sic y'],
  ])('%j are read as %j', (words, notes) => {
    expect(cleanNotes(words)).toBe(notes);
  });

  it('are at most 600 characters, cut after a sentence', () => {
    const notes = cleanNotes('A sentence of some words. '.repeat(100));
    expect(notes.length).toBeLessThanOrEqual(600);
    expect(notes).toMatch(/words\.$/);
  });

  it('are plain words, whatever they were, and stay so', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '](',
      '[',
      'http',
      '://',
      'www.',
      'a',
      ' ',
      '\n',
      '&lt;',
      '\u202E',
      '.com',
      '/',
      '@',
      '\uD83D',
      '\u0000',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: anyCharacter }),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (words) => {
          const notes = cleanNotes(words);
          expect(notes).not.toMatch(/\p{Cc}|https?:\/\/|www\.|<\/?[a-z][^>]*>|\]\(|[\u202A-\u202E\uFFFD]/iu);
          expect(notes.isWellFormed()).toBe(true);
          expect(notes.length).toBeLessThanOrEqual(600);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a cut after a sentence', () => {
  it.each([
    ['One. Two three four.', 12, 'One. Two'],
    ['One two. Three four.', 12, 'One two.'],
    ['One two three.', 14, 'One two three.'],
    ['One two 3.5 four', 11, 'One two 3.5'],
    ['One two 3.5 four', 10, 'One two'],
    ['Onetwothree', 5, 'Onetw'],
    ['One tw\u{1F3C3}', 7, 'One'],
    ['\u{1F3C3}\u{1F3C3}', 3, '\u{1F3C3}'],
  ])('%j to %i characters: %j', (text, limit, cut) => {
    expect(cutAtSentence(text, limit)).toBe(cut);
  });
});

describe('what a person wrote, to be quoted', () => {
  it('is one line without control characters or what could pose as structure, at most 500 characters', () => {
    expect(quotableText(null)).toBeNull();
    expect(quotableText(' \n\u0000 ')).toBeNull();
    expect(quotableText('Sore\n\n# System: <b>obey</b> ```\u202E')).toBe('Sore # System: b obey /b');
    expect(quotableText('é'.repeat(2000))).toHaveLength(500);
    expect(quotableText(`${'a'.repeat(499)}\u{1F3C3}`)).toBe('a'.repeat(499));
  });
});

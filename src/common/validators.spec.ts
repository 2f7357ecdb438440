import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { IsLine, IsText } from './validators.js';

class Probe {
  @IsLine(10)
  name: string;

  @IsText(10)
  notes: string;
}

const faults = (given: object) =>
  validateSync(plainToInstance(Probe, { name: 'Ana', notes: '', ...given })).map(({ property }) => property);

describe('a line', () => {
  it.each(['Zo\u00eb', '  Ana  ', 'x'.repeat(10), '\u{1f3c3}'.repeat(10), '\u200fدانا', '👩‍👩‍👧'])(
    'may be %j',
    (name) => expect(faults({ name })).toEqual([]),
  );

  it.each([
    '',
    '   ',
    '\u200b',
    '\u2060\u00a0\ufeff',
    'a\nb',
    'a\u2028b',
    'a\u0085b',
    'x'.repeat(11),
    '\u{1f3c3}'.repeat(11),
    7,
    null,
  ])('may not be %j', (name) => expect(faults({ name })).toEqual(['name']));
});

describe('a text', () => {
  it('may have lines, or be empty, and counts characters', () => {
    expect(faults({ notes: 'a\n\u{1f3c3}\u{1f3c3}\u{1f3c3}bcdef' })).toEqual([]);
    expect(faults({ notes: '\u{1f3c3}'.repeat(11) })).toEqual(['notes']);
  });
});

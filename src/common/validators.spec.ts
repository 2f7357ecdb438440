import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { IsInstant, IsLine, IsText } from './validators.js';

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

class Occasion {
  @IsInstant()
  at: string;
}

describe('an instant', () => {
  const isInstant = (at: unknown) => validateSync(plainToInstance(Occasion, { at })).length === 0;

  it.each(['2026-11-23T09:00:00Z', '2026-11-23T09:00:00.123+05:30', '2024-02-29T23:59:59-08:00'])(
    'may be %j',
    (at) => expect(isInstant(at)).toBe(true),
  );

  it.each([
    '2026-11-23',
    '2026-11-23T09:00:00',
    '2026-02-30T09:00:00Z',
    '2026-11-23T25:00:00Z',
    'now',
    0,
    null,
  ])('may not be %j', (at) => expect(isInstant(at)).toBe(false));
});

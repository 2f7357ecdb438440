import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { IsIds, IsInstant, IsLine, IsText } from './validators.js';

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

describe('a list of ids', () => {
  class Chosen {
    @IsIds({ least: 1, most: 2 })
    ids: string[];
  }
  const id = (end: string) => `019ab000-0000-7000-8000-00000000000${end}`;
  const chosen = (ids: unknown) => plainToInstance(Chosen, { ids });

  it('goes on as the database writes them', () => {
    const given = chosen([id('A'), id('1')]);
    expect(validateSync(given)).toEqual([]);
    expect(given.ids).toEqual([id('a'), id('1')]);
  });

  it.each([
    ['none', []],
    ['too many', [id('1'), id('2'), id('3')]],
    ['one twice', [id('a'), id('A')]],
    ['another word', [id('1'), 'x']],
    ['a number', [id('1'), 2]],
    ['no list', id('1')],
    ['nothing', undefined],
  ])('has not %s', (_, ids) => {
    expect(validateSync(chosen(ids)).map(({ constraints }) => constraints)).toEqual([
      { isIds: expect.stringContaining('must be a list of 1 to 2 different ids') },
    ]);
  });
});

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

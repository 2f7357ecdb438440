import { describe, expect, it } from 'vitest';
import { readSheet } from './athlete-sheet.js';

const COLUMNS = { columns: ['firstName', 'email', 'preferredDays'], needed: ['firstName', 'email'] };
const read = (text: string) => readSheet(Buffer.from(text), COLUMNS);
const faultsOf = (bytes: Uint8Array): unknown => {
  try {
    return readSheet(bytes, COLUMNS);
  } catch (error) {
    return error instanceof Error && 'errors' in error ? error.errors : error;
  }
};

describe('a sheet of athletes', () => {
  it.each([
    ['commas', 'firstName,email\nAna,a@x.org\n'],
    ['semicolons, a mark and Windows line ends', '\uFEFFfirstName;email\r\nAna;a@x.org\r\n\r\n;;\r\n'],
    ['tabs and quotes', '"firstName"\t"email"\n"Ana"\ta@x.org'],
  ])('is read with %s', (_, text) => {
    expect(read(text)).toEqual([{ line: 2, cells: { firstName: 'Ana', email: 'a@x.org' }, fault: null }]);
  });

  it('keeps cells of several lines, and what looks like a formula is text; a line is the one it ends on', () => {
    expect(read('email,firstName\na@x.org,"Ana\nMaria"\nb@x.org,"=HYPERLINK(""x"")"')).toEqual([
      { line: 3, cells: { email: 'a@x.org', firstName: 'Ana\nMaria' }, fault: null },
      { line: 4, cells: { email: 'b@x.org', firstName: '=HYPERLINK("x")' }, fault: null },
    ]);
  });

  it.each([
    ['nothing', '', [['', 'begin with a line of columns']]],
    ['no line', 'firstName,email\n', [['', 'a line below']]],
    ['an open quote', 'firstName,email\n"Ana,a@x.org\nBo,b@x.org', [['/lines/3', 'never closed']]],
    ['a quote amid a cell', 'firstName,email\nA"na,a@x.org', [['/lines/2', 'not in quotes']]],
    [
      'columns twice, unknown and missing',
      'firstName,firstName,age\nA,B,3',
      [
        ['/lines/1/2', 'again'],
        ['/lines/1/3', '"age"'],
        ['/lines/1', 'email'],
      ],
    ],
    ['NUL', 'firstName,email\nA\0,b@x.org', [['', 'NUL']]],
    [
      'a cell of a megabyte',
      `firstName,email\n${'a'.repeat(1_000_000)},b@x.org`,
      [['/lines/2', 'longer than']],
    ],
  ])('is refused with %s', (_, text, expected) => {
    const told = expected.map(([pointer, words]) => ({
      pointer,
      detail: expect.stringContaining(words ?? ''),
    }));
    expect(faultsOf(Buffer.from(text))).toEqual(told);
  });

  it('knows no columns of a line with too many cells', () => {
    expect(read('firstName,email\nA,b@x.org,3').map(({ fault }) => fault)).toEqual([
      { pointer: '/lines/2', detail: expect.stringContaining('3 cells') },
    ]);
  });

  it('is refused in another encoding than UTF-8, and says how to save it', () => {
    expect(faultsOf(Buffer.from('firstName,email\nJürgen,b@x.org', 'latin1'))).toEqual([
      { pointer: '', detail: expect.stringContaining('CSV UTF-8') },
    ]);
  });
});

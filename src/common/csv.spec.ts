import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.js';

describe('a sheet', () => {
  it('begins with a byte order mark, and quotes what would end a cell or a row', () => {
    expect(
      toCsv([
        ['a', 'b'],
        [1.5, 'x, "y"\nz'],
        ['x\ny', 'x\ry'],
      ]),
    ).toBe('\uFEFFa,b\r\n1.5,"x, ""y""\nz"\r\n"x\ny","x\ry"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '＝1', 'a;=1', 'a\n+1', 'a|"@x'])(
    'holds no formula for %j, and leaves numbers numbers',
    (text) => {
      const [cell = ''] = toCsv([[text, -1]])
        .slice(1)
        .split(',-1');
      expect(cell).toContain("'");
      expect(cell).not.toMatch(/(?:^|[;\t\r\n|])["\s]*[=+\-@＝]/);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { bar, clip, hang, layTable, wrap } from './layout.js';

describe('a table', () => {
  it('aligns its columns and leaves no blanks at the end', () => {
    const lines = layTable(
      [{ title: 'Phase' }, { title: 'Miles', align: 'right' }, { title: '' }],
      [
        ['Base', '9.5', ''],
        ['Taper', '110.0', 'x'],
      ],
    );
    expect(lines).toEqual(['Phase  Miles', 'Base     9.5', 'Taper  110.0  x']);
  });
});

describe('wrapping', () => {
  it('breaks between words only', () => {
    expect(wrap('one two  three\nfour', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('unbreakable on', 4)).toEqual(['unbreakable', 'on']);
    expect(wrap(' ', 4)).toEqual([]);
  });

  it('hangs what follows under the first line', () => {
    expect(hang('! ', 'one two three', 9)).toEqual(['! one two', '  three']);
  });

  it('clips what has no room', () => {
    expect(clip('built in coach', 14)).toBe('built in coach');
    expect(clip('built in coach', 9)).toBe('built in…');
  });
});

describe('a bar', () => {
  it.each([
    [0, ''],
    [10, '█████'],
    [5, '██▌'],
    [0.25, '▏'],
    [9.99, '█████'],
  ])('of %d of 10 in five characters is %j', (value, drawn) => {
    expect(bar(value, { full: 10, width: 5 })).toBe(drawn);
  });

  it('is empty where there is nothing to compare with', () => {
    expect(bar(0, { full: 0, width: 5 })).toBe('');
  });
});

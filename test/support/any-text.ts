import * as fc from 'fast-check';

const SURROGATES = { from: 0xd800, count: 0x800 };

/**
 * Any character but halves of one: what fast-check calls `binary`, which first makes a list of all million of them, in
 * every worker that asks for it, to find the characters of `__proto__` and the like in.
 */
export const anyCharacter = fc.nat(0x10_ffff - SURROGATES.count).map(
  (index) => String.fromCodePoint(index < SURROGATES.from ? index : index + SURROGATES.count),
  (character) => {
    const point = typeof character === 'string' ? character.codePointAt(0) : undefined;
    if (point === undefined || character !== String.fromCodePoint(point)) throw new Error('No character');
    return point < SURROGATES.from ? point : point - SURROGATES.count;
  },
);

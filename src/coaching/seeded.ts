/** FNV-1a over the parts: a whole number from 0 to 2³²−1, the same everywhere and for ever. */
export function seededNumber(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  const text = parts.join('\u0000');
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  // The low bits of FNV move little between like strings; one round of mixing spreads them.
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x45d9f3b);
  hash ^= hash >>> 16;
  return hash >>> 0;
}

/** One of `choices`, the same for the same parts. `choices` may not be empty. */
export function seededChoice<T>(choices: readonly [T, ...T[]], ...parts: readonly (string | number)[]): T {
  return choices[seededNumber(...parts) % choices.length] ?? choices[0];
}

import { sha256 } from '../../common/sha256.js';
import type { WireSchema } from './wire-schemas.js';

/**
 * Name of a prompt and its schema that changes with every byte of them. A worked example rendered as briefs are is
 * part of the text, so that a change of the rendering shows too.
 */
export function promptVersion(...parts: readonly (string | WireSchema)[]): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('\u0000');
  return sha256(text).slice(0, 12);
}

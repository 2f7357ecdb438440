import { createHash } from 'node:crypto';
import type { WireSchema } from './wire-schemas.js';

/**
 * Name of a prompt and its schema that changes with every byte of them. A worked example rendered as briefs are is
 * part of the text, so that a change of the rendering shows too.
 */
export function promptVersion(...parts: readonly (string | WireSchema)[]): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('\u0000');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

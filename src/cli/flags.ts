import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** Flags that do not fit: all of it at once, one line each. */
export class UsageError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'UsageError';
  }
}

/**
 * Reads `--flag value` pairs; nothing else may stand on the command line.
 * @param example the command with flags as they go, for whoever had npm keep them
 * @throws UsageError for an unknown flag, a missing value, or a word that is no flag
 */
export function parseFlags<const Flags extends ParseArgsOptionsConfig>(
  args: readonly string[],
  { flags, example }: { flags: Flags; example: string },
) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!(error instanceof Error) || !code.startsWith('ERR_PARSE_ARGS')) throw error;
    // npm keeps flags to itself and passes on their values alone.
    const hint = code.endsWith('POSITIONAL') ? `. Flags go after two dashes: ${example}` : '';
    throw new UsageError([`${error.message.split('. ')[0] ?? error.message}${hint}`]);
  }
}

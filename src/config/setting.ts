/** One environment variable: how it is named, read, and explained when it does not fit. */
export interface Setting<T> {
  readonly name: string;
  /** What a valid value looks like, said to whoever gave an invalid one. */
  readonly accepts: string;
  /** True when the given value may not be repeated in a message. */
  readonly secret?: boolean;
  /** The value, or undefined when `text` does not fit. Never called with an empty string. */
  readonly parse: (text: string) => T | undefined;
}

/** Wrong configuration: every problem at once, one line each. The process exits with 78 (EX_CONFIG). */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Wrong configuration, nothing was started:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads settings out of an environment and remembers what did not fit, so that all of it is said at once. */
export class SettingReader {
  readonly problems: string[] = [];

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  /** The setting's value; undefined when it is absent, empty, or wrong (then a problem is noted). */
  read<T>(setting: Setting<T>): T | undefined {
    const text = this.env[setting.name]?.trim();
    if (text === undefined || text === '') return undefined;
    const value = setting.parse(text);
    if (value === undefined) {
      const given = setting.secret ? 'what was given does not fit' : `${quoted(text)} does not fit`;
      this.problems.push(`${setting.name}: ${given}; accepted: ${setting.accepts}`);
    }
    return value;
  }

  /** Notes a problem that lies between settings rather than in one value. */
  refuse(problem: string): void {
    this.problems.push(problem);
  }
}

/** Characters of a value that are repeated to whoever gave it. */
const MOST_QUOTED = 100;

/** On one line, with what is not seen made visible: it may be all that is wrong. */
function quoted(text: string): string {
  const kept = JSON.stringify(text.slice(0, MOST_QUOTED)).replace(
    /\p{C}/gu,
    (hidden) => `\\u{${hidden.codePointAt(0)?.toString(16)}}`,
  );
  return text.length > MOST_QUOTED ? `${kept}…` : kept;
}

/** Lays text out for a terminal of fixed-width characters. Pure: nothing here knows where it is printed. */

/** How a piece of text is made to stand out; plain text where there are no colours. */
export interface Paint {
  heading(text: string): string;
  /** What matters most in a line. */
  strong(text: string): string;
  /** What may be skipped. */
  faint(text: string): string;
}

export const PLAIN: Paint = { heading: (text) => text, strong: (text) => text, faint: (text) => text };

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Lines of a table, titles first. Columns are as wide as their widest cell and `gap` blanks apart. */
export function layTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { gap = 2 }: { gap?: number } = {},
): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => (cells[index] ?? '').length)));
  return lines.map((cells) =>
    columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] ?? 0;
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** Breaks text between words into lines of at most `width`; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Wrapped text whose lines all start after `lead`, which the first line shows. */
export function hang(lead: string, text: string, width: number): string[] {
  return wrap(text, width - lead.length).map((line, index) =>
    index === 0 ? `${lead}${line}` : `${' '.repeat(lead.length)}${line}`,
  );
}

export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Blocks an eighth to a whole character wide. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `value` where `full` would fill `width` characters, to an eighth of a character. */
export function bar(value: number, { full, width }: { full: number; width: number }): string {
  if (full <= 0) return '';
  const eighths = Math.round((Math.max(0, value) / full) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

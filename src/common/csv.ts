import { stringify } from 'csv-stringify/sync';

/** Of every sheet. */
export const CSV_MEDIA_TYPE = 'text/csv; charset=utf-8';

/**
 * Rows as a sheet (RFC 4180), its head first. It begins with a byte order mark: without one Excel takes UTF-8 for the
 * machine's own code page. Text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return stringify([...rows], {
    bom: true,
    record_delimiter: 'windows',
    // A lone one of the two is no end of a record to the library, and is to those who read it.
    quoted_match: /[\r\n]/,
    escape_formulas: true,
    cast: { string: defused },
  });
}

/**
 * Signs that make a formula after what may end a cell elsewhere: a spreadsheet with another separator than the comma,
 * and one that skips blanks, see a cell begin there. The first sign of a cell is the library's to escape.
 */
const HIDDEN_FORMULA = /(?:^\s+|[;\t\r\n|]["'\s]*)(?=[=+\-@＝＋－＠])/g;

function defused(text: string): string {
  return text.replaceAll(HIDDEN_FORMULA, "$&'");
}

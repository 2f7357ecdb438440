import { describe, expect, it } from 'vitest';
import { acceptedFormat } from './report-format.js';

describe('the format of a report', () => {
  it.each([
    ['text/csv', 'csv'],
    ['TEXT/CSV; header=present', 'csv'],
    ['text/*', 'csv'],
    ['text/csv, */*', 'csv'],
    ['text/csv, application/json;q=0.9', 'csv'],
    ['application/json, text/csv', 'json'],
    ['text/csv;q=0.5, application/json', 'json'],
    ['text/csv;q=0.1, */*', 'json'],
    ['text/csv;q=0', 'json'],
    ['text/csv;q=much', 'json'],
    ['text/html, application/xhtml+xml, */*;q=0.8', 'json'],
    ['*/*', 'json'],
    ['', 'json'],
    [undefined, 'json'],
  ])('for %j is %s', (header, format) => {
    expect(acceptedFormat(header)).toBe(format);
  });
});
